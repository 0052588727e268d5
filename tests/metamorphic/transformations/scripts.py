"""Other ways of typing Vietnamese: the legacy encoding TCVN3, letters and accents apart, no accents, old tones.

Belongs here: changes of the letters of whole columns, headings and titles, never of a single cell. They come last of
what changes text.
"""

import random
from collections.abc import Callable

from sample import text as typing
from sample.text import decomposed, no_accents, other_tones, with_eth, with_y
from tests.fixtures.pages import Page

Script = Callable[[str], str]
_NO_SIGN = ("〃", "\u00a0")


def tcvn3(text: str) -> str:
    """Type a text in TCVN3; a no-break space is the same sign in both."""
    return "".join(letter if letter in _NO_SIGN else typing.tcvn3(letter) for letter in text)


def _spell(value: object, script: Script) -> object:
    return script(value) if isinstance(value, str) else value


def _cells(page: Page, columns: list[str], script: Script) -> None:
    for row in page.rows:
        for column in columns:
            if column in row:
                row[column] = _spell(row[column], script)


def _headings(page: Page, script: Script) -> None:
    page.headings = {name: str(_spell(heading, script)) for name, heading in page.headings.items()}
    page.groups = {name: str(_spell(label, script)) for name, label in page.groups.items()}
    page.reprinted = {
        row: {name: str(_spell(heading, script)) for name, heading in headings.items()}
        for row, headings in page.reprinted.items()
    }


def _around(page: Page, script: Script) -> None:
    page.titles = [[_spell(cell, script) for cell in row] for row in page.titles]
    page.inserted = {
        row: [[_spell(cell, script) for cell in line] for line in lines] for row, lines in page.inserted.items()
    }
    page.footer = [[_spell(cell, script) for cell in row] for row in page.footer]
    page.total = str(_spell(page.total, script)) if page.total else page.total


def _some(page: Page, rng: random.Random) -> list[str]:
    return [name for name in page.headings if rng.random() < 0.5 and name != "line_number"]


def tcvn3_columns(page: Page, _year: int, rng: random.Random) -> str:
    """Type a subset of columns in TCVN3 under headings in Unicode."""
    columns = [] if _changes_order(page) else _some(page, rng)
    _cells(page, columns, tcvn3)
    return ", ".join(columns)


def _changes_order(page: Page) -> bool:
    """Tell whether columns change places on the way: then a column of the sheet would be of two encodings."""
    return any(list(headings) != list(page.headings) for headings in page.reprinted.values())


def tcvn3_headings(page: Page, _year: int, _rng: random.Random) -> str:
    """Type the headings in TCVN3 over columns in Unicode."""
    _headings(page, tcvn3)
    return "headings"


def tcvn3_sheet(page: Page, _year: int, _rng: random.Random) -> str:
    """Type a whole sheet in TCVN3."""
    _cells(page, list(page.headings), tcvn3)
    _headings(page, tcvn3)
    _around(page, tcvn3)
    return "all"


def tcvn3_but_lists(page: Page, _year: int, rng: random.Random) -> str:
    """Type a sheet in TCVN3 but for columns chosen from a drop-down list, which are Unicode."""
    chosen = [name for name in page.headings if name in ("rating", "level", "sex", "result", "organisation_type")]
    chosen = [name for name in chosen if rng.random() < 0.7 and not _changes_order(page)]
    _cells(page, [name for name in page.headings if name not in chosen], tcvn3)
    _headings(page, tcvn3)
    _around(page, tcvn3)
    return f"all but {', '.join(chosen)}"


def letters_apart(page: Page, _year: int, rng: random.Random) -> str:
    """Type columns and headings with letters and combining accents apart, as a Mac does."""
    columns = _some(page, rng)
    _cells(page, columns, decomposed)
    if rng.random() < 0.5:
        _headings(page, decomposed)
        _around(page, decomposed)
    return ", ".join(columns)


def without_accents(page: Page, _year: int, rng: random.Random) -> str:
    """Type columns, headings or titles without any accent."""
    columns = _some(page, rng)
    _cells(page, columns, no_accents)
    if rng.random() < 0.5:
        _headings(page, no_accents)
    if rng.random() < 0.5:
        _around(page, no_accents)
    return ", ".join(columns)


def old_spelling(page: Page, _year: int, rng: random.Random) -> str:
    """Put tones where they were put before, write sỹ for sĩ, Ð for Đ, and no-break spaces."""
    columns = _some(page, rng)
    for script in rng.sample([other_tones, with_y, with_eth, lambda text: text.replace(" ", "\u00a0")], 2):
        _cells(page, columns, script)
        if rng.random() < 0.5:
            _headings(page, script)
    return ", ".join(columns)
