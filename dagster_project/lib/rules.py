"""The rules of dbt's seed rules.csv: what each is called, what it asks of a district, its limit.

Belongs here: reading a rule by its id, so that its note and its limit stand once: a text that tells the limit writes
``{limit_value}`` (dbt fills it in for dim_rule by macros/rule_texts.sql). The more particular notes of the judge's
expectations, and their limits, stand in expectations/ (quality/judge/suite_files.py).
"""

from collections.abc import Mapping
from typing import NamedTuple

from dagster_project.lib.seeds import read_seed


class Rule(NamedTuple):
    """One row of rules.csv; ``actions`` are ``return``, ``row``, ``warn``, ``limit`` is in the seed's limit_unit.

    ``scope``: what counts as one, a ``row``, a ``return`` or a ``file``.
    ``is_repair``: a finding of it tells what the system mended by itself, asks nothing and counts apart from doubts.
    """

    rule_id: str
    sort_order: int
    actions: tuple[str, ...]
    scope: str
    decided_by: str
    check_group: str
    is_repair: bool
    label_vi: str
    label_en: str
    description_en: str
    note_vi: str
    note_en: str
    limit: int | None


LIMIT = "limit_value"
_TEXTS = ("label_vi", "label_en", "short_label_vi", "short_label_en", "description_en", "note_vi", "note_en")


def rule_of(row: Mapping[str, str]) -> Rule:
    """Return a rule out of its row of rules.csv, its texts with its limit in them.

    Raises:
        ValueError: a text names something else in braces, or a limit where there is none; names rule and column.
    """
    said = {LIMIT: row[LIMIT]} if row[LIMIT] else {}
    told = {name: _told(row, name, said) for name in _TEXTS}
    return Rule(
        row["rule_id"],
        int(row["sort_order"]),
        tuple(row["actions"].split(";")),
        row["scope"],
        row["decided_by"],
        row["check_group"],
        row["is_repair"] == "true",
        told["label_vi"],
        told["label_en"],
        told["description_en"],
        told["note_vi"],
        told["note_en"],
        int(row[LIMIT]) if row[LIMIT] else None,
    )


def _told(row: Mapping[str, str], column: str, said: Mapping[str, str]) -> str:
    try:
        return row[column].format_map(said)
    except (KeyError, ValueError, IndexError, AttributeError):
        names = f"{{{LIMIT}}}" if said else f"nothing ({LIMIT} is blank)"
        raise ValueError(
            f"dbt/seeds/rules.csv, rule {row['rule_id']}, {column}: says {row[column]!r}, but can only name {names} in "
            "braces: mend the text."
        ) from None


RULES: dict[str, Rule] = {row["rule_id"]: rule_of(row) for row in read_seed("rules.csv")}


def limit_of(rule_id: str) -> int:
    """Return a rule's limit; raises ValueError where rules.csv gives none."""
    limit = RULES[rule_id].limit
    if limit is None:
        raise ValueError(f"dbt/seeds/rules.csv, rule {rule_id}: limit_value is blank, expected a whole number.")
    return limit
