"""The findings of one unit and year as plain values, and the order in which a clerk works through them.

Belongs here: reading the frame of fct_finding, and sorting. Does not belong here: cells and colours
(marks.py).
"""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from dagster_project.lib.a1 import SHEET_COLUMNS, SHEET_ROWS
from dagster_project.lib.severities import gravity

EXPLAINED = "explained"


@dataclass(frozen=True)
class Finding:
    """One finding; ``row_number`` is the sheet's own (from 1), ``column_number`` counts from 0."""

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

    @property
    def is_settled(self) -> bool:
        """Tell whether the district explained it: only a warning can be talked away."""
        return self.state == EXPLAINED and self.severity == "warn"

    @property
    def gravity(self) -> int:
        """Return 0 for the gravest severity."""
        return gravity(self.severity)


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
)
_OPTIONAL = frozenset({"state", "explanation"})


def read_findings(frame: pd.DataFrame) -> list[Finding]:
    """Return the findings of a frame with the columns of fct_finding, once each."""
    absent = [name for name in (*TEXTS, "row_number", "column_number") if name not in frame and name not in _OPTIONAL]
    if absent:
        raise ValueError(f"findings without the columns {', '.join(absent)}")
    found = {
        Finding(
            **{name: _text(record.get(name)) for name in TEXTS},
            row_number=_number(record.get("row_number"), 1, SHEET_ROWS),
            column_number=_number(record.get("column_number"), 0, SHEET_COLUMNS - 1),
        )
        for record in frame.to_dict("records")
    }
    return sorted(found, key=lambda finding: (finding.finding_id, repr(finding)))


def working_order(finding: Finding, sheet_position: int) -> tuple[Any, ...]:
    """Return the sort key of the list.

    Open before settled, whole returns first (the gravest, then by form), then sheet by sheet from top to
    bottom and left to right.
    """
    if finding.row_number is None:
        place: tuple[int, ...] = (0, finding.gravity, int(finding.form or 0), sheet_position)
    else:
        place = (
            1,
            sheet_position,
            finding.row_number,
            -1 if finding.column_number is None else finding.column_number,
        )
    return finding.is_settled, place, finding.gravity, finding.rule_id, finding.file_path, finding.finding_id


def _text(value: object) -> str:
    return value if isinstance(value, str) else "" if value is None or pd.isna(value) else str(value)  # type: ignore[call-overload]


def _number(value: Any, low: int, high: int) -> int | None:
    """Return a whole number within the sheet, else None: a place that no sheet has is no place."""
    return int(value) if value is not None and not pd.isna(value) and low <= int(value) <= high else None
