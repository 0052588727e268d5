"""How grave a finding is: the codes, their order and their names, from the seed that dbt reads too.

Belongs here: the list and its order. What a severity does to a return is the judge's, its colour the workbooks'.
"""

from typing import NamedTuple

from dagster_project.lib.seeds import read_seed


class Severity(NamedTuple):
    """A code with its names for people."""

    code: str
    label_vi: str
    label_en: str


#: By code, the gravest first.
SEVERITIES = {
    row["severity"]: Severity(row["severity"], row["label_vi"], row["label_en"])
    for row in sorted(read_seed("severities.csv"), key=lambda row: int(row["sort_order"]))
}


def gravity(severity: str) -> int:
    """Return 0 for the gravest severity; raises KeyError for none."""
    return _GRAVITY[severity]


_GRAVITY = {code: place for place, code in enumerate(SEVERITIES)}
