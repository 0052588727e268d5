"""Writes sheets as .xls, the format before 2007, with xlwt."""

from __future__ import annotations

import io
from datetime import date

import xlwt

from sample.layout import Sheet
from sample.spelling import Formula


def render(sheets: list[Sheet]) -> bytes:
    """Return the bytes of a workbook. Formulas are written as their values: xlwt cannot store both."""
    book = xlwt.Workbook(encoding="utf-8")
    day = xlwt.easyxf(num_format_str="dd/mm/yyyy")
    bold = xlwt.easyxf("font: bold on")
    for page in sheets:
        sheet = book.add_sheet(page.name)
        sheet.visibility = 1 if page.hidden else 0
        covered = {
            (row, column)
            for first, left, last, right in page.merges
            for row in range(first, last + 1)
            for column in range(left, right + 1)
        }
        for first, left, last, right in page.merges:
            own = page.rows[first][left] if left < len(page.rows[first]) else None
            style = bold if first in page.bold else day if isinstance(own, date) else xlwt.Style.default_style
            sheet.write_merge(first, last, left, right, "" if own is None else own, style)
        for row, cells in enumerate(page.rows):
            for column, cell in enumerate(cells):
                value = cell.value if isinstance(cell, Formula) else cell
                if value is None or (row, column) in covered:
                    continue
                if isinstance(value, date):
                    sheet.write(row, column, value, day)
                elif row in page.bold:
                    sheet.write(row, column, value, bold)
                else:
                    sheet.write(row, column, value)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
