"""Cells as people and workbooks write them: B12 is row 11, column 1, both counted from 0.

Belongs here: reading such a reference, and how far a sheet of Excel reaches. Writing one is xlsxwriter's
(xl_rowcol_to_cell).
"""

import re
from functools import cache

#: Row and column of a cell, both from 0.
CellPlace = tuple[int, int]
SHEET_ROWS = 1_048_576
SHEET_COLUMNS = 16_384
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")


def cell_at(reference: str) -> CellPlace | None:
    """Return where "B12" is; None for what is no reference to one cell."""
    found = _REFERENCE.fullmatch(reference)
    return (int(found[2]) - 1, _column_number(found[1]) - 1) if found else None


@cache
def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
