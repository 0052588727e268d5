"""Names and numbers as they are compared with one another."""

from __future__ import annotations

import re
import unicodedata

# Words that tell what kind of body or place it is, not which; longer ones first.
_TYPE_WORDS = (
    "ban thuong vu", "btv", "ban chap hanh", "bch", "ban can su dang", "ban can su", "bcsd", "dang doan",
    "dang bo", "dang uy", "chi bo", "chi uy", "huyen uy", "thanh uy", "tinh uy", "co so", "bo phan", "truc thuoc",
    "thanh pho", "tp", "thi tran", "tt", "tinh", "huyen", "phuong", "xa",
)  # fmt: skip


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d").replace("ð", "d"))
    return re.findall(r"[a-z0-9]+", "".join(letter for letter in plain if not unicodedata.combining(letter)))


def name_key(name: str | None) -> str:
    """Return a name without accents, case, punctuation and blanks; "" for a blank one."""
    return "".join(_words(name or ""))


def organisation_key(name: str | None) -> str:
    """Return an organisation's name likewise, and without the words that tell its type."""
    text = f" {' '.join(_words(name or ''))} "
    for words in _TYPE_WORDS:
        while f" {words} " in text:
            text = text.replace(f" {words} ", " ")
    return text.replace(" ", "")


def are_one_digit_apart(one: str, other: str) -> bool:
    """Tell whether one changed, missing or surplus digit, or two neighbours swapped, make one number the other."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    if len(one) == len(other):
        differing = [place for place in range(len(one)) if one[place] != other[place]]
        if len(differing) == 1:
            return True
        return (
            len(differing) == 2
            and differing[1] == differing[0] + 1
            and (one[differing[0]] == other[differing[1]] and one[differing[1]] == other[differing[0]])
        )
    short, long = sorted((one, other), key=len)
    return any(long[:place] + long[place + 1 :] == short for place in range(len(long)))
