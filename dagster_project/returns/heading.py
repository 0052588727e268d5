"""Finds the heading of a sheet wherever it is, joins its rows, and tells the form by it.

Belongs here: from the first rows of a sheet to (form, heading rows, column → canonical column). The file's name and
the sheet's name are never asked; a title "Biểu số 02" only breaks a tie.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from dagster_project.returns.forms import FORMS, heading_key, headings_of, missing_groups
from dagster_project.returns.text import clean_text, has_no_accents, without_accents

SEARCHED_ROWS = 60
MAX_HEADING_ROWS = 3
_LEAST_COLUMNS = 3
_LEAST_WORDS = 2
_IN_BRACKETS = re.compile(r"\([^)]*\)")
_FORM_NUMBER = re.compile(r"bi[eể]u\s+(?:m[aẫ]u\s+)?s[oố]\s*:?\s*0?([1-4])\b", re.IGNORECASE)


@dataclass(frozen=True)
class Heading:
    """Where a form's heading is (rows from 0, ``first`` to ``last``) and what each sheet column holds.

    ``columns`` maps the sheet's column number to the canonical column; ``labels`` keeps every heading as one text.
    """

    form: str
    first: int
    last: int
    columns: dict[int, str]
    labels: dict[int, str]

    @property
    def unknown(self) -> list[int]:
        """Return the columns that have a heading which maps to nothing."""
        return [column for column in self.labels if column not in self.columns]


def find_heading(
    rows: Sequence[Sequence[str]], merged: Sequence[tuple[tuple[int, int], tuple[int, int]]]
) -> Heading | None:
    """Return the heading of the form that explains most columns of the sheet, or None when it is no form."""
    best: tuple[tuple[int, ...], Heading] | None = None
    spread = _spread_merged(rows[:SEARCHED_ROWS], merged)
    titled = _titled_form(rows[:SEARCHED_ROWS])
    known_cells = [sum(is_heading_word(text) for text in row) for row in spread]
    for first in range(len(spread)):
        for depth in range(1, MAX_HEADING_ROWS + 1):
            # Data rows hold no heading words: most windows of a sheet need no closer look.
            if first + depth > len(spread) or sum(known_cells[first : first + depth]) < _LEAST_WORDS:
                continue
            paths = _heading_paths(spread[first : first + depth])
            for form in FORMS:
                columns = _map_columns(form, paths)
                missing = len(missing_groups(form, set(columns.values())))
                if not columns or (len(columns) < _LEAST_COLUMNS and missing):
                    continue
                # Most columns first, then the fewest needs unmet, the form the title names, the fewest rows.
                rank = (len(columns), -missing, form == titled, -depth, -first)
                if best is None or rank > best[0]:
                    labels = {column: " – ".join(path) for column, path in paths.items()}
                    best = rank, Heading(form, first, first + depth - 1, columns, labels)
    return best[1] if best else None


def _spread_merged(
    rows: Sequence[Sequence[str]], merged: Sequence[tuple[tuple[int, int], tuple[int, int]]]
) -> list[list[str]]:
    """Give every cell of a merged range the text of its first cell."""
    spread = [[clean_text(text) for text in row] for row in rows]
    for (top, left), (bottom, right) in merged:
        for row in range(top, min(bottom + 1, len(spread))):
            for column in range(left, min(right + 1, len(spread[row]))):
                spread[row][column] = spread[top][left]
    return spread


def _heading_paths(window: Sequence[Sequence[str]]) -> dict[int, list[str]]:
    """Return for each column its labels from top to bottom, each once.

    A blank over a label belongs to the group heading on its left: csv and ods files know no merged cells.
    """
    filled = [list(row) for row in window]
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


def _map_columns(form: str, paths: dict[int, list[str]]) -> dict[int, str]:
    """Return sheet column → canonical column; of two columns with one meaning the first one has it."""
    known = headings_of(form)
    columns: dict[int, str] = {}
    for number, path in paths.items():
        for key in _candidate_keys(tuple(path)):
            found = known.get(key)
            if found and found not in columns.values():
                columns[number] = found
                break
    return columns


@cache
def _heading_words() -> frozenset[str]:
    return frozenset(part for form in FORMS for key in headings_of(form) for part in key.split(">"))


@lru_cache(maxsize=50_000)
def is_heading_word(text: str) -> bool:
    """Tell whether a cell is a heading of some form, or one of the rows of a heading."""
    return bool(text) and not _heading_words().isdisjoint(_candidate_keys((text,)))


@lru_cache(maxsize=50_000)
def _candidate_keys(path: tuple[str, ...]) -> list[str]:
    """Return the keys a heading may be known by: its whole path, its rows as one text, then row by row upwards."""
    readings = [list(path), list(path[-2:]), [" ".join(path)], *([label] for label in reversed(path))]
    readings += [[_IN_BRACKETS.sub("", label) for label in reading] for reading in readings]
    keys = [heading_key(reading) for reading in readings]
    if all(has_no_accents(label) for label in path):
        keys += [without_accents(key) for key in keys]
    return [key for key in dict.fromkeys(keys) if key]


def _titled_form(rows: Sequence[Sequence[str]]) -> str | None:
    for row in rows:
        for text in row:
            if found := _FORM_NUMBER.search(clean_text(text)):
                return f"0{found[1]}"
    return None
