"""Writes one value into one cell so that it stays what it was sent as: text is text, whatever it begins with.

The only place that tells what is written for a cell of a district: no formula, no link, no number where text was sent.
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
_FORMULA_START = "=+-@\t\r'"
# Excel would make a number or a date of these as soon as the clerk leaves the cell.
_LOOKS_LIKE_NUMBER = re.compile(r"[\d\s.,/:%-]*\d[\d\s.,/:%-]*")
_DATE_FORMAT = "dd/mm/yyyy"
#: What a cell holds; None for nothing.
Content = str | int | float | bool | datetime | None


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


def content_of(look: Look, text: str, kind: str) -> tuple[Content, Format]:
    """Return what is written for a cell as the reader gave it (its type letter: see returns/read/workbook.py).

    Nothing for a blank; a text stays a text, also when someone opens the cell and leaves it again.
    """
    if kind == "d":
        moment = _moment(text)
        if moment is not None:
            return moment, look.as_date()
        text = _day_first(text)
    elif kind == "b":
        return text == "TRUE", look.plain()
    elif kind == "n" and (number := _number(text)) is not None:
        return number, look.plain()
    if not text:
        return None, look.plain()
    # Longer texts cannot stand in a cell of an xlsx at all; they come from csv and ods only.
    shown = text[:MAX_TEXT]
    if text[0] in _FORMULA_START:
        return shown, look.quoted()
    return shown, look.as_text() if _LOOKS_LIKE_NUMBER.fullmatch(text) else look.plain()


def write_text(sheet: Worksheet, look: Look, row: int, column: int, text: str) -> None:
    """Write a text into a cell, where a sheet is written cell by cell."""
    content, cell_format = content_of(look, text, "s")
    if content is None:
        sheet.write_blank(row, column, None, cell_format)
    else:
        sheet.write_string(row, column, content, cell_format)


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
