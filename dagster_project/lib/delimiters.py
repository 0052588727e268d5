"""What separates the cells of a .csv: one guess for what districts send and for what a province brings along.

Belongs here: that guess. Does not belong here: encodings, quotes and what the cells mean.
"""

import csv
from collections import Counter
from collections.abc import Iterable, Sequence

_DELIMITERS = ";\t,|"


def delimiter_of(lines: Sequence[str]) -> str:
    """Return the delimiter that splits most lines into one width; commas also stand inside headings and names.

    A heading alone is enough where its names are known to hold none of them.
    """
    return max(_DELIMITERS, key=lambda mark: _regularity(lines, mark))


def widths(rows: Iterable[Sequence[str]]) -> Counter[int]:
    """Return how many rows have how many cells, those of one cell left out."""
    return Counter(len(row) for row in rows if len(row) > 1)


def _regularity(lines: Iterable[str], delimiter: str) -> int:
    found = widths(csv.reader(lines, delimiter=delimiter))
    return max((width * count for width, count in found.items()), default=0)
