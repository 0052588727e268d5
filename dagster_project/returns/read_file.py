"""The bytes of one received file → its tables as read: what each sheet is, its rows, the explanations in it.

Belongs here: everything that looks into a file, so that it can run in a process of its own (opening.py): nothing in
here touches the archive, the store or the clock. What it gives is plain lists and dicts.
"""

import json
from typing import Any, NamedTuple

from dagster_project.returns.feedback_sheet import is_feedback_sheet, read_explanations
from dagster_project.returns.forms import missing_groups
from dagster_project.returns.layout import DATA_KIND, no_form, understand_sheet
from dagster_project.returns.workbook import Sheet, read_workbook

Row = dict[str, Any]


class FileReading(NamedTuple):
    """What one file holds, in the columns of the raw tables but for the file's own."""

    sheets: list[Row]
    rows: list[Row]
    explanations: list[Row]


def read_file(content: bytes, file_name: str, unit_names: dict[str, str]) -> FileReading:
    """Read every sheet of a file; raises FileUnreadable when nothing can be said about its content.

    Args:
        content: the file's bytes.
        file_name: its name at the source: only a .csv needs it, for it has no mark of its own.
        unit_names: unit code → Vietnamese name, looked for in titles.
    """
    reading = FileReading([], [], [])
    for sheet in read_workbook(content, file_name):
        described, rows = _read_sheet(sheet, unit_names)
        reading.sheets.append(described)
        reading.rows.extend(rows)
        if described["is_feedback"]:
            told = read_explanations(sheet.rows).to_dict("records")
            reading.explanations.extend({str(name): value for name, value in one.items()} for one in told)
    return reading


def _read_sheet(sheet: Sheet, unit_names: dict[str, str]) -> tuple[Row, list[Row]]:
    is_feedback = is_feedback_sheet(sheet.name, sheet.rows)
    # Our own list comes back with the mended sheets: its explanations are read, it is none of the forms.
    layout = no_form(sheet) if is_feedback else understand_sheet(sheet, unit_names)
    heading = layout.heading
    found = set(heading.columns.values()) if heading else set()
    rows = [
        {
            "sheet_index": sheet.index,
            "row_number": number + 1,
            "kind": kind,
            "cells": cells,
            "types": types,
        }
        for number, (kind, cells, types) in enumerate(zip(layout.kinds, sheet.rows, sheet.types, strict=True))
        if kind != "blank"
    ]
    described = {
        "sheet_index": sheet.index,
        "sheet": sheet.name,
        "is_hidden": sheet.hidden,
        "is_feedback": is_feedback,
        "form": layout.form,
        "heading_row": heading.last + 1 if heading else None,
        "columns": _json(heading.columns if heading else {}),
        "labels": _json(heading.labels if heading else {}),
        "missing_groups": _json(missing_groups(heading.form, found) if heading else []),
        "legacy": _json(layout.legacy),
        "title_years": _json(layout.title_years),
        "title_units": _json(layout.title_units),
        "control_total": layout.control_total,
        "rows_read": len(rows),
        "rows_data": sum(row["kind"] == DATA_KIND for row in rows),
    }
    return described, rows


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
