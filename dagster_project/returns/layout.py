"""Says of every row of a sheet what it is: title, heading, data, section, total, footer — nothing is left over.

Belongs here: kinds of rows and what the rows around the data say (year, units, control total).
Does not belong here: what a data cell means (clean.py).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from dagster_project.returns.forms import columns_of, read_data
from dagster_project.returns.heading import SEARCHED_ROWS, Heading, find_heading, is_heading_word
from dagster_project.returns.legacy import decode, legacy_columns
from dagster_project.returns.text import clean_text, has_no_accents, match_key, without_accents
from dagster_project.returns.workbook import Sheet

DATA_KIND = "data"
_ORDINAL = re.compile(r"\d+[.)]?")
_SECTION_MARK = re.compile(r"([IVXLC]+|[A-ZĐ])([.)]\d*)*", re.IGNORECASE)
_COLUMN_NUMBER = re.compile(r"[(\[]?\s*(\d{1,2}|[A-E])\s*[)\]]?")
_INTEGER = re.compile(r"\d[\d.\s]*")
_DATE_LINE = re.compile(r"(?:ng[aà]y\s*[\d.…]*\s*)?th[aá]ng\s*[\d.…]*\s*n[aă]m\s*[\d.…]*", re.IGNORECASE)
_PERIOD = re.compile(
    r"(?:giai\s+[dđ]o[aạ]n|nhi[eệ]m\s+k[yỳìi]|kh[oó]a)\s*:?\s*\d{4}\s*[-–/]\s*\d{4}|\d{4}\s*[-–]\s*\d{4}"
    r"|t[uừ]\s+n[aă]m\s+\d{4}\s+[dđ][eế]n\s+n[aă]m\s+\d{4}",
    re.IGNORECASE,
)
_YEAR = re.compile(r"n[aă]m\s*:?\s*(\d{4})\b", re.IGNORECASE)


@dataclass(frozen=True)
class SheetLayout:
    """A sheet understood: its form (None = none of the forms), the kind of every row, what titles and totals say.

    ``kinds[r]`` is ``blank``, ``title``, ``heading``, ``column_numbers``, ``section``, ``subtotal``, ``total``,
    ``footer`` or ``data``. ``texts`` are the cells with a legacy encoding decoded.
    """

    heading: Heading | None
    kinds: list[str]
    texts: list[list[str]]
    legacy: list[bool]
    title_years: list[int] = field(default_factory=list)
    title_units: list[str] = field(default_factory=list)
    control_total: int | None = None

    @property
    def form(self) -> str | None:
        """Return the form's number, None for a sheet that is none of the forms."""
        return self.heading.form if self.heading else None


def understand_sheet(sheet: Sheet, unit_names: dict[str, str]) -> SheetLayout:
    """Return the layout of ``sheet``; ``unit_names`` (code → Vietnamese name) are looked for in its titles."""
    legacy = legacy_columns(sheet.rows, len(sheet.rows[0]) if sheet.rows else 0)
    texts = _decoded(sheet.rows, legacy)
    heading = find_heading(_heading_texts(sheet, texts), sheet.merged)
    if heading is None:
        return no_form(sheet)
    # The form was printed by somebody else than who filled it: below the heading, only what was filled in counts.
    body = heading.last + 1
    legacy = legacy_columns(sheet.rows, len(legacy), first=body)
    texts[body:] = _decoded(sheet.rows[body:], legacy)
    kinds = _row_kinds(texts, heading)
    titles = [clean_text(text) for row in texts[: heading.first] for text in row if text]
    return SheetLayout(
        heading,
        kinds,
        texts,
        legacy,
        title_years=_years_named(titles),
        title_units=_units_named(titles, unit_names),
        control_total=_control_total(texts, kinds),
    )


def no_form(sheet: Sheet) -> SheetLayout:
    """Return the layout of a sheet that is none of the forms: all its rows are titles."""
    kinds = ["title" if any(row) else "blank" for row in sheet.rows]
    return SheetLayout(None, kinds, sheet.rows, [False] * (len(sheet.rows[0]) if sheet.rows else 0))


def _decoded(rows: Sequence[Sequence[str]], legacy: Sequence[bool]) -> list[list[str]]:
    return [[decode(text) if is_legacy else text for text, is_legacy in zip(row, legacy, strict=True)] for row in rows]


def _heading_texts(sheet: Sheet, texts: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return the rows among which the heading is, where a heading that is right as it was sent stays so.

    A printed form has its headings in Unicode also where a clerk filled its columns in a legacy encoding.
    """
    rows = zip(sheet.rows[:SEARCHED_ROWS], texts, strict=False)
    return [
        [sent if sent != text and is_heading_word(sent) else text for sent, text in zip(cells, read, strict=True)]
        for cells, read in rows
    ]


def _row_kinds(texts: Sequence[Sequence[str]], heading: Heading) -> list[str]:
    kinds = []
    after_footer = False
    for number, row in enumerate(texts):
        if not any(row):
            kind = "blank"
        elif number < heading.first:
            kind = "title"
        elif number <= heading.last:
            kind = "heading"
        elif _is_column_numbers(row):
            kind = "column_numbers"
        elif _repeats_heading(row, heading):
            kind = "heading"
        else:
            kind = _body_kind(row, heading, after_footer)
        after_footer = after_footer or kind == "footer"
        kinds.append(kind)
    return kinds


def _body_kind(row: Sequence[str], heading: Heading, after_footer: bool) -> str:
    """Tell a row under the heading by how many of the form's cells it fills and by the words it begins with."""
    filled = {column for number, column in heading.columns.items() if row[number]} - {"line_number", "note"}
    marks = [column for column, name in heading.columns.items() if name == "line_number"]
    ordinal = clean_text(row[marks[0]]) if marks else ""
    words = [clean_text(text) for text in row if text]
    has_facts = any(columns_of(heading.form)[column].kind != "text" for column in filled)
    only_counts = all(_INTEGER.fullmatch(text) for text in words[1:])
    if len(filled) <= 2 or not has_facts or only_counts:
        for mark in ("total", "subtotal", "footer"):
            if any(_begins(text, mark) for text in words[:2]):
                return mark
    if after_footer and len(filled) <= 2:
        return "footer"
    if _ORDINAL.fullmatch(ordinal) and filled:
        return DATA_KIND
    has_section_mark = _SECTION_MARK.fullmatch(ordinal) is not None
    is_lone_phrase = len(words) == 1 and " " in words[0] and not any(letter.isdigit() for letter in words[0])
    if is_lone_phrase or (has_section_mark and len(filled) <= 1):
        return "section"
    return "section" if not has_facts and len(filled) <= (2 if has_section_mark else 1) else DATA_KIND


def _is_column_numbers(row: Sequence[str]) -> bool:
    cells = [clean_text(text) for text in row if text]
    found = [_COLUMN_NUMBER.fullmatch(text) for text in cells]
    numbers = [int(match[1]) for match in found if match and match[1].isdigit()]
    return all(found) and len(numbers) >= 3 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _repeats_heading(row: Sequence[str], heading: Heading) -> bool:
    """Tell a heading printed again on the next page."""
    cells = {number: match_key(text) for number, text in enumerate(row) if text}
    same = [
        number for number, key in cells.items() if match_key(heading.labels.get(number, "").split(" – ")[-1]) == key
    ]
    return len(same) >= 3 and len(same) * 2 > len(cells)


@cache
def _marks(mark: str) -> list[tuple[str, str]]:
    return [
        (row["how"], clean_text(row["text"]).casefold()) for row in read_data("row_marks.csv") if row["mark"] == mark
    ]


@cache
def _begins(text: str, mark: str) -> bool:
    """Tell whether a cell begins with (or is) one of the words of ``mark``; a longer word does not count."""
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


def is_ditto(text: str) -> bool:
    """Tell whether a cell only repeats the one above."""
    return clean_text(text).casefold() in {word for _, word in _marks("ditto")}


def _years_named(titles: list[str]) -> list[int]:
    """Return the years that titles name, without those of a place-and-date line or of a period."""
    years = []
    for title in titles:
        rest = _PERIOD.sub(" ", _DATE_LINE.sub(" ", title))
        years += [int(year) for year in _YEAR.findall(rest)]
    return sorted(set(years))


def _units_named(titles: list[str], unit_names: dict[str, str]) -> list[str]:
    """Return the codes of the units whose whole name stands in a title, word for word."""
    accented = [_words(title) for title in titles]
    plain = [without_accents(_words(title)) for title in titles if has_no_accents(title)]
    named = {}
    for code, name in unit_names.items():
        words = _words(re.sub(r"\([^)]*\)", "", name))
        if any(words in title for title in accented) or any(without_accents(words) in title for title in plain):
            named[code] = words
    # "Huyện ủy Ba" also stands in "Huyện ủy Ba Bể": the longer name is the one that was meant.
    return sorted(code for code, words in named.items() if not any(words in o and words != o for o in named.values()))


def _words(text: str) -> str:
    """Return the words of ``text`` as keys between blanks, so that "Huyện ủy A" is not found in "Huyện ủy An"."""
    return f" {' '.join(match_key(word) for word in clean_text(text).split())} "


def _control_total(texts: Sequence[Sequence[str]], kinds: Sequence[str]) -> int | None:
    """Return the n of the last "Tổng cộng: n", from the words themselves or the first number beside them."""
    for row, kind in zip(reversed(texts), reversed(kinds), strict=True):
        if kind != "total":
            continue
        cells = [clean_text(text) for text in row if text]
        label = next(text for text in cells if _begins(text, "total"))
        for text in [label, *cells]:
            if found := _INTEGER.search(text):
                return int(re.sub(r"[.\s]", "", found.group()))
    return None
