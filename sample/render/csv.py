"""Writes one sheet as .csv: UTF-8 with a byte order mark, lines as Excel ends them."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

from sample.layout import Sheet
from sample.spelling import Formula


def render(sheet: Sheet, separator: str) -> bytes:
    """Return the bytes of a csv file."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=separator, lineterminator="\r\n")
    width = max(len(row) for row in sheet.rows)
    for row in sheet.rows:
        writer.writerow([_text(cell) for cell in row] + [""] * (width - len(row)))
    return buffer.getvalue().encode("utf-8-sig")


def _text(cell: Any) -> str:
    value = cell.value if isinstance(cell, Formula) else cell
    if value is None:
        return ""
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)
