"""Says of every row under a heading what it is: data, section, total, footer … — nothing is left over.

Belongs here: the kinds of rows. A row with an identifier, a date or a known title of position in the column where it
belongs is data, whatever words stand beside it: no such row is ever taken for a heading, a title or a footer. Does not
belong here: where headings are (heading.py) and what a data cell means (returns/clean).
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path

from dagster_project.lib.seeds import cached_by_lists, read_rows
from dagster_project.lib.text import clean_text, has_no_accents, match_key, without_accents
from dagster_project.returns.read.legacy import as_meant, readings
from dagster_project.returns.values.dates import parse_date
from dagster_project.returns.values.positions import names_a_title
from dagster_project.tables.forms import columns_of

_ROW_MARKS = Path(__file__).parent / "data" / "row_marks.csv"

DATA_KIND = "data"
Columns = Mapping[int, str]
_ORDINAL = re.compile(r"\d{1,5}[.)]?")
_SECTION_MARK = re.compile(r"([IVXLC]+|[A-ZĐ])([.)]\d*)*", re.IGNORECASE)
# Also "(6)=(4)+(5)": some columns tell how they are counted.
_COLUMN_NUMBER = re.compile(r"[(\[]?\s*(\d{1,2}|[A-E])\s*[)\]]?(?:\s*=[\d\s()\[\]+\-/:]+)?")
_COUNT = re.compile(r"\d[\d.\s]*")
_NUMBER = re.compile(r"[\d\s.\-–'’`_]{7,}")
# Letters with a digit or a sign between ("BB-CB01", "TU-BTV"), or many digits: a small number may be a count.
_CODE = re.compile(r"(?=.*[A-Za-zĐđ])(?=.*[\d.\-/])[\w.\-/]{3,30}|\d{5,30}")
# Latin letters and signs, those of Vietnamese among them; what lies beyond is asked itself.
_LETTERS_LOOKED_AT = 0x2000
#: The kinds of cells that are facts.
_TELLING = ("citizen_id", "party_card", "organisation_code", "date", "positions")
#: A control total beyond this is no number of lines; it still differs from what was read, and that is told.
GREATEST_TOTAL = 999_999_999


def kind_of_row(
    row: Sequence[str], types: str, columns: Columns, labels: Mapping[int, str], form: str, *, after: str
) -> str:
    """Return the kind of a row under a heading of ``form`` that is not blank.

    Args:
        row: the cells as sent, merged cells filled down.
        types: the type letter of each cell.
        columns: sheet column → canonical column (or ``column=code``) where this row stands.
        labels: sheet column → heading as one text where this row stands.
        form: the form of the table.
        after: "footer" below signatures, "total" below the control total, else "".
    """
    if is_evident(row, types, columns, form):
        return DATA_KIND
    if _is_column_numbers(row):
        return "column_numbers"
    if _repeats_heading(row, labels):
        return "heading"
    filled = {columns[number].partition("=")[0] for number in columns if row[number]} - {"line_number", "note"}
    marks = [number for number, name in columns.items() if name == "line_number"]
    ordinal = clean_text(row[marks[0]]) if marks else ""
    sent = [text for text in row if text]
    words = [clean_text(as_meant(text)) for text in sent]
    kinds = columns_of(form)
    has_facts = any(kinds[name].kind != "text" for name in filled)
    only_counts = all(_COUNT.fullmatch(text) for text in words[1:])
    if len(filled) <= 2 or not has_facts or only_counts:
        for mark in ("total", "subtotal", "footer", "nil"):
            if any(begins(text, mark) for text in sent[:2]):
                return mark
    is_numbered = _ORDINAL.fullmatch(ordinal) is not None
    # A small table of counts below the total ("HTXSNV 5 12 %") is no line of the form.
    if (after == "footer" and len(filled) <= 2) or (after == "total" and len(filled) <= 3 and not is_numbered):
        return "footer"
    if is_numbered:
        return DATA_KIND if len(words) > 1 else "numbered_blank"
    has_section_mark = _SECTION_MARK.fullmatch(ordinal) is not None
    is_lone_phrase = len(words) == 1 and " " in words[0] and not any(letter.isdigit() for letter in words[0])
    if is_lone_phrase or (has_section_mark and len(filled) <= 1):
        return "section"
    return "section" if not has_facts and len(filled) <= (2 if has_section_mark else 1) else DATA_KIND


def is_evident(row: Sequence[str], types: str, columns: Columns, form: str) -> bool:
    """Tell whether a row holds an identifier, a date or a known title in the column where it belongs."""
    telling = _telling_columns(form)
    for number, name in columns.items():
        text = row[number]
        if text and (kind := telling.get(name)) and _is_fact(kind, text, types[number]):
            return True
    return False


@cache
def _telling_columns(form: str) -> dict[str, str]:
    """Return column → kind, of the columns in which a fact makes a row a line."""
    telling = {
        name: "positions" if name == "position" else column.kind
        for name, column in columns_of(form).items()
        if column.kind in _TELLING or name == "position"
    }
    # The code of the organisation above says nothing of a line.
    return {name: kind for name, kind in telling.items() if kind != "organisation_code" or name == kind}


def _is_fact(kind: str, text: str, cell_type: str) -> bool:
    if kind in ("citizen_id", "party_card"):
        return _NUMBER.fullmatch(text) is not None and sum(map(str.isdigit, text)) >= 7
    if kind == "organisation_code":
        code = text.strip()
        return _CODE.fullmatch(code) is not None and _SECTION_MARK.fullmatch(code) is None
    if kind == "date":
        return any(parse_date(reading, cell_type).value is not None for reading in readings(text))
    return _is_known_title(text)


@cached_by_lists
def _is_known_title(text: str) -> bool:
    return any(names_a_title(reading) for reading in readings(text))


def _is_column_numbers(row: Sequence[str]) -> bool:
    """Tell the row 1, 2, 3 … under a heading."""
    cells = [clean_text(text) for text in row if text]
    found = [_COLUMN_NUMBER.fullmatch(text) for text in cells]
    numbers = [int(match[1]) for match in found if match and match[1].isdecimal()]
    return all(found) and len(numbers) >= 3 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _repeats_heading(row: Sequence[str], labels: Mapping[int, str]) -> bool:
    """Tell a row of a heading printed again on the next page."""
    cells = {number: {match_key(reading) for reading in readings(text)} for number, text in enumerate(row) if text}
    same = [number for number, keys in cells.items() if match_key(labels.get(number, "").split(" – ")[-1]) in keys]
    return len(same) >= 3 and len(same) * 2 > len(cells)


def control_total(row: Sequence[str]) -> int | None:
    """Return the n of "Tổng cộng: n", from the words themselves or the first number beside them."""
    sent = [text for text in row if text]
    label = next((text for text in sent if begins(text, "total")), None)
    for text in [label, *sent] if label else []:
        if found := _COUNT.search(text):
            digits = re.sub(r"[.\s]", "", found.group())
            return int(digits) if len(digits) < 10 else GREATEST_TOTAL
    return None


def is_ditto(text: str) -> bool:
    """Tell whether a cell only repeats the one above."""
    return _in_no_ditto().isdisjoint(text) and clean_text(text).casefold() in _dittos()


@cache
def _in_no_ditto() -> frozenset[str]:
    """Return letters of which one is enough to tell that a cell is no ditto, which nearly every cell has."""
    letters = {letter for word in _dittos() for letter in unicodedata.normalize("NFD", word)}
    return frozenset(
        letter
        for letter in map(chr, range(_LETTERS_LOOKED_AT))
        if unicodedata.category(letter)[0] not in "CZ"
        and letters.isdisjoint(unicodedata.normalize("NFD", unicodedata.normalize("NFC", letter).casefold()))
    )


@cache
def _dittos() -> frozenset[str]:
    words = [word for _, word in _marks("ditto")]
    return frozenset([*words, *map(without_accents, words)])


@cache
def _marks(mark: str) -> list[tuple[str, str]]:
    return [(row["how"], clean_text(row["text"]).casefold()) for row in read_rows(_ROW_MARKS) if row["mark"] == mark]


@lru_cache(maxsize=50_000)
def begins(text: str, mark: str) -> bool:
    """Tell whether a cell, as sent, begins with (or is) one of the words of ``mark``, as it stands or decoded."""
    return any(_begins(clean_text(reading), mark) for reading in readings(text))


def _begins(text: str, mark: str) -> bool:
    folded = text.casefold()
    for how, word in _marks(mark):
        spelled = without_accents(word) if has_no_accents(text) else word
        if folded.rstrip(" :.…") == spelled:
            return True
        if how == "starts" and folded.startswith(spelled):
            rest = folded[len(spelled) :].lstrip(" ")
            follows_letter = rest[:1].isalpha()
            # "Cộng" is also how names begin; "Tổng cộng" and "Người lập" are not.
            if not follows_letter or (mark != "subtotal" and " " in spelled):
                return True
            if mark == "footer" and not folded[len(spelled) : len(spelled) + 1].isalpha():
                return True
    return False
