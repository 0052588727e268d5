"""Keys under which the names of persons and of organisations are compared.

Belongs here: what of a name counts when two are compared. Names never link persons: the keys only serve to ask.
"""

import re
from functools import lru_cache

from dagster_project.lib.text import clean_text, match_key, without_accents

_WORD = re.compile(r"\w+")
# Words that tell what kind of organisation or place it is, not which one.
_TYPE_WORDS = (
    "đảng bộ", "đảng ủy", "chi bộ", "chi ủy", "ban thường vụ", "btv", "ban chấp hành", "bch", "đảng đoàn",
    "ban cán sự đảng", "ban cán sự", "bcsđ", "huyện ủy", "thành ủy", "tỉnh ủy", "cơ sở", "bộ phận", "trực thuộc",
    "tỉnh", "huyện", "thành phố", "tp", "xã", "phường", "thị trấn", "tt",
)  # fmt: skip


@lru_cache(maxsize=50_000)
def person_name_key(name: str) -> str | None:
    """Return a person's name without accents, case, blanks and points; None for a blank."""
    return without_accents(match_key(name)) or None


@lru_cache(maxsize=50_000)
def organisation_name_key(name: str) -> str | None:
    """Return an organisation's name without accents, case, blanks and words that tell its type; None for a blank.

    A name of such words only ("Tỉnh ủy") keeps them: it still says which one.
    """
    words = _plain_words(name)
    kept, at = [], 0
    while at < len(words):
        length = next((len(one) for one in _TYPES if tuple(words[at : at + len(one)]) == one), 0)
        if not length:
            kept.append(words[at])
        at += length or 1
    return "".join(kept or words) or None


def _plain_words(name: str) -> list[str]:
    words = (without_accents(match_key(word)) for word in _WORD.findall(clean_text(name)))
    return [word for word in words if word.strip("_")]


#: The longest first: "ban cán sự đảng" before "ban cán sự".
_TYPES = sorted((tuple(_plain_words(words)) for words in _TYPE_WORDS), key=len, reverse=True)
