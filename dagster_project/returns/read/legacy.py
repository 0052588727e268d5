"""Text typed in the legacy TCVN3 encoding ("§¹i häc" for "Đại học"), found per column and decoded.

The table is viparse's. A single cell never decides: "á" is a letter in Unicode and in TCVN3 ("ỏ"), so only the
characters that cannot stand in Unicode Vietnamese are evidence, and a column without evidence follows its sheet.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import zip_longest

from viparse.normalize.encodings import CHARMAPS

_TABLE = {ord(legacy): letter for legacy, letter in CHARMAPS["tcvn3"].pairs}
_ALSO_UNICODE_VIETNAMESE = set("ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýÐð")
_LEGACY_ONLY = frozenset(chr(code) for code in _TABLE) - _ALSO_UNICODE_VIETNAMESE
_COMBINING_TONES = "\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b"
_UNICODE_ONLY = re.compile(f"[Ā-ʯẠ-ỹ{_COMBINING_TONES}]")


def decode(text: str) -> str:
    """Return TCVN3 ``text`` as Unicode (NFC)."""
    return unicodedata.normalize("NFC", text.translate(_TABLE))


def legacy_columns(lines: Iterable[Sequence[str]], around: Iterable[Sequence[str]], width: int) -> list[bool]:
    """Tell for each of ``width`` columns whether it was typed in TCVN3, by its cells in the ``lines`` of the table.

    What stands ``around`` them (a printed heading, titles, signatures) only tells of the sheet where no line does.
    """
    balance = _balance(lines, width)
    sheet_is_legacy = (sum(balance) or sum(_balance(around, width))) > 0
    return [score > 0 or (score == 0 and sheet_is_legacy) for score in balance]


def as_meant(text: str) -> str:
    """Return a text that stands alone (a title, a word beside a table) decoded where it can only be TCVN3."""
    return readings(text)[0]


def readings(text: str) -> tuple[str, ...]:
    """Return how a text that stands alone may be meant: as sent, decoded, or (without evidence) either way."""
    if text.isascii() or (told := evidence(text)) < 0:
        return (text,)
    return (decode(text),) if told > 0 else (text, decode(text))


def _balance(rows: Iterable[Sequence[str]], width: int) -> list[int]:
    balance = [0] * width
    for column, texts in enumerate(zip_longest(*rows, fillvalue="")):
        for text, times in Counter(texts).items():
            if not text.isascii():
                balance[column] += times * evidence(text)
    return balance


def evidence(text: str) -> int:
    """Return 1 for a text that can only be TCVN3, -1 for one that can only be Unicode, 0 for neither or both."""
    return (not _LEGACY_ONLY.isdisjoint(text)) - (_UNICODE_ONLY.search(text) is not None)
