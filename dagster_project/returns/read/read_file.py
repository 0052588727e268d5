"""The bytes of one received file → its tables as read: what each sheet is, its rows, the explanations in it.

Belongs here: everything that looks into a file, so that it can run in a process of its own (opening.py): nothing in
here touches the archive, the store or the clock. What it gives is plain lists and dicts, and the rows as Arrow.
"""

import json
from collections.abc import Sequence
from typing import NamedTuple

import pyarrow as pa

from dagster_project.lib.records import Row
from dagster_project.returns.read.feedback_sheet import is_feedback_sheet, read_explanations
from dagster_project.returns.read.layout import SheetLayout, no_form, understand_sheet
from dagster_project.returns.read.row_kinds import DATA_KIND
from dagster_project.returns.read.workbook import Sheet, read_workbook
from dagster_project.tables.files import RAW_ROW_SCHEMA
from dagster_project.tables.forms import missing_groups

#: The rows of a file: those of the raw tables but for the file's own column.
ROW_SCHEMA = pa.schema([field for field in RAW_ROW_SCHEMA if field.name != "file_key"])


class FileReading(NamedTuple):
    """What one file holds, in the columns of the raw tables but for the file's own.

    ``sheets`` has a row a table of a sheet (one also for a sheet without any), ``rows`` one a row that is not blank.
    """

    sheets: list[Row]
    rows: pa.Table
    explanations: list[Row]


def read_file(content: bytes, file_name: str, report_year: int, unit_names: dict[str, str]) -> FileReading:
    """Read every sheet of a file; raises FileUnreadable when nothing can be said about its content.

    Args:
        content: the file's bytes.
        file_name: its name at the source: only a .csv needs it, for it has no mark of its own.
        report_year: the year that the file is a return of: a column of another year is none of its columns.
        unit_names: unit code → Vietnamese name, looked for in titles.
    """
    sheets: list[Row] = []
    explanations: list[Row] = []
    rows = [ROW_SCHEMA.empty_table()]
    for sheet in read_workbook(content, file_name):
        tables, read = read_sheet(sheet, report_year, unit_names)
        sheets += tables
        rows.append(read)
        if tables[0]["is_feedback"]:
            explanations += read_explanations(sheet.rows)
    return FileReading(sheets, pa.concat_tables(rows), explanations)


def read_sheet(sheet: Sheet, report_year: int, unit_names: dict[str, str]) -> tuple[list[Row], pa.Table]:
    """Return one description a table of the sheet, and every row that is not blank with what it is."""
    is_feedback = is_feedback_sheet(sheet.name, sheet.rows)
    # Our own list comes back with the mended sheets: its explanations are read, it is none of the forms.
    layout = no_form(sheet) if is_feedback else understand_sheet(sheet, unit_names, report_year)
    described, rows = [], []
    for table_number, table in enumerate(layout.tables):
        read = [number for number in range(table.first, table.last + 1) if layout.kinds[number] != "blank"]
        rows.append(_rows(sheet.index, table_number, read, layout))
        found = {name.partition("=")[0] for name in table.columns.values()}
        described.append(
            {
                "sheet_index": sheet.index,
                "sheet": sheet.name,
                "table_number": table_number,
                "is_hidden": sheet.hidden,
                "is_feedback": is_feedback,
                "form": table.form,
                "heading_row": table.headings[0].last + 1 if table.headings else None,
                "columns": _json(table.columns),
                "labels": _json(table.labels),
                # From which row on (from 1) which columns and labels hold: a heading printed again may have others.
                "headings": _json([[heading.last + 2, heading.columns, heading.labels] for heading in table.headings]),
                "missing_groups": _json(missing_groups(table.form, found, report_year) if table.form else []),
                "legacy": _json(table.legacy),
                "title_years": _json(table.title_years),
                "title_units": _json(table.title_units),
                "replaces_all": table.replaces_all,
                "says_nothing": table.says_nothing,
                "control_total": table.control_total,
                "rows_read": len(read),
                "rows_data": sum(layout.kinds[number] == DATA_KIND for number in read),
            }
        )
    return described, pa.concat_tables(rows)


def _rows(sheet_index: int, table_number: int, numbers: Sequence[int], layout: SheetLayout) -> pa.Table:
    """Return the rows with these ``numbers`` (from 0) of a table."""
    return pa.table(
        [
            [sheet_index] * len(numbers),
            [table_number] * len(numbers),
            [number + 1 for number in numbers],
            [layout.kinds[number] for number in numbers],
            [layout.rows[number] for number in numbers],
            [layout.types[number] for number in numbers],
        ],
        schema=ROW_SCHEMA,
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
