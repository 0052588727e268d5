"""Opens a received file and gives its sheets as text: the only place that touches a spreadsheet format.

Belongs here: telling formats apart by content, limits against hostile files, cells as text with their types aside.
Does not belong here: which form a sheet is and what its rows mean (layout.py). Nothing in a file is executed or
followed; formulas give their cached value.

Cell types, one letter a cell: ``s`` text, ``n`` number, ``d`` date, ``b`` boolean, ``e`` an error or a formula
without a cached value, ``u`` a csv cell, ``-`` blank.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from dagster_project.returns.package import PackageProblem, SheetFacts, inspect_package

MAX_FILE_BYTES = 50 * 1024 * 1024
MAX_ROWS = 200_000
MAX_CELLS = 4_000_000
ERROR_TEXT = "#N/A"
_ERROR_VALUE = re.compile(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!)|(Err|Lỗi):\d{3}")


class FileUnreadable(Exception):
    """A file that cannot be read as a whole; ``expected`` and ``remedy`` say it in Vietnamese to the district."""

    def __init__(self, found: str, remedy: str = "Gửi lại tệp .xlsx mở được, không đặt mật khẩu.") -> None:
        """Say what was ``found`` and what the district should do."""
        super().__init__(found)
        self.found = found
        self.remedy = remedy


@dataclass(frozen=True)
class Sheet:
    """One sheet: ``rows[r][c]`` as text, ``types[r][c]`` its type; merged ranges are ((row, col), (row, col))."""

    name: str
    index: int
    hidden: bool
    rows: list[list[str]]
    types: list[str]
    merged: list[tuple[tuple[int, int], tuple[int, int]]] = field(default_factory=list)


def read_workbook(content: bytes, file_name: str) -> list[Sheet]:
    """Read every sheet of a file; raises FileUnreadable when nothing can be said about its content.

    Hidden sheets come back without rows: they are last year's copies, and are named but never read.
    """
    if not content:
        raise FileUnreadable("Tệp rỗng (0 byte).")
    if len(content) > MAX_FILE_BYTES:
        raise FileUnreadable(f"Tệp lớn hơn {MAX_FILE_BYTES // 1024**2} MB.", "Tách tệp hoặc bỏ hình ảnh rồi gửi lại.")
    if content[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        sheets = _read_spreadsheet(content)
    elif file_name.lower().endswith((".csv", ".txt")):
        sheets = [_read_csv(content)]
    else:
        raise FileUnreadable("Nội dung không phải bảng tính (.xlsx, .xls, .ods, .csv).")
    if not any(any(row) for sheet in sheets for row in sheet.rows):
        raise FileUnreadable("Tệp không có dữ liệu ở trang tính nào.")
    return sheets


def _read_spreadsheet(content: bytes) -> list[Sheet]:
    try:
        facts = inspect_package(content, max_cells=MAX_CELLS) if content[:2] == b"PK" else {}
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return [_read_sheet(workbook, index, facts) for index in range(len(workbook.sheet_names))]
    except PackageProblem as problem:
        raise FileUnreadable(str(problem)) from problem
    except PasswordError as problem:
        raise FileUnreadable("Tệp đặt mật khẩu (mã hóa).") from problem
    except CalamineError as problem:
        raise FileUnreadable("Tệp hỏng hoặc mã hóa, không mở được.") from problem


def _read_sheet(workbook: CalamineWorkbook, index: int, facts: dict[str, SheetFacts]) -> Sheet:
    metadata = workbook.sheets_metadata[index]
    if metadata.visible != SheetVisibleEnum.Visible:
        return Sheet(metadata.name, index, True, [], [])
    sheet = workbook.get_sheet_by_index(index)
    if sheet.end is None:
        return Sheet(metadata.name, index, False, [], [])
    if (sheet.end[0] + 1) > MAX_ROWS or (sheet.end[0] + 1) * (sheet.end[1] + 1) > MAX_CELLS:
        raise FileUnreadable(f"Trang tính “{metadata.name}” vượt {MAX_ROWS} dòng hoặc {MAX_CELLS} ô.")
    cells = [[_as_text(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    if metadata.name in facts:
        _mark_errors(cells, facts[metadata.name].errors)
    rows = [[text for text, _ in row] for row in cells]
    types = ["".join(kind for _, kind in row) for row in cells]
    return Sheet(metadata.name, index, False, rows, types, sheet.merged_cell_ranges or [])


def _mark_errors(cells: list[list[tuple[str, str]]], errors: list[tuple[int, int]]) -> None:
    """Put the error cells in: calamine gives '' for them, and a blank would say that the district wrote nothing."""
    width = max([len(cells[0]) if cells else 0, *[column + 1 for _, column in errors]])
    for _ in range(max((row + 1 for row, _ in errors), default=0) - len(cells)):
        cells.append([])
    for row in cells:
        row.extend([("", "-")] * (width - len(row)))
    for row_number, column in errors:
        if not cells[row_number][column][0]:
            cells[row_number][column] = (ERROR_TEXT, "e")


def _as_text(value: object) -> tuple[str, str]:
    """Return a cell as (text, type); whole numbers lose the ``.0`` that Excel's floats give them."""
    match value:
        case str():
            if not value.strip():
                return "", "-"
            return value, "e" if _ERROR_VALUE.fullmatch(value.strip()) else "s"
        case bool():
            return str(value).upper(), "b"
        case int() | float():
            return (str(int(value)) if float(value).is_integer() else repr(value)), "n"
        case datetime():
            return (value.date().isoformat() if value.time() == time.min else value.isoformat(" ")), "d"
        case date():
            return value.isoformat(), "d"
        case time() | timedelta():
            return str(value), "s"
    return str(value), "s"


def _read_csv(content: bytes) -> Sheet:
    text = _decode_csv(content)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        rows = [[cell if cell.strip() else "" for cell in line] for line in lines]
    except csv.Error as problem:
        raise FileUnreadable("Tệp .csv hỏng, không tách được cột.") from problem
    width = max(map(len, rows), default=0)
    if len(rows) > MAX_ROWS or len(rows) * width > MAX_CELLS:
        raise FileUnreadable(f"Tệp .csv vượt {MAX_ROWS} dòng hoặc {MAX_CELLS} ô.")
    padded = [row + [""] * (width - len(row)) for row in rows]
    return Sheet("csv", 0, False, padded, ["".join("u" if cell else "-" for cell in row) for row in padded])


def _decode_csv(content: bytes) -> str:
    for encoding in _csv_encodings(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise FileUnreadable("Tệp .csv không phải văn bản.")


def _csv_encodings(content: bytes) -> Sequence[str]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    # Latin-1 last: it reads anything, and TCVN3 typed into a csv is just that.
    return ("utf-8-sig", "latin-1")


def _delimiter(text: str) -> str:
    """Return the delimiter that splits most lines into one width; commas also stand inside headings and names."""
    sample = text.splitlines()[:200]
    return max(";\t,|", key=lambda mark: _regularity(list(csv.reader(sample, delimiter=mark))))


def _regularity(rows: list[list[str]]) -> int:
    widths = Counter(len(row) for row in rows if len(row) > 1)
    return max((width * count for width, count in widths.items()), default=0)
