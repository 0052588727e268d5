"""The sheets that are brought into a unit's workbook, and which finding belongs to which of them.

Belongs here: reading sources into copies under unique names. Does not belong here: which sources
(sources.py), and writing anything.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from dagster_project.quality.feedback.findings import Finding
from dagster_project.quality.feedback.looks import BookLooks, read_looks
from dagster_project.quality.feedback.sheet_names import unique_names
from dagster_project.quality.feedback.sources import SourceFile
from dagster_project.returns.read.feedback_sheet import SHEET_NAME, is_feedback_sheet
from dagster_project.returns.read.layout import SheetLayout, TableLayout, understand_sheet
from dagster_project.returns.read.workbook import FileUnreadable, Sheet, read_workbook
from dagster_project.tables.findings import UNKNOWN_FORM


@dataclass(frozen=True)
class SheetCopy:
    """A sheet to bring in, under its name in our workbook; what was typed in TCVN3 is Unicode already."""

    name: str
    source: SourceFile
    sheet: Sheet
    layout: SheetLayout
    looks: BookLooks

    @property
    def forms(self) -> tuple[str, ...]:
        """Return the forms that were wanted of the sheet, none where nobody said."""
        return (self.source.sheets or {}).get(self.sheet.name, ())


def bring_in(sources: Sequence[SourceFile], read_blob: Callable[[str], bytes]) -> tuple[list[SheetCopy], list[str]]:
    """Read the sheets to copy, and tell in remarks to the district what is not as it was sent.

    Hidden sheets stay out: they were not read, and are personal data of another year that nobody has to mend.
    Legacy text is given back decoded: mended words, typed in Unicode, would make an unreadable mixture.
    """
    found: list[tuple[SourceFile, Sheet, SheetLayout, BookLooks]] = []
    remarks: list[str] = []
    for source in {one.source_sha256: one for one in sources}.values():
        content = read_blob(source.source_sha256)
        file_name = PurePosixPath(source.file_path).name
        try:
            sheets = read_workbook(content, file_name)
        except FileUnreadable:
            remarks.append(f"Không đọc được tệp {file_name}.")
            continue
        remarks += [
            f"Trang tính ẩn “{sheet.name}” của {file_name} không được đọc, không chép lại."
            for sheet in sheets
            if sheet.hidden
        ]
        wanted = [sheet for sheet in sheets if _is_wanted(source, sheet)]
        extents = {sheet.name: (len(sheet.rows), max(map(len, sheet.rows), default=0)) for sheet in wanted}
        looks = read_looks(content, extents)
        for sheet in wanted:
            layout = understand_sheet(sheet, {})
            if layout.texts != sheet.rows:
                remarks.append(f"Chữ gõ phông cũ (TCVN3) ở “{sheet.name}” của {file_name} đã chuyển sang Unicode.")
            replaced = _replaced_tables(layout, (source.sheets or {}).get(sheet.name))
            remarks += [
                f"Biểu {table.form} ở “{sheet.name}” của {file_name} đã có bản gửi khác thay thế, không chép lại."
                for table in replaced
            ]
            found.append((source, _without(replaced, replace(sheet, rows=layout.texts)), layout, looks))
    names = unique_names([_wished_name(source, sheet) for source, sheet, *_ in found], taken=[SHEET_NAME])
    return [SheetCopy(name, *rest) for name, rest in zip(names, found, strict=True)], remarks


def _is_wanted(source: SourceFile, sheet: Sheet) -> bool:
    if sheet.hidden or not sheet.rows or is_feedback_sheet(sheet.name, sheet.rows):
        return False
    return source.sheets is None or sheet.name in source.sheets


def _replaced_tables(layout: SheetLayout, forms: tuple[str, ...] | None) -> list[TableLayout]:
    """Return the tables of a sheet whose form counts from another file: sent back here, it would be there twice."""
    if forms is None:
        return []
    return [table for table in layout.tables if table.form is not None and table.form not in forms]


def _without(tables: Sequence[TableLayout], sheet: Sheet) -> Sheet:
    """Return the sheet with the lines of some tables blank; all others keep their places."""
    rows, types = list(sheet.rows), list(sheet.types)
    for table in tables:
        for number in range(table.first, table.last + 1):
            rows[number], types[number] = [""] * len(rows[number]), "-" * len(types[number])
    return replace(sheet, rows=rows, types=types)


def _wished_name(source: SourceFile, sheet: Sheet) -> str:
    """Return the sheet's name; a csv has none of its own, so its file lends one."""
    path = PurePosixPath(source.file_path)
    return path.stem if path.suffix.lower() in (".csv", ".txt") else sheet.name


def findings_by_copy(findings: Sequence[Finding], copies: Sequence[SheetCopy]) -> list[list[Finding]]:
    """Return the findings of each copied sheet; one that names no sheet belongs to the sheet of its form."""
    by_copy: list[list[Finding]] = [[] for _ in copies]
    for finding in findings:
        number = next((number for number, copy in enumerate(copies) if _is_on(finding, copy)), None)
        if number is not None:
            by_copy[number].append(finding)
    return by_copy


def _is_on(finding: Finding, copy: SheetCopy) -> bool:
    if finding.source_sha256 and finding.source_sha256 != copy.source.source_sha256:
        return False
    if finding.sheet:
        return bool(finding.source_sha256) and finding.sheet == copy.sheet.name
    return finding.row_number is None and finding.form != UNKNOWN_FORM and finding.form in copy.forms
