"""The data rows of one table of a sheet → their cells by canonical column.

Belongs here: what only the table around a row tells of its cells: which column is which, legacy encodings, dittos,
ticks under values. Does not belong here: what a cell means (cells.py).
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dagster_project.lib.records import Row
from dagster_project.lib.text import match_key
from dagster_project.returns.clean.cells import TICKED, Cell
from dagster_project.returns.clean.columns import Column, column_of, each
from dagster_project.returns.read.legacy import decode
from dagster_project.returns.read.row_kinds import is_ditto

_TICKS = frozenset({"x", "xx", "v", "√", "✓", "✔", "☑", "☒", "1", "có", "co", "+", "*"})
_NO_TICKS = frozenset({"", "0", "-", "–", "không", "khong", "o"})


class Lines(NamedTuple):
    """Data rows that stand below one heading, or below headings that say the same.

    ``cells`` has the columns of that heading: a column that it lacks is blank for these rows, it has no cell.
    """

    row_numbers: pa.Array
    cells: dict[str, Column]


def lines_of_table(table: Row, rows: pa.Table) -> Iterator[Lines]:
    """Yield the data rows of a table in their order, with a column of cells (`Cell`) for each canonical column.

    Args:
        table: the raw table's description: headings, legacy (JSON).
        rows: its data rows in their order: row_number, cells, types.
    """
    legacy = json.loads(table["legacy"])
    # The last cell above, column by column: a ditto may repeat one above a heading printed again.
    above: dict[str, Cell] = {}
    for columns, labels, below in _by_heading(json.loads(table["headings"]), rows):
        sent = below["cells"].combine_chunks()
        types = below["types"].combine_chunks()
        cells = {}
        for name, places in _by_column(columns).items():
            if isinstance(places, int):
                column = _cells(sent, types, places, legacy[places])
            else:
                ticked = (_cells(sent, types, at, legacy[at]) for at in places)
                of = [labels[str(at)] for at in places]
                column = each(lambda *ticks, of=of: _ticked(zip(ticks, of, strict=True)), *ticked)
            cells[name] = _repeated(column, above.get(name))
            above[name] = cells[name].at(-1)
        yield Lines(below["row_number"].combine_chunks(), cells)


def _by_heading(
    headings: Sequence[Sequence[Any]], rows: pa.Table
) -> Iterator[tuple[Mapping[str, str], Mapping[str, str], pa.Table]]:
    """Yield the columns and labels of each heading with the rows below it; one that says the same again is none."""
    known = [one for number, one in enumerate(headings) if not number or one[1:] != headings[number - 1][1:]]
    firsts = [first for first, *_ in known]
    which = np.searchsorted(firsts, rows["row_number"].to_numpy(), side="right") - 1
    for number, (_, columns, labels) in enumerate(known):
        found = np.flatnonzero(which == number)
        if len(found):
            yield columns, labels, rows.slice(int(found[0]), len(found))


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


def _cells(sent: pa.ListArray, types: pa.StringArray, number: int, is_legacy: bool) -> Column:
    """Return the cells of one column of the sheet, each distinct text and type once."""
    kinds = pc.utf8_slice_codeunits(types, number, number + 1)
    texts = pc.list_element(sent, number)
    return column_of(pc.binary_join_element_wise(kinds, texts, "")).each(
        lambda both: _cell(both[1:], both[:1], is_legacy)
    )


def _cell(sent: str, cell_type: str, is_legacy: bool) -> Cell:
    if sent.isascii():
        return Cell(sent, sent, cell_type)
    decoded = decode(sent)
    text, other = (decoded, sent) if is_legacy else (sent, decoded)
    return Cell(sent, text, cell_type, other if other != text else "")


def _repeated(column: Column, above: Cell | None) -> Column:
    """Return a column with every ditto replaced by the cell above it; in the first row of a table it stays as it is."""
    dittos = {place for place, cell in enumerate(column.values) if _is_ditto(cell)}
    if not dittos:
        return column
    values = list(column.values)
    known: dict[Cell, int] = {}
    places = []
    for place in column.places.tolist():
        cell = column.values[place]
        if place in dittos and above is not None:
            cell = above._replace(sent=cell.sent)
            if cell not in known:
                known[cell] = len(values)
                values.append(cell)
            place = known[cell]
        places.append(place)
        above = cell
    return Column(values, np.array(places, np.int64))


def _is_ditto(cell: Cell) -> bool:
    return bool(cell.sent) and (is_ditto(cell.sent) or is_ditto(cell.text) or is_ditto(cell.other))


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
