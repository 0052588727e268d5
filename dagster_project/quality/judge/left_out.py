"""What was not read as data: every table of every sheet with its counts, and every row left out with its text.

Belongs here: what an analyst sees of the way from a sheet to its lines. Its text may hold names: it is never published.
"""

import pyarrow as pa
import pyarrow.compute as pc

from dagster_project.lib.records import Row
from dagster_project.returns.read.legacy import as_meant
from dagster_project.returns.read.partition import RawReturn
from dagster_project.returns.read.row_kinds import DATA_KIND
from dagster_project.tables.files import LEFT_OUT_SCHEMA, SHEET_TABLE_SCHEMA


def sheet_tables(raw: RawReturn) -> pa.Table:
    """Return every table of one unit and year; hidden sheets and our own list are named as well."""
    files = {file["file_key"]: file for file in raw.files.to_pylist()}
    rows = [_of_file(files[table["file_key"]]) | table for table in raw.sheets.to_pylist()]
    return pa.Table.from_pylist(
        [{name: row[name] for name in SHEET_TABLE_SCHEMA.names} for row in rows], schema=SHEET_TABLE_SCHEMA
    )


def left_out_rows(raw: RawReturn) -> pa.Table:
    """Return every row that is no data, with what it was taken for; our own list is no part of a return."""
    files = {file["file_key"]: file for file in raw.files.to_pylist()}
    tables = {_place(table): table for table in raw.sheets.to_pylist() if not table["is_feedback"]}
    rows = []
    for row in raw.rows.filter(pc.field("kind") != DATA_KIND).to_pylist():
        table = tables.get(_place(row))
        if table is None:
            continue
        rows.append(
            _of_file(files[row["file_key"]])
            | {name: table[name] for name in ("form", "sheet_index", "sheet")}
            | {"row_number": row["row_number"], "kind": row["kind"]}
            | {"text": " | ".join(as_meant(text) for text in row["cells"] if text)}
        )
    return pa.Table.from_pylist(rows, schema=LEFT_OUT_SCHEMA)


def _of_file(file: Row) -> Row:
    return {name: file[name] for name in ("file_key", "report_year", "unit_code")}


def _place(row: Row) -> tuple[str, int, int]:
    return row["file_key"], row["sheet_index"], row["table_number"]
