"""The sheets that are brought into a unit's workbook, and which finding belongs to which of them.

Belongs here: making copies under unique names out of what was read of the sources, and their looks. Does not belong
here: which sources (sources.py), what was read (as_read.py), and writing anything.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from dagster_project.lib.a1 import CellPlace
from dagster_project.quality.feedback.as_read import SheetAsRead, TableAsRead, legacy_lines
from dagster_project.quality.feedback.findings import Finding
from dagster_project.quality.feedback.looks import BookLooks, read_looks
from dagster_project.quality.feedback.sheet_names import unique_names
from dagster_project.quality.feedback.sources import SourceFile
from dagster_project.returns.read.feedback_sheet import SHEET_NAME
from dagster_project.returns.read.legacy import as_meant, decode
from dagster_project.returns.read.merged import MergedCells, merged_cells
from dagster_project.returns.read.row_kinds import DATA_KIND
from dagster_project.tables.forms import UNKNOWN_FORM

#: SHA-256 of files → their sheets as they were read.
SheetsByHash = Callable[[Collection[str]], Mapping[str, list[SheetAsRead]]]
_TEXT_FILES = (".csv", ".txt")
# A hundred thousand ranges over the same hundred thousand rows are looked at by nobody.
_MOST_MERGED_ROWS = 1_000_000


@dataclass(frozen=True)
class SheetCopy:
    """A sheet to bring in, under its name in our workbook; what was typed in TCVN3 is Unicode already."""

    name: str
    source: SourceFile
    sheet: SheetAsRead
    merged: list[tuple[CellPlace, CellPlace]]
    looks: BookLooks

    @property
    def forms(self) -> tuple[str, ...]:
        """Return the forms that were wanted of the sheet, none where nobody said."""
        return (self.source.sheets or {}).get(self.sheet.name, ())


def bring_in(
    sources: Sequence[SourceFile],
    read_sheets: SheetsByHash,
    read_blob: Callable[[str], bytes],
) -> tuple[list[SheetCopy], list[str]]:
    """Make copies of the sheets of sources, and tell in remarks to the district what is not as it was sent.

    Hidden sheets stay out: they were not read, and are personal data of another year that nobody has to mend.
    Legacy text is given back decoded: mended words, typed in Unicode, would make an unreadable mixture.

    Args:
        sources: the files to copy from.
        read_sheets: gives what was read of files by their SHA-256; one that could not be read is not among them.
        read_blob: gives an archived file's content by its SHA-256: its looks were not read before.
    """
    found: list[SheetCopy] = []
    remarks: list[str] = []
    by_hash = {one.source_sha256: one for one in sources}
    read = read_sheets(by_hash.keys())
    for source in by_hash.values():
        file_name = PurePosixPath(source.file_path).name
        sheets = read.get(source.source_sha256)
        if sheets is None:
            remarks.append(f"Không đọc được tệp {file_name}.")
            continue
        remarks += [
            f"Trang tính ẩn “{sheet.name}” của {file_name} không được đọc, không chép lại."
            for sheet in sheets
            if sheet.is_hidden
        ]
        wanted = [sheet for sheet in sheets if _is_wanted(source, sheet)]
        looks, merges = _looks(source, wanted, read_blob) if wanted else (BookLooks(), {})
        for sheet in wanted:
            merged = _within(merges.get(sheet.name, []), sheet.rows)
            rows, types, is_decoded = _as_sent(sheet, merged)
            if is_decoded:
                remarks.append(f"Chữ gõ phông cũ (TCVN3) ở “{sheet.name}” của {file_name} đã chuyển sang Unicode.")
            replaced = _replaced_tables(sheet, (source.sheets or {}).get(sheet.name))
            remarks += [
                f"Biểu {table.form} ở “{sheet.name}” của {file_name} đã có bản gửi khác thay thế, không chép lại."
                for table in replaced
            ]
            for table in replaced:
                _make_blank(table, rows, types)
            copied = SheetAsRead(sheet.name, sheet.index, False, False, rows, types, sheet.kinds, sheet.tables)
            found.append(SheetCopy(_wished_name(source, sheet), source, copied, merged, looks))
    names = unique_names([one.name for one in found], taken=[SHEET_NAME])
    return [
        SheetCopy(name, one.source, one.sheet, one.merged, one.looks) for name, one in zip(names, found, strict=True)
    ], remarks


def _is_wanted(source: SourceFile, sheet: SheetAsRead) -> bool:
    if sheet.is_hidden or not sheet.rows or sheet.is_feedback:
        return False
    return source.sheets is None or sheet.name in source.sheets


def _looks(
    source: SourceFile, sheets: Sequence[SheetAsRead], read_blob: Callable[[str], bytes]
) -> tuple[BookLooks, MergedCells]:
    """Return the looks of an xlsx, and the merged cells of any file by sheet: they were not kept when it was read."""
    if PurePosixPath(source.file_path).suffix.lower() in _TEXT_FILES:
        return BookLooks(), {}
    content = read_blob(source.source_sha256)
    looks = read_looks(content, {sheet.name: (len(sheet.rows), len(sheet.rows[0])) for sheet in sheets})
    if looks.sheets:
        return looks, {name: own.merged for name, own in looks.sheets.items()}
    # .xls and .ods, and the rare .xlsx whose looks cannot be told.
    return looks, merged_cells(content)


def _within(
    merged: Sequence[tuple[CellPlace, CellPlace]], rows: Sequence[Sequence[str]]
) -> list[tuple[CellPlace, CellPlace]]:
    """Return the merged ranges as far as the sheet's cells reach, but for those over cells with a content of their own.

    A cell that is merged downwards stands in all its rows here: that is no content of their own.
    """
    last = (len(rows) - 1, len(rows[0]) - 1)
    found, looked_at = [], 0
    for first, end in merged:
        end = (min(end[0], last[0]), min(end[1], last[1]))
        looked_at += max(end[0] - first[0] + 1, 0)
        if looked_at > _MOST_MERGED_ROWS:
            break
        if first < end and first[1] <= end[1] and _is_one_cell(first, end, rows):
            found.append((first, end))
    return found


def _is_one_cell(first: CellPlace, end: CellPlace, rows: Sequence[Sequence[str]]) -> bool:
    (top, left), (bottom, right) = first, end
    text = rows[top][left]
    return not any(rows[top][left + 1 : right + 1]) and all(
        rows[row][left] in ("", text) and not any(rows[row][left + 1 : right + 1]) for row in range(top + 1, bottom + 1)
    )


def _as_sent(
    sheet: SheetAsRead, merged: Sequence[tuple[CellPlace, CellPlace]]
) -> tuple[list[list[str]], list[str], bool]:
    """Return cells and types as they were sent but for legacy letters, and whether there were any."""
    rows, types = list(sheet.rows), list(sheet.types)
    for (top, left), (bottom, _) in merged:
        for row in range(top + 1, bottom + 1):
            if rows[row][left]:
                rows[row] = [*rows[row][:left], "", *rows[row][left + 1 :]]
                types[row] = f"{types[row][:left]}-{types[row][left + 1 :]}"
    is_decoded = False
    lines = legacy_lines(sheet)
    for row, kind in enumerate(sheet.kinds):
        if kind == DATA_KIND:
            if row not in lines:
                continue
            legacy = zip(rows[row], lines[row], strict=True)
            meant = [decode(text) if is_legacy else text for text, is_legacy in legacy]
        else:
            meant = [text if text.isascii() else as_meant(text) for text in rows[row]]
        if meant != rows[row]:
            rows[row], is_decoded = meant, True
    return rows, types, is_decoded


def _replaced_tables(sheet: SheetAsRead, forms: tuple[str, ...] | None) -> list[TableAsRead]:
    """Return the tables of a sheet whose form counts from another file: sent back here, it would be there twice."""
    if forms is None:
        return []
    return [table for table in sheet.tables if table.form is not None and table.form not in forms]


def _make_blank(table: TableAsRead, rows: list[list[str]], types: list[str]) -> None:
    """Make the lines of a table blank; all others keep their places."""
    for number in range(table.first, table.last + 1):
        rows[number], types[number] = [""] * len(rows[number]), "-" * len(types[number])


def _wished_name(source: SourceFile, sheet: SheetAsRead) -> str:
    """Return the sheet's name; a csv has none of its own, so its file lends one."""
    path = PurePosixPath(source.file_path)
    return path.stem if path.suffix.lower() in _TEXT_FILES else sheet.name


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
