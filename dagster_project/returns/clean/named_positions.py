"""The positions that a row of form 02 names, and those that it may mean.

Belongs here: the cell of the position and the row's level put together. Which position a title means at a level is
values/positions.py.
"""

import pyarrow as pa

from dagster_project.lib.records import Row
from dagster_project.lib.text import clean_text
from dagster_project.returns.clean.cells import Cell
from dagster_project.returns.clean.columns import Column
from dagster_project.returns.values.positions import Position, parse_positions
from dagster_project.tables.rows import POSITION_SCHEMA, POSSIBLE_POSITION_SCHEMA

# What tells the row that a position stands in.
_PLACE = POSSIBLE_POSITION_SCHEMA.names[:4]


def named_in(cell: Cell, level: str | None, level_state: str, state: str) -> Row:
    """Return the positions named in the cell, by the row's level, and what the rules look at of them.

    ``state`` is that of the cell read by itself: ``unjudged`` where it says something.
    """
    named = parse_positions(cell.text, level)
    text = cell.text
    if cell.other and not all(one.code for one in named):
        other = parse_positions(cell.other, level)
        if _known(other) > _known(named):
            named, text = other, cell.other
    known = _known(named)
    # Without the column "Cấp", or where the title stands at several levels, nobody can say which is meant.
    is_told = level_state == "read" or (level_state != "absent" and (known > 0 or not named))
    if state == "unjudged" and is_told:
        state = "unknown" if not known else "known" if known == len(named) else "partly"
    contradicts = level_state != "absent" and any(one.is_elsewhere for one in named)
    return {
        "position": clean_text(text) or None,
        "position_state": state,
        "title_level": "contradicts" if contradicts else "agrees",
        "positions": named,
    }


def _known(named: tuple[Position, ...]) -> int:
    return sum(one.code is not None for one in named)


def position_rows(rows: pa.Table, named: Column) -> pa.Table:
    """Return a row for each position named in ``rows``; ``named`` has the positions of each row."""
    told = [
        (row, order, one)
        for row, place in enumerate(named.places.tolist())
        for order, one in enumerate(named.values[place])
    ]
    return _beside(
        rows,
        [row for row, _, _ in told],
        {
            "position_order": [order for _, order, _ in told],
            "position_sent": [one.title for _, _, one in told],
            "position_code": [one.code for _, _, one in told],
        },
        POSITION_SCHEMA,
    )


def possible_position_rows(rows: pa.Table, named: Column) -> pa.Table:
    """Return a row for each position that a row may hold."""
    possible = named.each(lambda positions: list(dict.fromkeys(code for one in positions for code in one.possible)))
    told = [(row, code) for row, place in enumerate(possible.places.tolist()) for code in possible.values[place]]
    codes = {"position_code": [code for _, code in told]}
    return _beside(rows, [row for row, _ in told], codes, POSSIBLE_POSITION_SCHEMA)


def _beside(rows: pa.Table, numbers: list[int], told: dict[str, list[object]], schema: pa.Schema) -> pa.Table:
    places = rows.select(_PLACE).take(pa.array(numbers, pa.int64()))
    told_arrays = [pa.array(values, schema.field(name).type) for name, values in told.items()]
    return pa.Table.from_arrays([*(column.combine_chunks() for column in places.columns), *told_arrays], schema=schema)
