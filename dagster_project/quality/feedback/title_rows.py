"""Where the titles of a sheet name another unit or year than the folder it came in, and what both are called.

Belongs here: from a finding about the whole form to the cell that says it. Whether titles are wrong is the judge's
(quality/judge/places.py).
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace

from dagster_project.lib.a1 import CellPlace
from dagster_project.quality.feedback.as_read import TableAsRead
from dagster_project.quality.feedback.copies import SheetCopy
from dagster_project.quality.feedback.findings import Finding
from dagster_project.returns.read.titles import title_texts, units_named, years_named

WRONG_TITLE = "wrong_unit_or_year"


@dataclass(frozen=True)
class Addressee:
    """Whose workbook it is: the unit and year of the folder; ``superiors`` stand in every title and are never wrong."""

    report_year: int
    unit_code: str
    unit_names: Mapping[str, str]
    superiors: Set[str] = frozenset()

    @property
    def unit_name(self) -> str:
        """Return the unit's Vietnamese name."""
        return self.unit_names.get(self.unit_code, self.unit_code)


def at_its_title(finding: Finding, copies: Sequence[SheetCopy], to: Addressee) -> Finding:
    """Return a finding of a wrong title at the cell that says it, with both names; any other as it is."""
    if finding.rule_id != WRONG_TITLE or finding.row_number is not None:
        return finding
    tables = [
        (copy, table)
        for copy in copies
        if finding.source_sha256 == copy.source.source_sha256 and finding.sheet == copy.sheet.name
        for table in copy.sheet.tables
        if table.form == finding.form
    ]
    for copy, table in tables:
        cells = _title_cells(copy, table)
        units = {place: set(units_named(texts, to.unit_names, to.report_year)) for place, texts in cells.items()}
        years = {place: set(years_named(texts)) for place, texts in cells.items()}
        others = {} if _names(units, to.unit_code) else {place: named - to.superiors for place, named in units.items()}
        times = {} if _names(years, to.report_year) else years
        wrong = [place for named in (others, times) for place in sorted(named) if named[place]]
        if not wrong:
            continue
        said, due = [], []
        if codes := sorted(set().union(*others.values())):
            said += [to.unit_names[code] for code in codes]
            due.append(to.unit_name)
        if numbers := sorted(set().union(*times.values())):
            said += [f"năm {year}" for year in numbers]
            due.append(f"năm {to.report_year}")
        row, column = wrong[0]
        return replace(
            finding,
            row_number=row + 1,
            column_number=column,
            value_sent=f"Tiêu đề ghi: {', '.join(said)}",
            expected=f"Thư mục nhận của: {', '.join(due)}",
        )
    return finding


def _title_cells(copy: SheetCopy, table: TableAsRead) -> dict[CellPlace, list[str]]:
    """Return the texts of the filled cells above a table's heading, each as sent and as decoded."""
    end = table.last + 1 if table.heading is None else table.heading
    return {
        (row, column): title_texts([[text]])
        for row in range(table.first, end)
        for column, text in enumerate(copy.sheet.rows[row])
        if text
    }


def _names(named: Mapping[CellPlace, Set[object]], own: object) -> bool:
    return any(own in names for names in named.values())
