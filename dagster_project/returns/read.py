"""Received files of one partition → raw tables: every cell as text, with its file, sheet and row.

Belongs here: the shape of the raw tables. Cells stay as they were sent, also a legacy encoding; blank rows are no rows.
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import pandas as pd
import pyarrow as pa

from dagster_project.returns.opening import OpenFile
from dagster_project.returns.read_file import read_file
from dagster_project.returns.workbook import FileUnreadable

FILE_SCHEMA = pa.schema(
    [
        ("file_key", pa.string()),
        ("report_year", pa.int32()),
        ("unit_code", pa.string()),
        ("file_path", pa.string()),
        ("source_sha256", pa.string()),
        ("received_at", pa.timestamp("us")),
        ("received_order", pa.int64()),
        ("size_bytes", pa.int64()),
        ("is_readable", pa.bool_()),
        ("found", pa.string()),
        ("remedy", pa.string()),
    ]
)
SHEET_SCHEMA = pa.schema(
    [
        ("file_key", pa.string()),
        ("sheet_index", pa.int64()),
        ("sheet", pa.string()),
        ("table_number", pa.int64()),
        ("is_hidden", pa.bool_()),
        ("is_feedback", pa.bool_()),
        ("form", pa.string()),
        ("heading_row", pa.int64()),
        ("columns", pa.string()),
        ("labels", pa.string()),
        ("headings", pa.string()),
        ("missing_groups", pa.string()),
        ("legacy", pa.string()),
        ("title_years", pa.string()),
        ("title_units", pa.string()),
        ("replaces_all", pa.bool_()),
        ("says_nothing", pa.bool_()),
        ("control_total", pa.int64()),
        ("rows_read", pa.int64()),
        ("rows_data", pa.int64()),
    ]
)
ROW_SCHEMA = pa.schema(
    [
        ("file_key", pa.string()),
        ("sheet_index", pa.int64()),
        ("table_number", pa.int64()),
        ("row_number", pa.int64()),
        ("kind", pa.string()),
        ("cells", pa.list_(pa.string())),
        ("types", pa.string()),
    ]
)


EXPLANATION_SCHEMA = pa.schema(
    [
        ("report_year", pa.int32()),
        ("unit_code", pa.string()),
        ("file_key", pa.string()),
        ("file_path", pa.string()),
        ("received_at", pa.timestamp("us")),
        ("fingerprint", pa.string()),
        ("rule_id", pa.string()),
        ("explanation", pa.string()),
        ("row_number", pa.int64()),
    ]
)


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
    rows: list[dict[str, Any]] = []
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
            rows += [of_file | row for row in reading.rows]
            told_by = {name: file[name] for name in EXPLANATION_SCHEMA.names[:5]}
            explanations += [explanation | told_by for explanation in reading.explanations]
        except FileUnreadable as unreadable:
            problem = unreadable
        files.append(
            {name: file[name] for name in FILE_SCHEMA.names[:8]}
            | {
                "is_readable": problem is None,
                "found": problem.found if problem else None,
                "remedy": problem.remedy if problem else None,
            }
        )
    return RawReturn(
        _table(files, FILE_SCHEMA),
        _table(sheets, SHEET_SCHEMA),
        _table(rows, ROW_SCHEMA),
        _table(explanations, EXPLANATION_SCHEMA),
    )


def _table(rows: Iterable[dict[str, Any]], schema: pa.Schema) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=schema)
