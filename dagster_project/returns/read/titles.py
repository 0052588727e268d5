"""What the title rows over a table say: the form's number, the years and units named, whether all is replaced.

Belongs here: reading titles, as sent and decoded. Does not belong here: whether what they say is right (quality).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path

from dagster_project.lib.seeds import read_rows
from dagster_project.lib.text import clean_text, has_no_accents, match_key, without_accents
from dagster_project.lib.valid_years import TextRow, check_list, holds_in
from dagster_project.returns.read.legacy import readings
from dagster_project.tables.forms import forms

_UNIT_TITLES = Path(__file__).parent / "data" / "unit_titles.csv"

_DATE_LINE = re.compile(r"(?:ng[aà]y\s*[\d.…]*\s*)?th[aá]ng\s*[\d.…]*\s*n[aă]m\s*[\d.…]*", re.IGNORECASE)
_PERIOD = re.compile(
    r"(?:giai\s+[dđ]o[aạ]n|nhi[eệ]m\s+k[yỳìi]|kh[oó]a)\s*:?\s*\d{4}\s*[-–/]\s*\d{4}|\d{4}\s*[-–]\s*\d{4}"
    r"|t[uừ]\s+n[aă]m\s+\d{4}\s+[dđ][eế]n\s+n[aă]m\s+\d{4}",
    re.IGNORECASE,
)
_YEAR = re.compile(r"n[aă]m\s*:?\s*(\d{4})\b", re.IGNORECASE)
_REPLACES_ALL = "thaythetoanbo"


def title_texts(rows: Iterable[Sequence[str]]) -> list[str]:
    """Return the texts of title rows, each as sent and as decoded from a legacy encoding."""
    return [clean_text(reading) for row in rows for text in row if text for reading in readings(text)]


def titled_form(titles: Iterable[str]) -> str | None:
    """Return the form whose number the titles name ("Biểu số 02"); the last one, for it stands nearest to the table."""
    found = [match[1] for title in titles if (match := _form_number().search(title))]
    return f"{int(found[-1]):02}" if found else None


@cache
def _form_number() -> re.Pattern[str]:
    """Return what names a form by its number; a number that no form has names none."""
    numbers = "|".join(str(int(form)) for form in forms())
    return re.compile(rf"bi[eể]u\s+(?:m[aẫ]u\s+)?s[oố]\s*:?\s*0?({numbers})\b", re.IGNORECASE)


def years_named(titles: Iterable[str]) -> list[int]:
    """Return the years that titles name, without those of a place-and-date line or of a period."""
    years = []
    for title in titles:
        rest = _PERIOD.sub(" ", _DATE_LINE.sub(" ", title))
        years += [int(year) for year in _YEAR.findall(rest)]
    return sorted(set(years))


def says_replaces_all(titles: Iterable[str]) -> bool:
    """Tell whether a title says that the whole earlier version is replaced ("Thay thế toàn bộ")."""
    return any(_REPLACES_ALL in without_accents(match_key(title)) for title in titles)


def units_named(titles: Sequence[str], unit_names: Mapping[str, str], report_year: int | None = None) -> list[str]:
    """Return the codes of the units whose name stands in a title, word for word, in any way it is written in the year.

    "Huyện ủy Ba Bể" is also "HUYỆN BA BỂ", "ĐẢNG BỘ HUYỆN BA BỂ", "BCH ĐẢNG BỘ HUYỆN BA BỂ".
    """
    accented = [_words(title) for title in titles]
    plain = [without_accents(_words(title)) for title in titles if has_no_accents(title)]
    named: dict[str, list[str]] = {}
    for code, name in unit_names.items():
        for words in _ways_to_write(name, report_year):
            if any(words in title for title in accented) or any(without_accents(words) in title for title in plain):
                named.setdefault(code, []).append(words)
    # "Huyện ủy Ba" also stands in "Huyện ủy Ba Bể": the longer name is the one that was meant.
    longest = [words for ways in named.values() for words in ways]
    return sorted(
        code
        for code, ways in named.items()
        if any(not any(way in other and way != other for other in longest) for way in ways)
    )


@lru_cache(maxsize=5_000)
def _ways_to_write(name: str, report_year: int | None) -> tuple[str, ...]:
    """Return the ways to write a unit's name, as words between blanks (data/unit_titles.csv: one word for another)."""
    own = _words(re.sub(r"\([^)]*\)", "", name))
    ways = [own]
    for row in _unit_titles():
        committee, instead = _words(row["committee"]), _words(row["instead"])
        if holds_in(row, report_year) and own.startswith(committee):
            ways.append(instead + own[len(committee) :])
    return tuple(dict.fromkeys(ways))


@cache
def _unit_titles() -> Sequence[TextRow]:
    rows = read_rows(_UNIT_TITLES)
    check_list(_UNIT_TITLES, rows, ["committee", "instead"], [])
    return rows


def _words(text: str) -> str:
    """Return the words of ``text`` as keys between blanks, so that "Huyện ủy A" is not found in "Huyện ủy An"."""
    return f" {' '.join(key for word in clean_text(text).split() if (key := match_key(word)))} "
