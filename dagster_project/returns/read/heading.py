"""Finds the headings of a sheet wherever they are, joins their rows, and tells the forms by them.

Belongs here: from the rows of a sheet to its headings (form, heading rows, sheet column → canonical column). The file's
name and the sheet's name are never asked; a title "Biểu số 02" only breaks a tie. What a label means, and which
column a group of labels gives, is heading_columns.py.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from dagster_project.lib.text import clean_text
from dagster_project.returns.read.heading_columns import Claims, is_heading_word, map_columns, names_a_rating, says_more
from dagster_project.returns.read.legacy import decode, evidence, readings
from dagster_project.returns.read.row_kinds import is_evident
from dagster_project.returns.read.titles import title_texts, titled_form
from dagster_project.returns.read.workbook import Sheet
from dagster_project.returns.values.dates import parse_date
from dagster_project.tables.forms import forms, missing_groups

MAX_HEADING_ROWS = 3
_LEAST_COLUMNS = 3
_LEAST_WORDS = 2
# What only a line of a form holds: a cell that is a number of six digits or a day. Such a row is no heading.
_MAY_HOLD_A_FACT = re.compile(r"\d[\d\s.\-/]{4,}\d|\d{4}\s*$")
_FACT = re.compile(r"\s*(?:\d[\s.\-]?){6,}\s*|\s*\d{1,2}\s*[/.\-]\s*\d{1,2}\s*[/.\-]\s*\d{4}\s*")
Merged = Sequence[tuple[tuple[int, int], tuple[int, int]]]


@dataclass(frozen=True)
class Heading:
    """Where a heading is (rows from 0, ``first`` to ``last``) and what each sheet column under it holds.

    ``columns`` maps the sheet's column number to the canonical column, or to ``column=code`` where a tick under a value
    of the column's list gives that value. ``labels`` keeps every heading as one text. ``rivals`` are canonical columns
    that several sheet columns claim alike: which one is meant is for the cells below to tell.
    """

    form: str
    first: int
    last: int
    columns: Mapping[int, str]
    labels: dict[int, str]
    rivals: Mapping[str, list[int]]

    @property
    def unknown(self) -> list[int]:
        """Return the columns that have a heading which maps to nothing."""
        return [column for column in self.labels if column not in self.columns]


def find_headings(sheet: Sheet, report_year: int | None) -> list[Heading]:
    """Return the headings of all forms in the sheet from top to bottom; a heading printed again is one more."""
    rows = sheet.rows
    windows = _Windows(sheet, report_year)
    found: list[tuple[tuple[int, ...], Heading]] = []
    for first in windows.candidates:
        titled = titled_form(title_texts(rows[max(0, first - 15) : first]))
        for depth in range(1, MAX_HEADING_ROWS + 1):
            if not windows.is_whole(first, depth):
                continue
            paths = windows.paths(first, depth)
            for form in forms(report_year):
                claims = map_columns(form, paths, report_year)
                names = {name.partition("=")[0] for name in (*claims.columns.values(), *claims.rivals)}
                missing = len(missing_groups(form, names, report_year))
                if not names or (len(names) < _LEAST_COLUMNS and missing):
                    continue
                if holds_a_line(
                    sheet.rows, sheet.types, range(first, first + depth), claims.columns, form, report_year
                ):
                    continue
                # Most columns first, then the fewest needs unmet, the form the title names, the fewest rows.
                rank = (len(names), -missing, form == titled, -depth, -first)
                found.append((rank, _heading(form, first, depth, paths, claims)))
    return _best_apart(found)


def holds_a_line(
    rows: Sequence[Sequence[str]],
    types: Sequence[str],
    numbers: Iterable[int],
    columns: Mapping[int, str],
    form: str,
    report_year: int | None,
) -> bool:
    """Tell whether one of the rows ``numbers`` of a heading is evidently a line of a table with these ``columns``.

    "Năm 2024" over a rating is a label, whatever stands in that column of the table.
    """
    return any(
        is_evident(
            ["" if says_more(text, report_year) else text for text in rows[number]], types[number], columns, form
        )
        for number in numbers
    )


def _heading(form: str, first: int, depth: int, paths: dict[int, list[str]], claims: Claims) -> Heading:
    labels = {column: " – ".join(path) for column, path in paths.items()}
    return Heading(form, first, first + depth - 1, claims.columns, labels, claims.rivals)


def _best_apart(found: list[tuple[tuple[int, ...], Heading]]) -> list[Heading]:
    """Return the best heading of each place: of windows that share a row, only the one that explains most."""
    chosen: list[Heading] = []
    for _, heading in sorted(found, key=lambda one: one[0], reverse=True):
        if all(heading.last < other.first or heading.first > other.last for other in chosen):
            chosen.append(heading)
    return sorted(chosen, key=lambda heading: heading.first)


class _Windows:
    """The windows of one to three rows that may be a heading, with merged cells spread and each cell well read."""

    def __init__(self, sheet: Sheet, report_year: int | None) -> None:
        self._sheet = sheet
        self._report_year = report_year
        self._starts = _merges_by_row(sheet.merged)
        looked_at = [
            number
            for number, row in enumerate(sheet.rows)
            if any(row) and "d" not in sheet.types[number] and not _holds_a_fact(row)
        ]
        self._free = frozenset(looked_at)
        self._texts = {number: _readings(row, report_year) for number, row in self._spread(looked_at).items()}
        words = {number: sum(is_heading_word(text, report_year) for text in row) for number, row in self._texts.items()}
        self.candidates = [
            number
            for number in looked_at
            if words[number] and sum(words.get(number + more, 0) for more in range(MAX_HEADING_ROWS)) >= _LEAST_WORDS
        ]

    def is_whole(self, first: int, depth: int) -> bool:
        """Tell whether the rows hold no fact, cut through no label and leave no group open for the row below."""
        if any(first + more not in self._free for more in range(depth)):
            return False
        last = first + depth - 1
        return not self._is_cut(first, last) and not self._opens_a_group(last)

    def paths(self, first: int, depth: int) -> dict[int, list[str]]:
        """Return for each column its labels from top to bottom, each once.

        A blank over a label belongs to the group heading on its left: csv and ods files may know no merged cells.
        """
        filled = [list(self._texts[first + more]) for more in range(depth)]
        for above, below in pairwise(filled):
            for column in range(1, len(above)):
                if not above[column] and below[column] and above[column - 1] and below[column - 1]:
                    above[column] = above[column - 1]
        paths = {}
        for column in range(max(map(len, filled), default=0)):
            labels = [row[column] for row in filled if column < len(row) and row[column]]
            path = [label for position, label in enumerate(labels) if label not in labels[:position]]
            if path:
                paths[column] = path
        return paths

    def _is_cut(self, first: int, last: int) -> bool:
        """Tell whether a label of the window reaches above it, or below it as far as a heading can reach."""
        return any(
            top < first or last < bottom < first + MAX_HEADING_ROWS
            for number in {first, last}
            for (top, left), (bottom, _) in self._starts.get(number, ())
            if bottom > top and is_heading_word("".join(self._texts[number][left : left + 1]), self._report_year)
        )

    def _opens_a_group(self, number: int) -> bool:
        """Tell whether a label of the row spans columns that the row below names one by one.

        Its name alone would stand for its first column, the self-assessment for the rating: such a window is no whole
        heading. Without merged cells (csv), a blank at the right of a label is a span when the row below is blank under
        the labels that stand alone.
        """
        if number + 1 not in self._free:
            return False
        row, below, year = self._texts[number], self._texts[number + 1], self._report_year
        for left, right in self._spans(number):
            named = {below[column] for column in range(left, min(right + 1, len(below))) if below[column]}
            if len(named) > 1:
                return True
        # Also without merged cells: who rates, written under the rating, is part of the heading.
        pairs = zip(row, below, strict=True)
        if any(names_a_rating(above, year) and says_more(under, year) for above, under in pairs):
            return True
        if self._sheet.merged:
            return False
        labels = [column for column, text in enumerate(row) if text]
        alone = sum(1 for column in labels if column < len(below) and not below[column])
        groups = sum(
            1
            for column in labels
            if column + 1 < min(len(row), len(below)) and not row[column + 1] and below[column] and below[column + 1]
        )
        return groups > 0 and alone * 2 > len(labels)

    def _spans(self, number: int) -> list[tuple[int, int]]:
        return [
            (left, right)
            for (top, left), (bottom, right) in self._starts.get(number, ())
            if right > left and bottom == number and top <= number
        ]

    def _spread(self, numbers: Iterable[int]) -> dict[int, list[str]]:
        """Return the rows with the text of a merged cell in every cell that it covers."""
        rows = {}
        for number in numbers:
            row = list(self._sheet.rows[number])
            for (top, left), (_, right) in self._starts.get(number, ()):
                text = self._sheet.rows[top][left] if left < len(self._sheet.rows[top]) else ""
                row[left : right + 1] = [text] * (min(right + 1, len(row)) - left)
            rows[number] = row
        return rows


def _holds_a_fact(row: Sequence[str]) -> bool:
    return any(map(_tells_a_fact, row))


@lru_cache(maxsize=50_000)
def _tells_a_fact(text: str) -> bool:
    return _MAY_HOLD_A_FACT.search(text) is not None and (_FACT.fullmatch(text) is not None or _is_day_in_words(text))


def _is_day_in_words(text: str) -> bool:
    """Tell "ngày 3 tháng 2 năm 2005", in either encoding; "Năm 2024" is a label."""
    return any(parse_date(reading, "s").precision in ("day", "month") for reading in readings(text))


def _merges_by_row(merged: Merged) -> dict[int, list[tuple[tuple[int, int], tuple[int, int]]]]:
    """Return row → the merged ranges that cover it; one that covers a hundred rows is no label of a heading."""
    by_row: dict[int, list[tuple[tuple[int, int], tuple[int, int]]]] = {}
    for (top, left), (bottom, right) in merged:
        for row in range(top, min(bottom, top + 100) + 1):
            by_row.setdefault(row, []).append(((top, left), (bottom, right)))
    return by_row


def _readings(row: Sequence[str], report_year: int | None) -> list[str]:
    """Return the labels of a row, each as sent or decoded from a legacy encoding, whichever is a heading.

    A printed form has its headings in another encoding than a clerk filled its columns in; a label that is neither
    follows its own letters, and without evidence the row.
    """
    is_legacy = sum(evidence(text) for text in row if not text.isascii()) > 0
    return [_reading(text, is_legacy, report_year) for text in row]


def _reading(text: str, row_is_legacy: bool, report_year: int | None) -> str:
    sent = clean_text(text)
    if text.isascii() or is_heading_word(sent, report_year):
        return sent
    decoded = clean_text(decode(text))
    told = evidence(text)
    is_heading = is_heading_word(decoded, report_year)
    return decoded if is_heading or told > 0 or (told == 0 and row_is_legacy) else sent
