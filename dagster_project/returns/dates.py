"""Dates as districts write them, always day first, with the precision that was given.

A date is kept as the first day of its period and one of the precisions ``day``, ``month`` and ``year``.
"""

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from dagster_project.returns.text import clean_text

EARLIEST_YEAR, LATEST_YEAR = 1900, 2100
_EXCEL_EPOCH = date(1899, 12, 30)
_DAY = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4})")
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?")
_MONTH = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{4})")
_YEAR = re.compile(r"\d{4}")
_WORDS = re.compile(r"(?:ngày\s+(\d{1,2})\s+)?tháng\s+(\d{1,2})\s+năm\s+(\d{4})", re.IGNORECASE)
_WORD_YEAR = re.compile(r"năm\s+(\d{4})", re.IGNORECASE)


class ParsedDate(NamedTuple):
    """A date, its precision, and ``state``: ``read``, ``blank`` or ``invalid`` (then date and precision are None)."""

    value: date | None
    precision: str | None
    state: str


BLANK = ParsedDate(None, None, "blank")
INVALID = ParsedDate(None, None, "invalid")


@lru_cache(maxsize=100_000)
def parse_date(text: str, cell_type: str) -> ParsedDate:
    """Read a date cell; ``cell_type`` is the one of workbook.py (``d`` a date, ``n`` a number, else text)."""
    text = clean_text(text)
    if not text:
        return BLANK
    if cell_type == "n":
        return _from_number(text)
    if found := _DAY.fullmatch(text):
        return _day(found[3], found[2], found[1])
    if found := _ISO_DAY.fullmatch(text):
        return _day(found[1], found[2], found[3])
    if found := _MONTH.fullmatch(text):
        return _month(found[2], found[1])
    if _YEAR.fullmatch(text):
        return _year(text)
    if found := _WORDS.fullmatch(text):
        return _day(found[3], found[2], found[1]) if found[1] else _month(found[3], found[2])
    if found := _WORD_YEAR.fullmatch(text):
        return _year(found[1])
    return INVALID


def _from_number(text: str) -> ParsedDate:
    """Read a number: 1985 is a year; a serial is only believed far from any year."""
    if _YEAR.fullmatch(text) and EARLIEST_YEAR <= int(text) <= LATEST_YEAR:
        return _year(text)
    if text.isdigit() and len(text) == 5:
        day = _EXCEL_EPOCH + timedelta(days=int(text))
        return _day(str(day.year), str(day.month), str(day.day))
    return INVALID


def _day(year: str, month: str, day: str) -> ParsedDate:
    try:
        value = date(int(year), int(month), int(day))
    except ValueError:
        return INVALID
    return ParsedDate(value, "day", "read") if EARLIEST_YEAR <= value.year <= LATEST_YEAR else INVALID


def _month(year: str, month: str) -> ParsedDate:
    first = _day(year, month, "1")
    return first._replace(precision="month") if first.value else INVALID


def _year(year: str) -> ParsedDate:
    first = _day(year, "1", "1")
    return first._replace(precision="year") if first.value else INVALID
