"""Received files of one partition → raw tables: every cell as text, with its file, sheet and row.

Belongs here: the shape of the raw tables. Cells stay as they were sent, also a legacy encoding; blank rows are no rows.
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import pandas as pd
import pyarrow as pa

from dagster_project.returns.read.opening import OpenFile
from dagster_project.returns.read.read_file import read_file
from dagster_project.returns.read.workbook import FileUnreadable
from dagster_project.tables.files import RAW_FILE_SCHEMA, RAW_ROW_SCHEMA, RAW_SHEET_SCHEMA
from dagster_project.tables.findings import EXPLANATION_SCHEMA


class RawReturn(NamedTuple):
    """The raw tables of one partition: one row a file, a table of a sheet, a non-blank row, an explanation."""

    files: pa.Table
    sheets: pa.Table
    rows: pa.Table
    explanations: pa.Table


def read_partition(
    received: pd.DataFrame,
    read_blob: Callable[[str], bytes],
    unit_names: dict[str, str],
    open_file: OpenFile = read_file,
) -> RawReturn:
    """Read the received files of one unit and year.

    Args:
        received: one row a file: file_key, report_year, unit_code, file_path, source_sha256, received_at,
            received_order, size_bytes, problem.
        read_blob: gives an archived file's content by its SHA-256.
        unit_names: unit code → Vietnamese name, looked for in titles.
        open_file: reads one file; a night gives one that does it in another process (opening.py).

    A file that cannot be read is a row with ``is_readable`` false and what was found; it never stops the others.
    """
    files: list[dict[str, Any]] = []
    sheets: list[dict[str, Any]] = []
    rows = [RAW_ROW_SCHEMA.empty_table()]
    explanations: list[dict[str, Any]] = []
    ordered = received.sort_values(["received_at", "file_path", "received_order"])
    # A file that was too big to be kept has no hash: NULL, which a frame would give as NaN.
    for file in ordered.astype(object).where(ordered.notna(), None).to_dict("records"):
        problem = None
        try:
            if file["problem"] == "too_big":
                raise FileUnreadable("Tệp lớn hơn giới hạn nhận.", "Tách tệp hoặc bỏ hình ảnh rồi gửi lại.")
            reading = open_file(read_blob(file["source_sha256"]), file["file_path"], file["report_year"], unit_names)
            of_file = {"file_key": file["file_key"]}
            sheets += [of_file | sheet for sheet in reading.sheets]
            keys = pa.repeat(pa.scalar(file["file_key"], pa.string()), len(reading.rows))
            rows.append(reading.rows.add_column(0, RAW_ROW_SCHEMA.field("file_key"), keys))
            told_by = {name: file[name] for name in EXPLANATION_SCHEMA.names[:5]}
            explanations += [explanation | told_by for explanation in reading.explanations]
        except FileUnreadable as unreadable:
            problem = unreadable
        files.append(
            {name: file[name] for name in RAW_FILE_SCHEMA.names[:8]}
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
