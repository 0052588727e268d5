"""The data rows of one table of a sheet → their cells by canonical column.

Belongs here: what only the table around a row tells of its cells: which column is which, legacy encodings, dittos,
ticks under values. Does not belong here: what a cell means (cells.py).
"""

import json
from collections.abc import Iterable, Mapping, Sequence

from dagster_project.lib.records import Row
from dagster_project.lib.text import match_key
from dagster_project.returns.clean.cells import TICKED, Cell
from dagster_project.returns.read.legacy import decode
from dagster_project.returns.read.row_kinds import is_ditto

_TICKS = frozenset({"x", "xx", "v", "√", "✓", "✔", "☑", "☒", "1", "có", "co", "+", "*"})
_NO_TICKS = frozenset({"", "0", "-", "–", "không", "khong", "o"})


def cells_of_table(table: Row, rows: Sequence[Row]) -> list[tuple[int, dict[str, Cell]]]:
    """Return (row number, canonical column → cell) of each data row.

    Args:
        table: the raw table's description: headings, legacy (JSON).
        rows: its data rows in their order: row_number, cells, types.

    A column that the heading above a row lacks is blank for it: it has no cell.
    """
    headings = [(first, _by_column(columns), labels) for first, columns, labels in json.loads(table["headings"])]
    legacy = json.loads(table["legacy"])
    read = []
    above: dict[str, Cell] = {}
    for row in rows:
        columns, labels = next(known for first, *known in reversed(headings) if first <= row["row_number"])
        cells = {}
        for name, places in columns.items():
            if isinstance(places, int):
                cell = _cell(row, places, legacy[places])
            else:
                cell = _ticked([(_cell(row, at, legacy[at]), labels[str(at)]) for at in places])
            if cell.sent and name in above and any(map(is_ditto, (cell.sent, cell.text, cell.other))):
                cell = above[name]._replace(sent=cell.sent)
            cells[name] = above[name] = cell
        read.append((row["row_number"], cells))
    return read


def _by_column(columns: Mapping[str, str]) -> dict[str, int | list[int]]:
    """Return canonical column → sheet column, or the sheet columns of its values to tick."""
    found: dict[str, int | list[int]] = {}
    for number, named in columns.items():
        name, is_ticked, _ = named.partition("=")
        if is_ticked:
            ticks = found.setdefault(name, [])
            if isinstance(ticks, list):
                ticks.append(int(number))
        else:
            found[name] = int(number)
    return found


def _cell(row: Row, number: int, is_legacy: bool) -> Cell:
    sent = row["cells"][number]
    if sent.isascii():
        return Cell(sent, sent, row["types"][number])
    decoded = decode(sent)
    text, other = (decoded, sent) if is_legacy else (sent, decoded)
    return Cell(sent, text, row["types"][number], other if other != text else "")


def _ticked(ticks: Iterable[tuple[Cell, str]]) -> Cell:
    """Return one cell for the ticks of a row under the values of a list: the labels over what was ticked.

    What is neither a tick nor none says something that nobody knows: it stays, so that it is told.
    """
    marked, strange = [], []
    for cell, label in ticks:
        key = match_key(cell.text)
        if key in _TICKS:
            marked.append((cell, label.rsplit(" – ", 1)[-1]))
        elif key not in _NO_TICKS:
            strange.append(cell)
    sent = "; ".join([*(f"{cell.sent} ({label})" for cell, label in marked), *(cell.sent for cell in strange)])
    if strange:
        return Cell(sent, "; ".join(cell.text for cell in strange), TICKED)
    return Cell(sent, "; ".join(label for _, label in marked), TICKED if marked else "-")
