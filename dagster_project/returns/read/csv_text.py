"""The bytes of a .csv → its rows: encoding, delimiter and quotes.

Belongs here: what makes text a table, and refusing text in which that cannot be told: a quote that is never closed
swallows rows, and no row is lost in silence. Does not belong here: the guess of the delimiter (lib/delimiters.py),
limits on size and what cells mean.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from itertools import islice

from dagster_project.lib.delimiters import delimiter_of, widths

# Less than the longest field of Python's csv module.
_SAMPLE_CHARACTERS = 100_000
_SAMPLE_LINES = 200
# Vietnamese letters of three bytes: in text of one byte a letter they do not stand side by side by chance.
_UTF8_LETTER = re.compile(rb"\xe1[\xba\xbb][\x80-\xbf]")
_UTF8_LETTERS = 5
_SAVE_AS = "Mở bằng Excel, lưu thành tệp .xlsx hoặc “CSV UTF-8” rồi gửi lại."
_MEND_QUOTES = "Sửa dấu ngoặc kép ở dòng đó (tốt nhất lưu thành tệp .xlsx) rồi gửi lại."


class CsvProblem(Exception):
    """Why a .csv cannot be read, in Vietnamese for the district."""

    def __init__(self, found: str, remedy: str = _SAVE_AS) -> None:
        """Say what was ``found`` and what the district should do."""
        super().__init__(found)
        self.found, self.remedy = found, remedy


def read_csv_rows(content: bytes, most_rows: int) -> list[list[str]]:
    """Return the cells of every line, as many as it has, of ``most_rows`` lines at most; raises CsvProblem."""
    text = _decode(content)
    delimiter = delimiter_of(text[:_SAMPLE_CHARACTERS].splitlines()[:_SAMPLE_LINES])
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows, ends = [], []
    try:
        for row in islice(lines, most_rows):
            rows.append(row)
            ends.append(lines.line_num)
    except csv.Error as problem:
        began = ends[-1] + 1 if ends else 1
        raise CsvProblem(
            f'Tệp .csv sai dấu ngoặc kép (") hoặc có ô quá dài từ dòng {began}.', _MEND_QUOTES
        ) from problem
    _check_swallowed(rows, ends, delimiter)
    return rows


def _check_swallowed(rows: Sequence[Sequence[str]], ends: Sequence[int], delimiter: str) -> None:
    """Refuse a cell that holds cells: two stray quotes enclose all that stands between them, also whole rows.

    A cell may have several lines and may hold the delimiter, but not so many that a row of the table would fit in.
    """
    width = _usual_width(rows)
    began = 1
    for row, end in zip(rows, ends, strict=True):
        inside = [cell.count(delimiter) for cell in row]
        is_short = 1 < len(row) < width <= len(row) + sum(inside)
        if width > 2 and (is_short or (end > began and max(inside, default=0) >= width - 1)):
            raise CsvProblem(f'Tệp .csv sai dấu ngoặc kép (") ở dòng {began}–{end}.', _MEND_QUOTES)
        began = end + 1


def _decode(content: bytes) -> str:
    text = None
    for encoding in _encodings(content):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError as problem:
            _check_utf8(content, problem)
    if text is None or "\0" in text:
        raise CsvProblem("Tệp .csv không phải văn bản.")
    return text


def _encodings(content: bytes) -> Sequence[str]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    # Latin-1 last: it reads anything, and TCVN3 typed into a csv is just that.
    return ("utf-8-sig", "latin-1")


def _check_utf8(content: bytes, problem: UnicodeDecodeError) -> None:
    """Refuse UTF-8 with a wrong byte in it: read as anything else, every letter of it would be another."""
    if len(_UTF8_LETTER.findall(content)) >= _UTF8_LETTERS:
        line = content.count(b"\n", 0, problem.start) + 1
        raise CsvProblem(f"Tệp .csv lẫn hai bảng mã: dòng {line} có chữ không phải UTF-8.") from problem


def _usual_width(rows: Iterable[Sequence[str]]) -> int:
    found = widths(rows)
    return max(found, key=lambda width: width * found[width], default=0)
