"""The findings of one unit and year as plain values.

Belongs here: what a finding is. Does not belong here: which are read from the warehouse (told.py), in which order a
clerk works through them (sections.py), cells and colours (marks.py).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from dagster_project.lib.a1 import SHEET_COLUMNS, SHEET_ROWS
from dagster_project.lib.severities import gravity
from dagster_project.quality.kinds import LATE, MISSING, kind_of

EXPLAINED = "explained"


@dataclass(frozen=True)
class Finding:
    """One finding that is no repair; ``row_number`` is the sheet's own (from 1), ``column_number`` counts from 0."""

    form: str
    file_path: str
    source_sha256: str
    sheet: str
    row_number: int | None
    column_name: str
    column_number: int | None
    rule_id: str
    severity: str
    value_sent: str
    expected: str
    note_vi: str
    finding_id: str
    fingerprint: str
    state: str
    explanation: str
    counted_as: str

    @property
    def kind(self) -> str:
        """Return what it is to its reader, as report and Data Docs sort and count it (quality/kinds.py)."""
        return kind_of(self.rule_id, self.severity)

    @property
    def is_missing_form(self) -> bool:
        """Tell whether a form was not sent: a warning in the warehouse, for the clerk as grave as one sent back."""
        return self.kind == MISSING

    @property
    def is_late(self) -> bool:
        """Tell whether it is about when a form came: to be explained, but nothing in the form is doubtful."""
        return self.kind == LATE

    @property
    def is_settled(self) -> bool:
        """Tell whether the district explained it: only a warning can be talked away."""
        return self.state == EXPLAINED and self.severity == "warn"

    @property
    def asks(self) -> bool:
        """Tell whether the district still has something to mend or to answer."""
        return not self.is_settled

    @property
    def point(self) -> tuple[str, str, str]:
        """Return what counts as one, here as in mart_quality_finding: a row once per rule, else the form or file."""
        return self.form, self.rule_id, self.counted_as

    @property
    def gravity(self) -> int:
        """Return 0 for the gravest severity."""
        return gravity(self.severity)


#: The columns of fct_finding that a finding is made of.
TEXTS = (
    "form",
    "file_path",
    "source_sha256",
    "sheet",
    "column_name",
    "rule_id",
    "severity",
    "value_sent",
    "expected",
    "note_vi",
    "finding_id",
    "fingerprint",
    "state",
    "explanation",
    "counted_as",
)
NUMBERS = ("row_number", "column_number")


def read_findings(rows: Iterable[Mapping[str, Any]]) -> list[Finding]:
    """Return the findings of rows with the columns of fct_finding, by their ids."""
    found = [
        Finding(
            **{name: row[name] or "" for name in TEXTS},
            row_number=_number(row["row_number"], 1, SHEET_ROWS),
            column_number=_number(row["column_number"], 0, SHEET_COLUMNS - 1),
        )
        for row in rows
    ]
    return sorted(found, key=lambda finding: finding.finding_id)


def _number(value: int | None, low: int, high: int) -> int | None:
    """Return a whole number within the sheet, else None: a place that no sheet has is no place."""
    return value if value is not None and low <= value <= high else None
