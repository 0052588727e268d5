"""Text typed in the legacy TCVN3 encoding ("§¹i häc" for "Đại học"), found per column and decoded.

The table is viparse's. A single cell never decides: "á" is a letter in Unicode and in TCVN3 ("ỏ"), so only the
characters that cannot stand in Unicode Vietnamese are evidence, and a column without evidence follows its sheet.
"""

import unicodedata
from collections.abc import Iterable, Sequence

from viparse.normalize.encodings import CHARMAPS

_TABLE = {ord(legacy): letter for legacy, letter in CHARMAPS["tcvn3"].pairs}
_ALSO_UNICODE_VIETNAMESE = set("ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýÐð")
_LEGACY_ONLY = {chr(code) for code in _TABLE} - _ALSO_UNICODE_VIETNAMESE
_COMBINING_TONES = set("\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b")


def decode(text: str) -> str:
    """Return TCVN3 ``text`` as Unicode (NFC)."""
    return unicodedata.normalize("NFC", text.translate(_TABLE))


def legacy_columns(rows: Sequence[Sequence[str]], width: int, first: int = 0) -> list[bool]:
    """Tell for each of ``width`` columns whether it was typed in TCVN3, by its cells from row ``first`` on.

    What stands above (a printed heading) only helps to tell of the sheet where nothing below does.
    """
    above, below = _balance(rows[:first], width), _balance(rows[first:], width)
    sheet_is_legacy = (sum(below) or sum(above)) > 0
    return [score > 0 or (score == 0 and sheet_is_legacy) for score in below]


def _balance(rows: Iterable[Sequence[str]], width: int) -> list[int]:
    balance = [0] * width
    for row in rows:
        for column, text in enumerate(row):
            if text and not text.isascii():
                balance[column] += _evidence(text)
    return balance


def _evidence(text: str) -> int:
    """Return 1 for a text that can only be TCVN3, -1 for one that can only be Unicode, 0 for neither or both."""
    legacy = any(letter in _LEGACY_ONLY for letter in text)
    unicode = any("Ā" <= letter <= "ʯ" or "Ạ" <= letter <= "ỹ" or letter in _COMBINING_TONES for letter in text)
    return legacy - unicode
