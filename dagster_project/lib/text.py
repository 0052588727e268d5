"""Vietnamese text as people type it, brought to one spelling.

Belongs here: Unicode form, tone placement, đ, blanks, and the keys under which two spellings are the same.
Does not belong here: legacy encodings (read/legacy.py) and what a value means (returns/values).
"""

import re
import unicodedata
from functools import lru_cache

from viet_text_tools import normalize_diacritics

# ETH and African D look like Đ and are typed for it.
_D_LOOKALIKES = str.maketrans({"Ð": "Đ", "ð": "đ", "Ɖ": "Đ", "ɖ": "đ"})
_INVISIBLE = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")
_TONES = set("\u0300\u0301\u0303\u0309\u0323")
_WORD = re.compile(r"\w+")
_SPACES = re.compile(r"\s+")
# "sỹ" and "sĩ", "kỹ" and "kĩ" are one word; "uỷ" and "quý" keep their y, for it follows a vowel there.
_Y_AFTER_CONSONANT = re.compile(r"(?<=[bcdđghklmnprstvx])[yýỳỷỹỵ](?![^\W\d_])")
_Y_TO_I = str.maketrans("yýỳỷỹỵ", "iíìỉĩị")
_NOT_IN_KEY = re.compile(r"[\s.,;:/\\'\"“”‘’()\[\]_*\-‐-―]+")


@lru_cache(maxsize=50_000)
def clean_text(text: str) -> str:
    """Return ``text`` in NFC with modern tone placement, real đ and single blanks, trimmed."""
    composed = unicodedata.normalize("NFC", text).translate(_D_LOOKALIKES)
    spaced = _SPACES.sub(" ", _INVISIBLE.sub("", composed)).strip()
    return spaced if spaced.isascii() else _WORD.sub(lambda word: _modern_tone(word.group()), spaced)


@lru_cache(maxsize=50_000)
def _modern_tone(word: str) -> str:
    """Return a syllable with its tone where it is put today (hoà → hòa); what is no syllable stays as it is."""
    tones = sum(mark in _TONES for mark in unicodedata.normalize("NFD", word))
    return str(normalize_diacritics(word)) if tones == 1 else word


@lru_cache(maxsize=50_000)
def match_key(text: str) -> str:
    """Return the key under which spellings of one term are equal: case, blanks, points and i/y do not count.

    A text of punctuation only ("-") keeps it, for it can be a term of a code list.
    """
    folded = clean_text(text).casefold()
    one_i = _Y_AFTER_CONSONANT.sub(lambda found: found.group().translate(_Y_TO_I), folded)
    return _NOT_IN_KEY.sub("", one_i) or one_i


@lru_cache(maxsize=50_000)
def without_accents(text: str) -> str:
    """Return ``text`` with every Vietnamese letter as its plain one ("Đại học" → "Dai hoc")."""
    plain = unicodedata.normalize("NFD", text.replace("Đ", "D").replace("đ", "d"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def has_no_accents(text: str) -> bool:
    """Tell whether ``text`` was typed without any Vietnamese letter."""
    return clean_text(text).isascii()


class SpellingTable:
    """Looks a spelling up: exactly, or without accents where the whole cell was typed without them.

    Two different values under one key make that key unusable: a rank is never guessed.
    """

    def __init__(self, spellings: list[tuple[str, str]]) -> None:
        """Build the table from (spelling, value) pairs."""
        self._exact = _unambiguous((match_key(spelling), value) for spelling, value in spellings)
        self._plain = _unambiguous((without_accents(match_key(spelling)), value) for spelling, value in spellings)

    def find(self, text: str) -> str | None:
        """Return the value that ``text`` spells, or None."""
        key = match_key(text)
        found = self._exact.get(key)
        if found is None and has_no_accents(text):
            found = self._plain.get(key)
        return found


def _unambiguous(pairs) -> dict[str, str]:  # type: ignore[no-untyped-def]
    values: dict[str, set[str]] = {}
    for key, value in pairs:
        values.setdefault(key, set()).add(value)
    return {key: next(iter(found)) for key, found in values.items() if len(found) == 1}
