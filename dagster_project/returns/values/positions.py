"""Positions by (title, level), several in a cell.

Belongs here: which position a title means at a level, and which it may mean where the level does not fit. A title is
matched whole, else by the longest of position_prefixes.csv with a name behind it; never by likeness. Which populations
a position gives is dbt's (dim_position).
"""

import re
from typing import NamedTuple

from dagster_project.lib.seeds import cached_by_lists, read_list
from dagster_project.lib.text import SpellingTable, clean_text, has_no_accents, match_key, without_accents

LEVELS = ("province", "district", "commune", "grassroots")
_LINE_BREAK = "¶"
_SEPARATOR = re.compile(r"\s*([;,])\s*|\s+kiêm(?:\s+nhiệm)?\s+", re.IGNORECASE)
# These also stand inside names ("Sở Giáo dục và Đào tạo", "Chi cuc truong Kiem lam"): they part positions only where a
# title follows.
_MAY_SEPARATE = re.compile(rf"\s+[-–—]\s+|\s*[+/&{_LINE_BREAK}]\s*|\s+v[àa]\s+|\s+kiem(?:\s+nhiem)?\s+", re.IGNORECASE)


class Position(NamedTuple):
    """A position that a cell names.

    Attributes:
        title: the title as sent.
        code: the position (``level:title``), None where it cannot be told.
        possible: the positions that it may be by what can be read: the one known at the row's level, else the title's
            at every level at which it exists.
        is_elsewhere: known, but at another level than the row says (or where the row says none).
    """

    title: str
    code: str | None
    possible: tuple[str, ...]
    is_elsewhere: bool


class _Known(NamedTuple):
    """What a title means by level: matched whole, by the longest prefix of that level, by the longest of all."""

    exact: dict[str, str]
    prefixed: dict[str, str]
    longest: dict[str, str]


@cached_by_lists
def parse_positions(text: str, level: str | None) -> tuple[Position, ...]:
    """Return each position a cell names, in its order."""
    lines = clean_text(text.replace("\n", f" {_LINE_BREAK} "))
    whole = clean_text(lines.replace(_LINE_BREAK, " "))
    if not whole:
        return ()
    titles = [whole] if _known(whole).exact else _titles_in(lines)
    return tuple(_position(title, level) for title in titles)


def names_a_title(text: str) -> bool:
    """Tell whether a cell names at least one position that exists at some level."""
    return any(position.possible for position in parse_positions(text, None))


def _position(title: str, level: str | None) -> Position:
    exact, prefixed, longest = _known(title)
    own = (exact.get(level) or prefixed.get(level)) if level else None
    if own:
        return Position(title, own, (own,), False)
    possible = tuple((exact or longest).values())
    code = possible[0] if len(possible) == 1 else None
    return Position(title, code, possible, code is not None)


def _titles_in(lines: str) -> list[str]:
    """Return the titles in a cell that is none as a whole.

    A part behind a comma that is no title goes on with the name of the office before it ("Giám đốc Sở Văn hóa, Thể
    thao và Du lịch").
    """
    titles: list[str] = []
    separator = ""
    parts = [part or "" for part in _SEPARATOR.split(lines)]
    for text, separator_after in zip(parts[::2], [*parts[1::2], ""], strict=True):
        for number, title in enumerate(_split_at_titles(text)):
            is_name = separator == "," and number == 0 and titles and _goes_on(titles[-1], title)
            if is_name:
                titles[-1] += f", {title}"
            else:
                titles.append(title)
        separator = separator_after
    return titles


def _split_at_titles(text: str) -> list[str]:
    """Return the titles of a part; a sign that also stands inside names separates where a known title follows it."""
    pieces: list[str] = []
    start = 0
    for found in _MAY_SEPARATE.finditer(text):
        if found.start() >= start and _begins_with_title(text[found.end() :]):
            pieces.append(text[start : found.start()])
            start = found.end()
    pieces.append(text[start:])
    cleaned = (clean_text(piece.replace(_LINE_BREAK, " ")) for piece in pieces)
    return [piece for piece in cleaned if piece]


def _begins_with_title(text: str) -> bool:
    """Tell whether a text is a known title, or begins with one before the next sign that may separate."""
    pieces = [text, _MAY_SEPARATE.split(text, maxsplit=1)[0]]
    return any(_exists(clean_text(piece.replace(_LINE_BREAK, " "))) for piece in pieces)


def _goes_on(before: str, part: str) -> bool:
    known = _known(before)
    is_office = bool(known.prefixed) and not known.exact
    return is_office and not _exists(part) and not _begins_like_a_title(part)


def _exists(title: str) -> bool:
    known = _known(title)
    return bool(known.exact or known.prefixed)


def _begins_like_a_title(text: str) -> bool:
    first = match_key(text.split(" ")[0])
    return first in _first_words(has_no_accents(text))


@cached_by_lists
def _known(title: str) -> _Known:
    exact = {level: code for level in LEVELS if (code := _titles(level).find(title))}
    words, is_plain = _words(title), has_no_accents(title)
    found = {}
    for level in LEVELS:
        prefixes = _prefixes(level, is_plain)
        # At least one more word must follow: the name of the office.
        lengths = range(len(words) - 1, 0, -1)
        length = next((one for one in lengths if words[:one] in prefixes), 0)
        if length:
            found[level] = (length, prefixes[words[:length]])
    longest = max((length for length, _ in found.values()), default=0)
    return _Known(
        exact,
        {level: code for level, (_, code) in found.items()},
        {level: code for level, (length, code) in found.items() if length == longest},
    )


def _words(title: str) -> tuple[str, ...]:
    keys = (match_key(word) for word in clean_text(title).split(" "))
    return tuple(key for key in keys if any(letter.isalnum() for letter in key))


@cached_by_lists
def _spellings(level: str) -> list[tuple[str, str]]:
    """Return (title or alias, position code) of one level."""
    pairs = []
    for row in read_list("positions"):
        if row["level"] == level:
            aliases = [alias.strip() for alias in (row["aliases"] or "").split(";")]
            pairs += [(title, f"{level}:{row['title_vi']}") for title in [row["title_vi"], *aliases] if title]
    return pairs


@cached_by_lists
def _titles(level: str) -> SpellingTable:
    return SpellingTable(_spellings(level))


@cached_by_lists
def _prefixes(level: str, is_plain: bool) -> dict[tuple[str, ...], str]:
    """Return the words of a prefix → position code; without accents only where two prefixes stay two."""
    found: dict[tuple[str, ...], set[str]] = {}
    for row in read_list("position_prefixes"):
        if row["level"] == level:
            words = _words(row["prefix_vi"])
            key = tuple(without_accents(word) for word in words) if is_plain else words
            found.setdefault(key, set()).add(f"{level}:{row['title_vi']}")
    return {key: codes.pop() for key, codes in found.items() if len(codes) == 1}


@cached_by_lists
def _first_words(is_plain: bool) -> frozenset[str]:
    titles = [title for level in LEVELS for title, _ in _spellings(level)]
    titles += [row["prefix_vi"] for row in read_list("position_prefixes")]
    words = (match_key(title.split(" ")[0]) for title in titles)
    return frozenset(without_accents(word) if is_plain else word for word in words)
