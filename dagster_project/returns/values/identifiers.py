"""Citizen ids, party cards and organisation codes: repaired where Excel spoilt them, judged by their own digits.

Belongs here: what one identifier says by itself. Who a person is over all returns belongs to persons/identity.py.
"""

import csv
import re
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from dagster_project.lib.text import clean_text

_PROVINCES = Path(__file__).parent / "data" / "citizen_id_provinces.csv"
_SEPARATORS = re.compile(r"[\s.\-–'’`_]+")
# Not str.isdigit, which also takes the digits of other scripts and superscripts for digits.
_DIGITS = re.compile(r"[0-9]+")
# A number, or a csv cell that was one when the sheet was saved: only such digits stand alone, without a separator.
_ZERO_LOST = ("n", "u")


class Identifier(NamedTuple):
    """An identifier and ``state``: ``read``, ``repaired``, ``blank`` or ``invalid`` (then value is None)."""

    value: str | None
    state: str


@cache
def citizen_id_provinces() -> frozenset[str]:
    """Return the province codes that a 12-digit citizen id may begin with."""
    with _PROVINCES.open(encoding="utf-8", newline="") as lines:
        return frozenset(row["province_code"] for row in csv.DictReader(lines))


@lru_cache(maxsize=30_000)
def parse_citizen_id(text: str, cell_type: str) -> Identifier:
    """Read a citizen id of 12 digits (since 2016) or 9 digits (before)."""
    sent, digits = _digits(text)
    if not sent:
        return Identifier(None, "blank")
    if not _DIGITS.fullmatch(digits) or (cell_type == "n" and digits != sent):
        # A number with a fraction or a minus is no identifier that lost something.
        return Identifier(None, "invalid")
    # A province code is below 100, so a 12-digit id always begins with 0, and Excel drops it (two for 001-009).
    if len(digits) in (10, 11):
        digits = digits.zfill(12)
    elif len(digits) == 8 and cell_type in _ZERO_LOST and digits == sent:
        digits = digits.zfill(9)
    if len(digits) not in (9, 12) or (len(digits) == 12 and digits[:3] not in citizen_id_provinces()):
        return Identifier(None, "invalid")
    return Identifier(digits, "read" if digits == sent else "repaired")


@lru_cache(maxsize=30_000)
def parse_party_card(text: str, cell_type: str) -> Identifier:
    """Read a party card of 8 digits, often written 56.012345.

    Only a number cell can have lost zeros at its end (56.01234); in a csv the same text is a card with a digit
    missing, which nobody can tell.
    """
    sent, digits = _digits(text)
    if not sent:
        return Identifier(None, "blank")
    if cell_type == "n" and "." in sent:
        # 56.012340 typed as a number has lost its last zero.
        whole, fraction = sent.split(".", 1)
        digits = whole.zfill(2) + fraction.ljust(6, "0")
    elif len(digits) == 7 and cell_type in _ZERO_LOST and digits == sent:
        digits = digits.zfill(8)
    if not _DIGITS.fullmatch(digits) or len(digits) != 8:
        return Identifier(None, "invalid")
    return Identifier(digits, "read" if digits == sent else "repaired")


def contradiction(citizen_id: str | None, sex: str | None, birth_year: int | None) -> str:
    """Tell what of a 12-digit id contradicts the row: ``none``, ``sex_or_century`` or ``birth_year``."""
    if citizen_id is None or len(citizen_id) != 12 or birth_year is None:
        return "none"
    if citizen_id[4:6] != f"{birth_year % 100:02d}":
        return "birth_year"
    if sex is not None and int(citizen_id[3]) != 2 * (birth_year // 100 - 19) + (sex == "female"):
        return "sex_or_century"
    return "none"


@lru_cache(maxsize=30_000)
def parse_organisation_code(text: str) -> str | None:
    """Return an organisation code in upper case without blanks, None for a blank cell."""
    return re.sub(r"\s+", "", clean_text(text)).upper() or None


def _digits(text: str) -> tuple[str, str]:
    sent = clean_text(text)
    return sent, _SEPARATORS.sub("", sent)
