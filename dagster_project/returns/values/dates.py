"""Dates as districts write them, always day first, with the precision that was given.

A date is kept as the first day of its period and one of the precisions ``day``, ``month`` and ``year``. A year typed
into a date cell ("1985" shown as 07/06/1905) is that year again, and said to be ``repaired``.
"""

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from dagster_project.lib.text import clean_text, without_accents

EARLIEST_YEAR, LATEST_YEAR = 1900, 2100
_EXCEL_EPOCH = date(1899, 12, 30)
# Excel shows the years 1900 to 2192, typed into a date cell, as these days: nothing in a return is of that year.
_FIRST_YEAR_AS_DAY, _LAST_YEAR_AS_DAY = date(1905, 3, 14), date(1905, 12, 31)
# Digits are [0-9]: \d also matches those of other scripts.
_TIME = r"(?:\s+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)?"
_DAY = re.compile(r"([0-9]{1,2})\s*[/.\-]\s*([0-9]{1,2})\s*[/.\-]\s*([0-9]{4})" + _TIME)
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[t ][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?")
_MONTH = re.compile(r"([0-9]{1,2})\s*[/.\-]\s*([0-9]{4})")
_YEAR = re.compile(r"[0-9]{4}")
_SERIAL = re.compile(r"[0-9]{5}")
# Of a text without accents in lower case: "ngay 5 thang 3 nam 1980", "thang 3/1980", "ngay 5/3/1980", "nam 1980".
_WORD_BEFORE = re.compile(r"^(?:ngay|nam)\s+(?=[0-9])")
_WORDS = re.compile(r"(?:([0-9]{1,2})[\s,]*)?thang\s*([0-9]{1,2})(?:[\s,]*nam\s*|\s*[/.\-]\s*)([0-9]{4})")


class ParsedDate(NamedTuple):
    """A date, its precision, and ``state``.

    ``read``, ``repaired``, ``blank`` or ``invalid`` (of the last two, date and precision are None).
    """

    value: date | None
    precision: str | None
    state: str


BLANK_DATE = ParsedDate(None, None, "blank")
INVALID = ParsedDate(None, None, "invalid")


@lru_cache(maxsize=30_000)
def parse_date(text: str, cell_type: str) -> ParsedDate:
    """Read a date cell; ``cell_type`` is the one of read/workbook.py (``d`` a date, ``n`` a number, else text)."""
    text = clean_text(text)
    if not text:
        return BLANK_DATE
    if cell_type == "n":
        return _from_number(text)
    # Words come in any case and without accents; an apostrophe only kept Excel from changing the text.
    plain = _WORD_BEFORE.sub("", without_accents(text).casefold().strip("'.,; "))
    if found := _WORDS.fullmatch(plain):
        return _day(found[3], found[2], found[1]) if found[1] else _month(found[3], found[2])
    if found := _DAY.fullmatch(plain):
        return _day(found[3], found[2], found[1])
    if found := _ISO_DAY.fullmatch(plain):
        return _day(found[1], found[2], found[3])
    if found := _MONTH.fullmatch(plain):
        return _month(found[2], found[1])
    return _year(plain) if _YEAR.fullmatch(plain) else INVALID


def _from_number(text: str) -> ParsedDate:
    """Read a number: 1985 is a year; a serial is only believed far from any year."""
    if _YEAR.fullmatch(text):
        return _year(text)
    if _SERIAL.fullmatch(text):
        return _of_day(_EXCEL_EPOCH + timedelta(days=int(text)))
    return INVALID


def _day(year: str, month: str, day: str) -> ParsedDate:
    try:
        return _of_day(date(int(year), int(month), int(day)))
    except ValueError:
        return INVALID


def _of_day(day: date) -> ParsedDate:
    if _FIRST_YEAR_AS_DAY <= day <= _LAST_YEAR_AS_DAY:
        year = _year(str((day - _EXCEL_EPOCH).days))
        return year._replace(state="repaired") if year.value else INVALID
    return ParsedDate(day, "day", "read") if EARLIEST_YEAR <= day.year <= LATEST_YEAR else INVALID


def _month(year: str, month: str) -> ParsedDate:
    return _first_of(year, month, "month")


def _year(year: str) -> ParsedDate:
    return _first_of(year, "1", "year")


def _first_of(year: str, month: str, precision: str) -> ParsedDate:
    """Return the first day of a period; a month of 1905 was written as one, not typed as a year."""
    if not (EARLIEST_YEAR <= int(year) <= LATEST_YEAR and 1 <= int(month) <= 12):
        return INVALID
    return ParsedDate(date(int(year), int(month), 1), precision, "read")
