"""Received files of one partition → raw tables: every cell as text, with its file, sheet and row.

Belongs here: the shape of the raw tables. Cells stay as they were sent, also a legacy encoding; blank rows are no rows.
"""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow as pa

from dagster_project.returns.read.opening import OpenFile
from dagster_project.returns.read.read_file import read_file
from dagster_project.returns.read.workbook import FileUnreadable
from dagster_project.tables.files import RAW_FILE_SCHEMA, RAW_ROW_SCHEMA, RAW_SHEET_SCHEMA
from dagster_project.tables.findings import EXPLANATION_SCHEMA

if TYPE_CHECKING:
    # Who cleans in a process of its own reads what was read, and receives nothing.
    from dagster_project.returns.receive.index import Received


class RawReturn(NamedTuple):
    """The raw tables of one partition: one row a file, a table of a sheet, a non-blank row, an explanation."""

    files: pa.Table
    sheets: pa.Table
    rows: pa.Table
    explanations: pa.Table


def read_partition(
    received: "Iterable[Received]",
    read_blob: Callable[[str], bytes],
    unit_names: dict[str, str],
    open_file: OpenFile = read_file,
) -> RawReturn:
    """Read the received files of one unit and year.

    Args:
        received: its files, in the order in which they came.
        read_blob: gives an archived file's content by its SHA-256.
        unit_names: unit code → Vietnamese name, looked for in titles.
        open_file: reads one file; a night gives one that does it in another process (opening.py).

    A file that cannot be read is a row with ``is_readable`` false and what was found; it never stops the others.
    """
    files: list[dict[str, Any]] = []
    sheets: list[dict[str, Any]] = []
    rows = [RAW_ROW_SCHEMA.empty_table()]
    explanations: list[dict[str, Any]] = []
    for file in received:
        problem = None
        try:
            if file.problem == "no_file":
                raise FileUnreadable(
                    "Tệp không phải tệp thường: liên kết, đường ống hoặc thiết bị.", "Gửi chính tệp đó."
                )
            if file.source_sha256 is None or file.report_year is None:
                raise FileUnreadable("Tệp lớn hơn giới hạn nhận.", "Tách tệp hoặc bỏ hình ảnh rồi gửi lại.")
            reading = open_file(read_blob(file.source_sha256), file.file_path, file.report_year, unit_names)
            sheets += [{"file_key": file.file_key} | sheet for sheet in reading.sheets]
            keys = pa.repeat(pa.scalar(file.file_key, pa.string()), len(reading.rows))
            rows.append(reading.rows.add_column(0, RAW_ROW_SCHEMA.field("file_key"), keys))
            told_by = {name: getattr(file, name) for name in EXPLANATION_SCHEMA.names[:5]}
            explanations += [explanation | told_by for explanation in reading.explanations]
        except FileUnreadable as unreadable:
            problem = unreadable
        files.append(
            {name: getattr(file, name) for name in RAW_FILE_SCHEMA.names[:8]}
            | {
                "is_readable": problem is None,
                "found": problem.found if problem else None,
                "remedy": problem.remedy if problem else None,
            }
        )
    return RawReturn(
        _table(files, RAW_FILE_SCHEMA),
        _table(sheets, RAW_SHEET_SCHEMA),
        pa.concat_tables(rows),
        _table(explanations, EXPLANATION_SCHEMA),
    )


def _table(rows: Iterable[dict[str, Any]], schema: pa.Schema) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=schema)
