"""Which cell of the copy gets which colour and which comment.

Belongs here: from findings to marks on one sheet, merged cells included. Writes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dagster_project.lib.a1 import CellPlace
from dagster_project.lib.severities import SEVERITIES, gravity
from dagster_project.quality.feedback.copies import SheetCopy
from dagster_project.quality.feedback.findings import Finding

MAX_COMMENT = 8_000


@dataclass
class SheetMarks:
    """Severity and comment by cell (row, column from 0), severity by tinted row, and each finding's place."""

    cells: dict[CellPlace, str] = field(default_factory=dict)
    rows: dict[int, str] = field(default_factory=dict)
    comments: dict[CellPlace, str] = field(default_factory=dict)
    places: dict[str, CellPlace] = field(default_factory=dict)

    @property
    def gravest(self) -> str | None:
        """Return the gravest severity on the sheet."""
        found = [*self.cells.values(), *self.rows.values()]
        return min(found, key=gravity, default=None)


def mark_copy(copy: SheetCopy, findings: Sequence[Finding], rule_labels: Mapping[str, str]) -> SheetMarks:
    """Return the marks of ``findings`` on a copied sheet; what asks nothing any more is found again but not marked."""
    marks = SheetMarks()
    anchors = {
        (row, column): first
        for first, last in bounded_merges(copy)
        for row in range(first[0], last[0] + 1)
        for column in range(first[1], last[1] + 1)
    }
    told: dict[CellPlace, list[Finding]] = {}
    for finding in findings:
        place = _place(copy.sheet.rows, finding)
        place = anchors.get(place, place)
        marks.places[finding.finding_id] = place
        if not finding.asks:
            continue
        told.setdefault(place, []).append(finding)
        _colour(marks, finding, place)
    for place, several in told.items():
        ordered = sorted(several, key=lambda finding: (finding.gravity, finding.rule_id, finding.finding_id))
        marks.comments[place] = _comment(ordered, rule_labels)
    return marks


def bounded_merges(copy: SheetCopy, budget: int = 200_000) -> list[tuple[CellPlace, CellPlace]]:
    """Return the merged ranges that a real sheet has: more than one cell, not overlapping, not huge."""
    taken: set[CellPlace] = set()
    merges = []
    for first, last in copy.merged:
        size = (last[0] - first[0] + 1) * (last[1] - first[1] + 1)
        if not 1 < size <= 20_000 or len(taken) + size > budget or last[0] > len(copy.sheet.rows) + 100:
            continue
        cells = {(row, column) for row in range(first[0], last[0] + 1) for column in range(first[1], last[1] + 1)}
        if taken.isdisjoint(cells):
            taken |= cells
            merges.append((first, last))
    return merges


def _place(rows: Sequence[Sequence[str]], finding: Finding) -> CellPlace:
    """Return the cell that speaks for a finding: its own, or the first filled of its row or sheet."""
    if finding.row_number is None:
        return next(((row, _first_filled(cells)) for row, cells in enumerate(rows) if any(cells)), (0, 0))
    row = finding.row_number - 1
    if finding.column_number is not None:
        return row, finding.column_number
    return row, _first_filled(rows[row]) if row < len(rows) else 0


def _first_filled(cells: Sequence[str]) -> int:
    return next((number for number, text in enumerate(cells) if text), 0)


def _colour(marks: SheetMarks, finding: Finding, place: CellPlace) -> None:
    has_row, has_column = finding.row_number is not None, finding.column_number is not None
    # A title that sends a whole form back must be seen from afar, though it is one cell.
    if has_row and (not has_column or finding.severity == "return"):
        marks.rows[place[0]] = _graver(marks.rows.get(place[0]), finding.severity)
    if has_column or not has_row:
        marks.cells[place] = _graver(marks.cells.get(place), finding.severity)


def _graver(one: str | None, other: str) -> str:
    return other if one is None else min(one, other, key=gravity)


def _comment(findings: Sequence[Finding], rule_labels: Mapping[str, str]) -> str:
    """Return one comment for all findings of a cell; what stands alike in several is said once."""
    parts = list(dict.fromkeys(_paragraph(finding, rule_labels) for finding in findings))
    numbered = parts if len(parts) == 1 else [f"({number}) {part}" for number, part in enumerate(parts, start=1)]
    text = "\n\n".join(numbered)
    return text if len(text) <= MAX_COMMENT else text[: MAX_COMMENT - 1] + "…"


def _paragraph(finding: Finding, rule_labels: Mapping[str, str]) -> str:
    lines = [f"{SEVERITIES[finding.severity].label_vi.upper()}: {rule_labels.get(finding.rule_id, finding.rule_id)}"]
    if finding.expected:
        lines.append(f"Cần có: {finding.expected}")
    if finding.note_vi:
        lines.append(f"Cách sửa: {finding.note_vi}")
    return "\n".join(lines)
