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


class Look:
    """A style, and the format that it becomes for what stands in a cell; made once, for a sheet has many cells."""

    def __init__(self, formats: "Formats", style: Style) -> None:
        """Remember the style; no format is made yet."""
        self.style = style
        self._formats = formats
        self._made: dict[str, Format] = {}

    def plain(self) -> Format:
        """Return the format of the style as it is."""
        return self._with("plain", {})

    def quoted(self) -> Format:
        """Return the format of a text that Excel would take for a formula."""
        return self._with("quoted", {"quote_prefix": True})

    def as_text(self) -> Format:
        """Return the format of a text that Excel would take for a number."""
        return self._with("text", {"num_format": "@"})

    def as_date(self) -> Format:
        """Return the format of a date: the style's own where it shows dates."""
        return self._with("date", {} if shows_dates(self.style) else {"num_format": _DATE_FORMAT})

    def _with(self, content: str, more: Style) -> Format:
        made = self._made.get(content)
        if made is None:
            made = self._made[content] = self._formats.get(self.style | more)
        return made


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

    def look(self, style: Style) -> Look:
        """Return the look of ``style``; keep it where many cells have it."""
        return Look(self, style)


def write_text(sheet: Worksheet, look: Look, row: int, column: int, text: str) -> None:
    """Write a text that stays a text, also when someone opens the cell and leaves it again."""
    if not text:
        sheet.write_blank(row, column, None, look.plain())
    elif text.startswith(_FORMULA_START):
        sheet.write_string(row, column, text[:MAX_TEXT], look.quoted())
    elif _LOOKS_LIKE_NUMBER.fullmatch(text):
        sheet.write_string(row, column, text[:MAX_TEXT], look.as_text())
    else:
        # Longer texts cannot stand in a cell of an xlsx at all; they come from csv and ods only.
        sheet.write_string(row, column, text[:MAX_TEXT], look.plain())


def write_value(sheet: Worksheet, look: Look, row: int, column: int, text: str, kind: str) -> None:
    """Write a cell as the reader gave it: ``text`` and its type letter (see returns/read/workbook.py)."""
    if kind == "d":
        moment = _moment(text)
        if moment is None:
            write_text(sheet, look, row, column, _day_first(text))
        else:
            sheet.write_datetime(row, column, moment, look.as_date())
    elif kind == "b":
        sheet.write_boolean(row, column, text == "TRUE", look.plain())
    elif kind == "n" and (number := _number(text)) is not None:
        sheet.write_number(row, column, number, look.plain())
    else:
        write_text(sheet, look, row, column, text)


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
