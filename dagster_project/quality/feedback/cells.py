"""Writes one value into one cell so that it stays what it was sent as: text is text, whatever it begins with.

The only place that writes a cell of a district: no formula, no link, no number where text was sent.
"""

import re
from datetime import datetime
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from dagster_project.quality.feedback.styles import Style, shows_dates

MAX_TEXT = 32_767
MAX_DIGITS = 15
_FORMULA_START = ("=", "+", "-", "@", "\t", "\r", "'")
# Excel would make a number or a date of these as soon as the clerk leaves the cell.
_LOOKS_LIKE_NUMBER = re.compile(r"[\d\s.,/:%-]*\d[\d\s.,/:%-]*")
_DATE_FORMAT = "dd/mm/yyyy"


class Formats:
    """Gives one xlsxwriter format for equal properties: a workbook has few looks and many cells."""

    def __init__(self, workbook: Workbook) -> None:
        """Remember the workbook that the formats belong to."""
        self._workbook = workbook
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def get(self, style: Style) -> Format:
        """Return the format of ``style``."""
        key = tuple(sorted(style.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format(dict(style))
        return self._made[key]


def write_text(sheet: Worksheet, formats: Formats, row: int, column: int, text: str, style: Style) -> None:
    """Write a text that stays a text, also when someone opens the cell and leaves it again."""
    if not text:
        sheet.write_blank(row, column, None, formats.get(style))
        return
    if text.startswith(_FORMULA_START):
        style = style | {"quote_prefix": True}
    elif _LOOKS_LIKE_NUMBER.fullmatch(text):
        style = style | {"num_format": "@"}
    # Longer texts cannot stand in a cell of an xlsx at all; they come from csv and ods only.
    sheet.write_string(row, column, text[:MAX_TEXT], formats.get(style))


def write_value(
    sheet: Worksheet,
    formats: Formats,
    place: tuple[int, int],
    text: str,
    kind: str,
    style: Style,
    *,
    to_mend: bool,
) -> None:
    """Write a cell as the reader gave it: ``text`` and its type letter (see returns/read/workbook.py).

    A cell ``to_mend`` is shown as text, so that what the clerk types there stays as typed: leading zeros of
    an id, 05/01/1985 as the fifth of January. A real date keeps its format.
    """
    if to_mend and kind != "d" and "num_format" not in style:
        style = style | {"num_format": "@"}
    if kind == "d" and (moment := _moment(text)) is not None:
        dated = style if shows_dates(style) else style | {"num_format": _DATE_FORMAT}
        sheet.write_datetime(*place, moment, formats.get(dated))
    elif kind == "d":
        write_text(sheet, formats, *place, _day_first(text), style)
    elif kind == "b":
        sheet.write_boolean(*place, text == "TRUE", formats.get(style))
    elif kind == "n" and (number := _number(text)) is not None:
        sheet.write_number(*place, number, formats.get(style))
    else:
        write_text(sheet, formats, *place, text, style)


def _number(text: str) -> int | float | None:
    """Return a number that a spreadsheet keeps to the last digit, else None."""
    if text.lstrip("-").isdecimal():
        return int(text) if len(text.lstrip("-")) <= MAX_DIGITS else None
    number = float(text)
    return number if abs(number) < 1e300 else None


def _moment(text: str) -> datetime | None:
    """Return a moment that a spreadsheet can hold: its calendar begins in 1900."""
    moment = datetime.fromisoformat(text)
    return moment if moment.year > 1900 and moment.tzinfo is None else None


def _day_first(text: str) -> str:
    return datetime.fromisoformat(text).strftime("%d/%m/%Y")
