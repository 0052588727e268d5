"""What may stand in a cell of a reference list: the types of which the row models (rows.py) are made.

Belongs here: one cell by itself. Each type says what it expects in words that fit behind "expected", because that is
what whoever edits the list is told. A blank cell is None before it gets here.
"""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_WHOLE = re.compile(r"\d{1,9}", re.ASCII)
_PERCENT = re.compile(r"\d{1,3}(\.\d{1,2})?", re.ASCII)


def _code(text: str) -> str:
    if not _CODE.fullmatch(text):
        raise ValueError("Latin letters, digits, '-', '_', '.', at most 64, a letter or digit first")
    return text


def _codes(text: str) -> str:
    parts = [part.strip() for part in text.split(";")]
    if not all(_CODE.fullmatch(part) for part in parts):
        raise ValueError("codes joined by ';'")
    return ";".join(parts)


def _whole(text: object) -> object:
    if isinstance(text, str) and not _WHOLE.fullmatch(text):
        raise ValueError("a whole number")
    return text


def _year(number: int) -> int:
    if not 2000 <= number <= 2100:
        raise ValueError("a year between 2000 and 2100")
    return number


def _day(text: object) -> object:
    if not isinstance(text, str):
        return text
    if not _DAY.fullmatch(text):
        raise ValueError("a date yyyy-mm-dd")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError("a date yyyy-mm-dd that exists") from None


def _percent(text: object) -> object:
    if not isinstance(text, str):
        return text
    if not _PERCENT.fullmatch(text) or Decimal(text) > 100:
        raise ValueError("a number from 0 to 100 with at most two decimals behind a point, such as 2.5")
    return Decimal(text)


def _flag(text: object) -> object:
    if text not in ("true", "false"):
        raise ValueError("true or false")
    return text == "true"


#: A name that other files, folders or models refer to.
Code = Annotated[str, AfterValidator(_code)]
#: Several of them, joined by ';'; blanks around them do not count.
Codes = Annotated[str, AfterValidator(_codes)]
Whole = Annotated[int, BeforeValidator(_whole)]
Year = Annotated[int, BeforeValidator(_whole), AfterValidator(_year)]
Day = Annotated[date, BeforeValidator(_day)]
Percent = Annotated[Decimal, BeforeValidator(_percent)]
Flag = Annotated[bool, BeforeValidator(_flag)]


def digits(length: int) -> AfterValidator:
    """Return the check of an official code of so many digits (leading zeros kept)."""
    expected = f"{length} digits, leading zeros included"

    def check(text: str) -> str:
        if not re.fullmatch(rf"\d{{{length}}}", text, re.ASCII):
            raise ValueError(expected)
        return text

    return AfterValidator(check)
