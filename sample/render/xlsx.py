"""Writes sheets as .xlsx with XlsxWriter."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

import xlsxwriter

from sample.layout import Sheet
from sample.spelling import Formula

_CREATED = datetime(2021, 1, 1)
_EPOCH = date(1899, 12, 30)


def render(sheets: list[Sheet]) -> bytes:
    """Return the bytes of a workbook."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"created": _CREATED, "title": "Dữ liệu mẫu, không có thật"})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter"})
        plain, day = book.add_format(), book.add_format({"num_format": "dd/mm/yyyy"})
        whole = book.add_format({"num_format": "0"})
        visible = 0
        for page in sheets:
            sheet = book.add_worksheet(page.name)
            sheet.set_column(1, 30, 15)
            for row, cells in enumerate(page.rows):
                for column, cell in enumerate(cells):
                    _write(sheet, row, column, cell, bold if row in page.bold else plain, day, whole)
            for first, left, last, right in page.merges:
                sheet.merge_range(first, left, last, right, "", bold)
                own = page.rows[first][left] if left < len(page.rows[first]) else None
                _write(sheet, first, left, own, bold if first in page.bold else plain, day, whole)
            if page.hidden:
                sheet.hide()
            elif not visible:
                sheet.activate()
                visible = 1
    return buffer.getvalue()


def _write(sheet: Any, row: int, column: int, cell: Any, text: Any, day: Any, whole: Any) -> None:
    if cell is None:
        return
    if isinstance(cell, Formula):
        if isinstance(cell.value, date):
            sheet.write_formula(row, column, cell.expression, day, (cell.value - _EPOCH).days)
        else:
            sheet.write_formula(row, column, cell.expression, text, cell.value)
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, datetime(cell.year, cell.month, cell.day), day)
    elif isinstance(cell, int):
        sheet.write_number(row, column, cell, whole)
    else:
        sheet.write_string(row, column, cell, text)
