"""Opens a received file and gives its sheets as text: the only place that touches a spreadsheet format.

Belongs here: telling formats apart by content, limits against hostile files, cells as text with their types aside.
Does not belong here: comma-separated text (csv_text.py), which form a sheet is and what its rows mean (layout.py).
Nothing in a file is executed or followed; formulas give their cached value.

Cell types, one letter a cell: ``s`` text, ``n`` number, ``d`` date, ``b`` boolean, ``e`` an error or a formula
without a cached value, ``u`` a csv cell, ``-`` blank.

Cells are as they were sent but for what no person sees and no later tool can hold: control characters other than tab
and line feed (so a line break is one character), halves of surrogate pairs and U+FFFE, U+FFFF are left out.
"""

import io
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from operator import itemgetter

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from dagster_project.lib.a1 import SHEET_COLUMNS, CellPlace
from dagster_project.returns.read.csv_text import CsvProblem, read_csv_rows
from dagster_project.returns.read.package import inspect_package
from dagster_project.returns.read.sheet_facts import SheetFacts
from dagster_project.returns.read.xml_scan import PackageProblem

MAX_FILE_BYTES = 50 * 1024 * 1024
MAX_ROWS = 200_000
#: Over all sheets of a file together.
MAX_CELLS = 4_000_000
#: What a cell of Excel holds at most.
MAX_CELL_CHARACTERS = 32_767
MAX_SHEET_NAME = 200
ERROR_TEXT = "#N/A"
_ERROR_VALUE = re.compile(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!)|(Err|Lỗi):\d{3}")
# What neither a blank nor an error begins with is text at once.
_MAY_BE_MORE = ("", " ", "#", "E", "L")
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
# Beyond it a whole number of Excel is not exact any more, and its digits would be invented.
_LARGEST_WHOLE = 1e16
_TEXT, _TYPE = itemgetter(0), itemgetter(1)


class FileUnreadable(Exception):
    """A file that cannot be read as a whole; ``found`` and ``remedy`` say it in Vietnamese to the district."""

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
        sheets, cells_left = [], MAX_CELLS
        for index in range(len(workbook.sheet_names)):
            sheets.append(_read_sheet(workbook, index, facts, cells_left))
            cells_left -= sum(map(len, sheets[-1].types))
        return sheets
    except PackageProblem as problem:
        raise FileUnreadable(str(problem)) from problem
    except PasswordError as problem:
        raise FileUnreadable("Tệp đặt mật khẩu (mã hóa).") from problem
    except CalamineError as problem:
        raise FileUnreadable("Tệp hỏng hoặc mã hóa, không mở được.") from problem
    except OverflowError as problem:
        # Calamine gives a span of time as Python's, which ends at a billion days.
        raise FileUnreadable("Có ô thời gian mang một số quá lớn.", "Sửa ô đó rồi gửi lại.") from problem


def _read_sheet(workbook: CalamineWorkbook, index: int, facts: dict[str, SheetFacts], cells_left: int) -> Sheet:
    metadata = workbook.sheets_metadata[index]
    name = without_unseen(metadata.name)[:MAX_SHEET_NAME]
    if metadata.visible != SheetVisibleEnum.Visible:
        return Sheet(name, index, True, [], [])
    sheet = workbook.get_sheet_by_index(index)
    if sheet.end is None:
        return Sheet(name, index, False, [], [])
    _check_size(f"Trang tính “{name}”", sheet.end[0] + 1, sheet.end[1] + 1, cells_left)
    rows, types = _as_texts(sheet.to_python(skip_empty_area=False))
    known = facts.get(metadata.name, SheetFacts())
    _mark_errors(rows, types, known.errors)
    _check_lengths(f"Trang tính “{name}”", rows)
    merged = _within_sheet([*(sheet.merged_cell_ranges or []), *known.merged], rows)
    return Sheet(name, index, False, rows, types, merged)


def _check_size(what: str, rows: int, columns: int, cells_left: int) -> None:
    if rows > MAX_ROWS or columns > SHEET_COLUMNS or rows * columns > cells_left:
        raise FileUnreadable(
            f"{what} vượt {MAX_ROWS} dòng, {SHEET_COLUMNS} cột hoặc {MAX_CELLS} ô cả tệp.",
            "Xóa các dòng, cột thừa (kể cả ô trắng ở xa) rồi gửi lại.",
        )


def _check_lengths(what: str, rows: list[list[str]]) -> None:
    for number, row in enumerate(rows, start=1):
        if max(map(len, row), default=0) > MAX_CELL_CHARACTERS:
            raise FileUnreadable(
                f"{what}, dòng {number}: một ô dài hơn {MAX_CELL_CHARACTERS} ký tự.", "Sửa ô đó rồi gửi lại."
            )


def _within_sheet(
    merged: Sequence[tuple[CellPlace, CellPlace]], rows: list[list[str]]
) -> list[tuple[CellPlace, CellPlace]]:
    """Return the merged ranges as far as the sheet's cells reach: a range may claim the whole of 17 billion cells.

    A range over cells with a content of their own is none: one over a whole table would hide it.
    """
    last = (len(rows) - 1, len(rows[0]) - 1) if rows else (-1, -1)
    cut = ((start, (min(end[0], last[0]), min(end[1], last[1]))) for start, end in merged)
    return [(start, end) for start, end in cut if start < end and start[1] <= end[1] and _is_one_cell(start, end, rows)]


def _is_one_cell(start: CellPlace, end: CellPlace, rows: list[list[str]]) -> bool:
    (top, left), (bottom, right) = start, end
    return not any(rows[top][left + 1 : right + 1]) and not any(
        any(rows[row][left : right + 1]) for row in range(top + 1, bottom + 1)
    )


def _mark_errors(rows: list[list[str]], types: list[str], errors: list[CellPlace]) -> None:
    """Put the error cells in: calamine gives '' for them, and a blank would say that the district wrote nothing."""
    if not errors:
        return
    width = max(len(rows[0]) if rows else 0, *(column + 1 for _, column in errors))
    blank = max(row + 1 for row, _ in errors) - len(rows)
    rows.extend([] for _ in range(blank))
    types.extend([""] * blank)
    for number, row in enumerate(rows):
        row.extend([""] * (width - len(row)))
        types[number] = types[number].ljust(width, "-")
    for number, column in errors:
        if not rows[number][column]:
            rows[number][column] = ERROR_TEXT
            types[number] = types[number][:column] + "e" + types[number][column + 1 :]


def _as_texts(values: Sequence[Sequence[object]]) -> tuple[list[list[str]], list[str]]:
    """Return the cells of a sheet as texts, and their types row by row; each distinct value is looked at once."""
    # One memory for each class: 1, 1.0 and True are equal, and not the same text.
    known: defaultdict[type, _Memory] = defaultdict(_Memory)
    rows, types = [], []
    for row in values:
        cells = [known[type(value)][value] for value in row]
        rows.append(list(map(_TEXT, cells)))
        types.append("".join(map(_TYPE, cells)))
    return rows, types


class _Memory(dict[object, tuple[str, str]]):
    """A value → its text and type, found when it is first asked for."""

    def __missing__(self, value: object) -> tuple[str, str]:
        found = self[value] = _as_text(value)
        return found


def _as_text(value: object) -> tuple[str, str]:
    """Return a cell as (text, type); whole numbers lose the ``.0`` that Excel's floats give them."""
    match value:
        case str():
            if value.isprintable() and value[:1] not in _MAY_BE_MORE:
                return value, "s"
            text = value if value.isprintable() else without_unseen(value)
            if not text.strip():
                return "", "-"
            return text, "e" if _ERROR_VALUE.fullmatch(text.strip()) else "s"
        case bool():
            return str(value).upper(), "b"
        case int() | float():
            is_whole = abs(value) < _LARGEST_WHOLE and float(value).is_integer()
            return (str(int(value)) if is_whole else repr(float(value))), "n"
        case datetime():
            return (value.date().isoformat() if value.time() == time.min else value.isoformat(" ")), "d"
        case date():
            return value.isoformat(), "d"
        case time() | timedelta():
            return str(value), "s"
    return str(value), "s"


def without_unseen(text: str) -> str:
    """Return ``text`` without what is left out of every cell and name (see above)."""
    return _UNSEEN.sub("", text)


def _read_csv(content: bytes) -> Sheet:
    try:
        lines = read_csv_rows(content, MAX_ROWS + 1)
    except CsvProblem as problem:
        raise FileUnreadable(problem.found, problem.remedy) from problem
    rows = [[without_unseen(cell) if cell.strip() else "" for cell in line] for line in lines]
    width = max(map(len, rows), default=0)
    _check_size("Tệp .csv", len(rows), width, MAX_CELLS)
    _check_lengths("Tệp .csv", rows)
    padded = [row + [""] * (width - len(row)) for row in rows]
    return Sheet("csv", 0, False, padded, ["".join("u" if cell else "-" for cell in row) for row in padded])
