"""The rules of dbt's seed rules.csv: what each is called, what it asks of a district, its limit.

Belongs here: reading a rule by its id, so that its note and its limit stand once. The more particular notes of the
judge's expectations stand in expectations/ and come here for the rest (quality/judge/suite_files.py).
"""

from typing import NamedTuple

from dagster_project.lib.seeds import read_seed


class Rule(NamedTuple):
    """One row of rules.csv; ``actions`` are ``return``, ``row``, ``warn``, ``limit`` is in the seed's limit_unit.

    ``is_repair``: a finding of it tells what the system mended by itself, asks nothing and counts apart from doubts.
    """

    rule_id: str
    sort_order: int
    actions: tuple[str, ...]
    decided_by: str
    check_group: str
    is_repair: bool
    label_vi: str
    description_en: str
    note_vi: str
    limit: int | None


RULES: dict[str, Rule] = {
    row["rule_id"]: Rule(
        row["rule_id"],
        int(row["sort_order"]),
        tuple(row["actions"].split(";")),
        row["decided_by"],
        row["check_group"],
        row["is_repair"] == "true",
        row["label_vi"],
        row["description_en"],
        row["note_vi"],
        int(row["limit_value"]) if row["limit_value"] else None,
    )
    for row in read_seed("rules.csv")
}


def limit_of(rule_id: str) -> int:
    """Return a rule's limit; raises ValueError where rules.csv gives none."""
    limit = RULES[rule_id].limit
    if limit is None:
        raise ValueError(f"dbt/seeds/rules.csv, rule {rule_id}: limit_value is blank, expected a whole number.")
    return limit
