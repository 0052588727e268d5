"""The sections of the list, by importance: what to read first stands first.

Belongs here: which findings belong together, in which order a clerk works through them, and how many points each
section counts. Points are counted as in mart_quality_finding: a row once per rule, what is about a form or file once.
Does not belong here: the words (labels.py) and the cells (list_sheet.py).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from dagster_project.quality.feedback.findings import Finding
from dagster_project.tables.findings import UNKNOWN_FORM

#: The sections in their order; those without a finding are left out.
SENT_BACK, LEFT_OUT, TO_ANSWER, REPAIRED, SETTLED = "sent_back", "left_out", "to_answer", "repaired", "settled"
SECTIONS = (SENT_BACK, LEFT_OUT, TO_ANSWER, REPAIRED, SETTLED)


@dataclass(frozen=True)
class Counts:
    """How much there is of each: forms and files for what was not accepted, rows, points."""

    forms_sent_back: int = 0
    files_sent_back: int = 0
    forms_missing: int = 0
    rows_left_out: int = 0
    points_to_answer: int = 0
    rows_repaired: int = 0
    points_settled: int = 0


def section_of(findings: Iterable[Finding]) -> dict[Finding, str]:
    """Return the section of each finding; what counts as one point stays together, at its gravest."""
    by_point: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in findings:
        by_point.setdefault(finding.point, []).append(finding)
    return {finding: _section(several) for several in by_point.values() for finding in several}


def _section(point: Sequence[Finding]) -> str:
    if point[0].is_repair:
        return REPAIRED
    if all(finding.is_settled for finding in point):
        return SETTLED
    gravest = min(point, key=lambda finding: finding.gravity)
    if gravest.severity == "return" or gravest.is_missing_form:
        return SENT_BACK
    return LEFT_OUT if gravest.severity == "row" else TO_ANSWER


def count(sections: dict[Finding, str]) -> Counts:
    """Return how much there is of each section.

    A row that two rules leave out is one row: it is the same number as mart_return.rows_quarantined.
    """

    def distinct(section: str, what: Callable[[Finding], Any], of: Callable[[Finding], bool] = lambda _: True) -> int:
        return len({what(one) for one, its_section in sections.items() if its_section == section and of(one)})

    return Counts(
        forms_sent_back=distinct(
            SENT_BACK, lambda one: one.form, lambda one: not one.is_missing_form and one.form != UNKNOWN_FORM
        ),
        files_sent_back=distinct(
            SENT_BACK, lambda one: one.counted_as, lambda one: not one.is_missing_form and one.form == UNKNOWN_FORM
        ),
        forms_missing=distinct(SENT_BACK, lambda one: one.form, lambda one: one.is_missing_form),
        rows_left_out=distinct(LEFT_OUT, lambda one: (one.form, one.counted_as)),
        points_to_answer=distinct(TO_ANSWER, lambda one: one.point),
        rows_repaired=distinct(REPAIRED, lambda one: one.point),
        points_settled=distinct(SETTLED, lambda one: one.point),
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
