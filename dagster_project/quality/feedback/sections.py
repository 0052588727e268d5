"""The sections of the list, by importance: what to read first stands first.

Belongs here: which findings belong together, in which order a clerk works through them, and how many points each
section counts. Points are counted as in mart_quality_finding: a row once per rule, what is about a form or file once;
their kinds are those of report and Data Docs (quality/kinds.py).
Does not belong here: the words (labels.py) and the cells (list_sheet.py).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dagster_project.quality.feedback.findings import Finding
from dagster_project.tables.forms import UNKNOWN_FORM

#: The sections in their order; those without a finding are left out.
SENT_BACK, LEFT_OUT, TO_ANSWER, REPAIRED, SETTLED = "sent_back", "left_out", "to_answer", "repaired", "settled"
SECTIONS = (SENT_BACK, LEFT_OUT, TO_ANSWER, REPAIRED, SETTLED)


@dataclass(frozen=True)
class Counts:
    """How much there is of each: forms and files for what was not accepted, rows, points.

    ``rows_left_out`` are rows of versions that count: as many as ``rows_quarantined`` of mart_return; rows of a version
    that was sent back as a whole are ``rows_sent_back``.
    """

    forms_sent_back: int = 0
    files_sent_back: int = 0
    forms_missing: int = 0
    rows_left_out: int = 0
    rows_sent_back: int = 0
    points_to_answer: int = 0
    forms_late: int = 0
    rows_repaired: int = 0
    points_settled: int = 0


def section_of(findings: Iterable[Finding]) -> dict[Finding, str]:
    """Return the section of each finding; what counts as one point stays together, at its gravest."""
    by_point: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in findings:
        by_point.setdefault(finding.point, []).append(finding)
    return {finding: _section(several) for several in by_point.values() for finding in several}


def _section(point: Sequence[Finding]) -> str:
    if all(finding.is_settled for finding in point):
        return SETTLED
    gravest = min(point, key=lambda finding: finding.gravity)
    if gravest.severity == "return" or gravest.is_missing_form:
        return SENT_BACK
    return LEFT_OUT if gravest.severity == "row" else TO_ANSWER


def count(sections: Mapping[Finding, str], rows_repaired: int = 0) -> Counts:
    """Return how much there is of each section; what was repaired is counted in the warehouse (told.py)."""
    of = {name: [one for one, its_section in sections.items() if its_section == name] for name in SECTIONS}
    sent_back = [one for one in of[SENT_BACK] if not one.is_missing_form]
    versions = {(one.form, one.source_sha256) for one in sent_back}
    # A row that two rules leave out is one row.
    rows = {(one.form, one.source_sha256, one.counted_as) for one in of[LEFT_OUT]}
    rows_sent_back = {row for row in rows if row[:2] in versions}
    return Counts(
        forms_sent_back=len({one.form for one in sent_back if one.form != UNKNOWN_FORM}),
        files_sent_back=len({one.counted_as for one in sent_back if one.form == UNKNOWN_FORM}),
        forms_missing=len({one.form for one in of[SENT_BACK] if one.is_missing_form}),
        rows_left_out=len(rows - rows_sent_back),
        rows_sent_back=len(rows_sent_back),
        points_to_answer=len({one.point for one in of[TO_ANSWER] if not one.is_late}),
        forms_late=len({one.point for one in of[TO_ANSWER] if one.is_late}),
        rows_repaired=rows_repaired,
        points_settled=len({one.point for one in of[SETTLED]}),
    )


def working_order(finding: Finding, section: str, sheet_position: int) -> tuple[Any, ...]:
    """Return the sort key of the list.

    Section by section; in each whole returns first (by form), then sheet by sheet from top to bottom and left to right.
    """
    if finding.row_number is None or section == SENT_BACK:
        place: tuple[int, ...] = (0, int(finding.form or 0), sheet_position)
    else:
        column = -1 if finding.column_number is None else finding.column_number
        place = (1, sheet_position, finding.row_number, column)
    return (
        SECTIONS.index(section),
        place,
        finding.gravity,
        finding.rule_id,
        finding.file_path,
        finding.finding_id,
    )
