"""The data rows of one table of a sheet → their cells by canonical column.

Belongs here: what only the table around a row tells of its cells: which column is which, legacy encodings, dittos.
Does not belong here: what a cell means (cells.py).
"""

import json
from typing import Any

from dagster_project.returns.cells import Cell
from dagster_project.returns.layout import is_ditto
from dagster_project.returns.legacy import decode

Row = dict[str, Any]


def cells_of_table(sheet: Row, rows: list[Row]) -> list[tuple[int, dict[str, Cell]]]:
    """Return (row number, canonical column → cell) with legacy text decoded and dittos resolved."""
    columns = {int(number): name for number, name in json.loads(sheet["columns"]).items()}
    legacy = json.loads(sheet["legacy"])
    read = []
    above: dict[str, Cell] = {}
    for row in rows:
        cells = {}
        for number, name in columns.items():
            sent = row["cells"][number]
            cell = Cell(sent, decode(sent) if legacy[number] else sent, row["types"][number])
            if sent and is_ditto(sent) and name in above:
                cell = above[name]._replace(sent=sent)
            cells[name] = above[name] = cell
        read.append((row["row_number"], cells))
    return read
