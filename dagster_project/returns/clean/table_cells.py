"""The data rows of one table of a sheet → their cells by canonical column.

Belongs here: what only the table around a row tells of its cells: which column is which, legacy encodings, dittos,
ticks under values. Does not belong here: what a cell means (cells.py).
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
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

RUNNING_NUMBER = "line_number"
_TICKS = frozenset({"x", "xx", "v", "√", "✓", "✔", "☑", "☒", "1", "có", "co", "+", "*"})
# How many cells a process remembers: those of a district's lists, which come again form after form and year after year.
_REMEMBERED = 30_000
_NO_TICKS = frozenset({"", "0", "-", "–", "không", "khong", "o"})


class Lines(NamedTuple):
    """Data rows that stand below one heading, or below headings that say the same.

    ``cells`` has the columns of that heading: a column that it lacks is blank for these rows, it has no cell.
    """

    row_numbers: pa.Array
    cells: dict[str, Column]


def lines_of_table(table: Row, rows: pa.Table) -> Iterator[Lines]:
    """Yield the data rows of a table in their order, with a column of cells (`Cell`) for each canonical column.

    The running number is none: it says nothing, and changes when a row above is deleted.

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
            if name == RUNNING_NUMBER:
                continue
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
    return column_of(pc.binary_join_element_wise(kinds, texts, "")).each(partial(_cell, is_legacy))


@lru_cache(maxsize=_REMEMBERED)
def _cell(is_legacy: bool, type_and_text: str) -> Cell:
    cell_type, sent = type_and_text[:1], type_and_text[1:]
    if sent.isascii():
        return Cell(sent, sent, cell_type, is_ditto=is_ditto(sent))
    decoded = decode(sent)
    text, other = (decoded, sent) if is_legacy else (sent, decoded)
    repeats = is_ditto(sent) or is_ditto(decoded)
    return Cell(sent, text, cell_type, other if other != text else "", repeats)


def _repeated(column: Column, above: Cell | None) -> Column:
    """Return a column with every ditto replaced by the cell above it; in the first row of a table it stays as it is."""
    if not any(cell.is_ditto for cell in column.values):
        return column
    values = list(column.values)
    known: dict[Cell, int] = {}
    places = []
    for place in column.places.tolist():
        cell = column.values[place]
        if cell.is_ditto and above is not None:
            cell = above._replace(sent=cell.sent)
            if cell not in known:
                known[cell] = len(values)
                values.append(cell)
            place = known[cell]
        places.append(place)
        above = cell
    return Column(values, np.array(places, np.int64))


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
        text = "; ".join(cell.text for cell in strange)
        return Cell(sent, text, TICKED, is_ditto=is_ditto(sent) or is_ditto(text))
    text = "; ".join(label for _, label in marked)
    return Cell(sent, text, TICKED if marked else "-", is_ditto=is_ditto(sent) or is_ditto(text))
