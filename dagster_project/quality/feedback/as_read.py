"""What was read of a received file, from the raw tables: its sheets with their cells, so that no file is read twice.

Belongs here: raw rows → sheets with cells, kinds of rows and tables. Does not belong here: reading files (returns/read)
and what is given back of them (copies.py).
"""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from dagster_project.lib.sql_literals import sql_text, sql_texts
from dagster_project.quality.feedback.sources import TableRead
from dagster_project.returns.read.row_kinds import DATA_KIND

BLANK_KIND = "blank"
_HEADING_KIND = "heading"
# No cell holds it: what cannot be seen is left out of every cell (returns/read/workbook.py).
_BETWEEN_CELLS = "\x1f"


class RawTables(NamedTuple):
    """Where the raw tables of a unit and year lie; None where nothing was received."""

    files: Path
    sheets: Path
    rows: Path


@dataclass(frozen=True)
class TableAsRead:
    """A table of a sheet: rows from 0; ``heading`` is where its heading begins, ``legacy`` tells of each column."""

    form: str | None
    first: int
    last: int
    heading: int | None
    legacy: list[bool]


@dataclass(frozen=True)
class SheetAsRead:
    """A sheet: cells as text with what is merged filled downwards, their types, the kind of each row, its tables."""

    name: str
    index: int
    is_hidden: bool
    is_feedback: bool
    rows: list[list[str]]
    types: list[str]
    kinds: list[str]
    tables: list[TableAsRead]


_TABLES = """
    select files.source_sha256, sheets.file_key, rows_data, says_nothing,
        sheet_index, sheet, table_number, is_hidden, is_feedback, form, legacy
    from read_parquet({sheets}) as sheets
    inner join read_parquet({files}) as files on sheets.file_key = files.file_key
    where files.is_readable
    order by sheets.file_key, sheet_index, table_number
"""
_ROWS = """
    select file_key, sheet_index, table_number, row_number, kind, array_to_string(cells, {between}), types
    from read_parquet({rows}) where file_key in ({wanted}) order by file_key, sheet_index, row_number
"""


class UnitAsRead:
    """What was read of the files of one unit and year."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, raw: RawTables | None) -> None:
        """Look up its sheets; no cell yet."""
        self._connection, self._raw = connection, raw
        self._tables: list[tuple[Any, ...]] = []
        if raw is not None:
            places = {"sheets": sql_text(str(raw.sheets)), "files": sql_text(str(raw.files))}
            self._tables = connection.execute(_TABLES.format_map(places)).fetchall()

    @property
    def tables(self) -> list[TableRead]:
        """Return what was read of all files, table by table."""
        return [
            TableRead(file_key, sheet, form, rows_data, says_nothing)
            for _, file_key, rows_data, says_nothing, _, sheet, _, _, _, form, _ in self._tables
        ]

    def sheets(self, hashes: Collection[str]) -> dict[str, list[SheetAsRead]]:
        """Return the sheets of files by their SHA-256; a file that could not be read is not there."""
        # Of two files with the same content one speaks for both.
        keys = {sha256: file_key for sha256, file_key, *_ in self._tables if sha256 in hashes}
        if not keys or self._raw is None:
            return {}
        query = _ROWS.format(
            rows=sql_text(str(self._raw.rows)), wanted=sql_texts(keys.values()), between=sql_text(_BETWEEN_CELLS)
        )
        rows: dict[str, list[tuple[Any, ...]]] = {}
        for file_key, *place, text, types in self._connection.execute(query).fetchall():
            rows.setdefault(file_key, []).append((*place, text.split(_BETWEEN_CELLS), types))
        return {
            sha256: sheets_of([one[4:] for one in self._tables if one[1] == file_key], rows.get(file_key, []))
            for sha256, file_key in keys.items()
        }


def sheets_of(described: Iterable[tuple[Any, ...]], rows: Iterable[tuple[Any, ...]]) -> list[SheetAsRead]:
    """Put sheets together.

    Args:
        described: of each table sheet_index, sheet, table_number, is_hidden, is_feedback, form, legacy (JSON).
        rows: of each row that is not blank sheet_index, table_number, row_number, kind, cells, types; in order.
    """
    of_sheet: dict[int, list[tuple[Any, ...]]] = {}
    for row in rows:
        of_sheet.setdefault(row[0], []).append(row[1:])
    tables: dict[int, list[tuple[Any, ...]]] = {}
    for one in described:
        tables.setdefault(one[0], []).append(one[1:])
    return [_sheet(index, own, of_sheet.get(index, [])) for index, own in tables.items()]


def _sheet(index: int, described: list[tuple[Any, ...]], lines: list[tuple[Any, ...]]) -> SheetAsRead:
    name, _, is_hidden, is_feedback, *_ = described[0]
    width = len(lines[0][4]) if lines else 0
    height = lines[-1][1] if lines else 0
    blank, no_types = [""] * width, "-" * width
    rows, types, kinds = [blank] * height, [no_types] * height, [BLANK_KIND] * height
    places: dict[int, list[tuple[int, str]]] = {}
    for table_number, row_number, kind, cells, its_types in lines:
        rows[row_number - 1], types[row_number - 1], kinds[row_number - 1] = cells, its_types, kind
        places.setdefault(table_number, []).append((row_number - 1, kind))
    tables = [_table(form, json.loads(legacy), places.get(number, [])) for _, number, _, _, form, legacy in described]
    return SheetAsRead(name, index, is_hidden, is_feedback, rows, types, kinds, tables)


def _table(form: str | None, legacy: list[bool], lines: list[tuple[int, str]]) -> TableAsRead:
    first, last = (lines[0][0], lines[-1][0]) if lines else (0, -1)
    heading = next((row for row, kind in lines if kind == _HEADING_KIND), None)
    return TableAsRead(form, first, last, heading, legacy)


def legacy_lines(sheet: SheetAsRead) -> dict[int, list[bool]]:
    """Return row → which of its cells were typed in TCVN3, for the lines of tables that have such a column."""
    return {
        row: table.legacy
        for table in sheet.tables
        if any(table.legacy)
        for row in range(table.first, table.last + 1)
        if sheet.kinds[row] == DATA_KIND
    }
