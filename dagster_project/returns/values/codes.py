"""Code lists: what a spelling in a coded column means. Exact on a normalised key, else nothing — never a guess.

Belongs here: ratings, exemptions, qualifications, periods … and the rule that the highest of several degrees counts.
Does not belong here: positions, whose meaning depends on the row's level (positions.py).
"""

import re
from pathlib import Path

from dagster_project.lib.seeds import cached_by_lists, read_list, read_rows, read_seed
from dagster_project.lib.text import SpellingTable, clean_text
from dagster_project.lib.valid_years import holds_in

#: The periods of a rating, with their spellings.
PERIODS_CSV = Path(__file__).parent / "data" / "periods.csv"
_STUDYING = re.compile(r"\b[đd]ang\s+(?:(?:theo|[đd]i)\s+)?h[ọo]c\b", re.IGNORECASE)
_DEGREE_SEPARATOR = re.compile(r"\s*[,;+&/()\[\]]\s*|\s+v[àa]\s+", re.IGNORECASE)
_YEAR_OF_PERIOD = re.compile(r"\s*[/,\-]?\s*(?<![0-9])((?:19|20)[0-9]{2})(?![0-9])")
_WORD_YEAR = re.compile(r"(?<=\S)[\s,]+n[ăa]m$", re.IGNORECASE)
_RECOGNISED, _NOT_RECOGNISED = "exemption_recognised", "exemption_not_recognised"


@cached_by_lists
def _entries(code_list: str) -> list[dict[str, str]]:
    """Return code, rank and spellings of one list; lists of the reference and our own small ones look the same."""
    if code_list == "period":
        return [{**row, "label_vi": "", "rank": ""} for row in read_rows(PERIODS_CSV)]
    if code_list == "ethnicity":
        return [{"rank": "", **row} for row in read_seed("ethnicities.csv")]
    return [row for row in read_list("codes") if row["list"] == code_list]


@cached_by_lists
def spelling_table(code_list: str, report_year: int | None = None) -> SpellingTable:
    """Return the look-up of one code list in a report year (None: any year; a row may have from_year and to_year).

    What has a remark in brackets is a note for people, not a spelling.
    """
    pairs = []
    for row in _entries(code_list):
        if not holds_in(row, report_year):
            continue
        spellings = [text.strip() for text in (row["spellings"] or "").split(";")]
        pairs += [(text, row["code"]) for text in [row["label_vi"], *spellings] if text and "(in " not in text]
    return SpellingTable(pairs)


@cached_by_lists
def rank_of(code_list: str) -> dict[str, int]:
    """Return code → rank of a ranked list."""
    return {row["code"]: int(row["rank"]) for row in _entries(code_list) if row["rank"]}


@cached_by_lists
def parse_code(code_list: str, text: str, report_year: int | None = None) -> tuple[str | None, str]:
    """Return (code, state); state is ``read``, ``blank`` or ``unknown`` (also: no code of that year; None: of any)."""
    cleaned = clean_text(text)
    if not cleaned:
        return None, "blank"
    found = spelling_table(code_list, report_year).find(cleaned)
    return found, "read" if found else "unknown"


@cached_by_lists
def parse_period(text: str, report_year: int) -> tuple[str | None, str]:
    """Return (code, state) of the period of a rating; one that names another year is no period of this return."""
    code, years = period_and_years(text, report_year)
    if not clean_text(text):
        return None, "blank"
    return (code, "read") if code and years <= {report_year} else (None, "unknown")


@cached_by_lists
def period_and_years(text: str, report_year: int | None = None) -> tuple[str | None, frozenset[int]]:
    """Return the period that a text names, in whatever year, and the years that it names."""
    cleaned = clean_text(text)
    years = frozenset(int(year) for year in _YEAR_OF_PERIOD.findall(cleaned))
    rest = _YEAR_OF_PERIOD.sub("", cleaned).strip()
    if years and not rest:
        return "year", years
    table = spelling_table("period", report_year)
    return table.find(cleaned) or table.find(rest) or table.find(_WORD_YEAR.sub("", rest)), years


@cached_by_lists
def parse_degree(code_list: str, text: str, report_year: int | None = None) -> tuple[str | None, str]:
    """Return (code, state) of a qualification cell; the highest of several counts, a course still going on does not.

    Nothing from "đang học" on counts, nor the degree it stands in ("Cao cấp đang học lớp K5"). One part that cannot be
    read leaves the whole unknown: it may be the highest. So does a "đang học" by itself behind a degree, "ThS (đang
    học)": what is going on may be the one degree named.
    """
    code, state = parse_code(code_list, text, report_year)
    if state != "unknown":
        return code, state
    found = _degrees(code_list, clean_text(text), report_year)
    if "\n" in text and None in found and not _STUDYING.search(text):
        found = _read_parts(code_list, clean_text(text.replace("\n", ";")), report_year)
    if not found or None in found:
        return None, "unknown"
    return max((degree for degree in found if degree), key=lambda degree: rank_of(code_list)[degree]), "read"


@cached_by_lists
def parse_ticked_degrees(code_list: str, text: str, report_year: int | None = None) -> tuple[str | None, str]:
    """Return (code, state) of ticks under the degrees of a list, their labels joined by ``;``: the highest counts.

    Several ticks are ``several``: one would have been enough, so the district is asked.
    """
    code, state = parse_degree(code_list, text, report_year)
    return code, "several" if state == "read" and ";" in text else state


def _degrees(code_list: str, text: str, report_year: int | None) -> list[str | None]:
    """Return the degree of each finished part, None for a part that cannot be read; nothing where it is not told."""
    studying = _STUDYING.search(text)
    if studying is None:
        return _read_parts(code_list, text, report_year)
    before, after = text[: studying.start()], text[studying.end() :]
    opened = list(_DEGREE_SEPARATOR.finditer(before))
    own = before[opened[-1].end() :] if opened else before
    what = _DEGREE_SEPARATOR.split(after.strip())[0].strip(" .…-:")
    finished = _read_parts(code_list, before[: len(before) - len(own)], report_year)
    if not own.strip() and _may_be_the_one_before(code_list, what, finished, opened):
        return []
    return finished


def _may_be_the_one_before(code_list: str, what: str, finished: list[str | None], opened: list[re.Match[str]]) -> bool:
    """Tell whether what is "đang học" behind a degree may be that degree: nothing is named, or in brackets no other."""
    if not what:
        return True
    if not opened or opened[-1].group().strip() not in ("(", "["):
        return False
    words = what.split(" ")[:12]
    runs = (" ".join(words[first:last]) for first in range(len(words)) for last in range(first + 1, len(words) + 1))
    named = {code for run in runs if (code := parse_code(code_list, run)[0])}
    return not named - set(finished[-1:])


def _read_parts(code_list: str, text: str, report_year: int | None) -> list[str | None]:
    return [parse_code(code_list, part, report_year)[0] for part in _DEGREE_SEPARATOR.split(text) if part.strip()]


@cached_by_lists
def parse_exemption(text: str, report_year: int | None = None) -> tuple[str | None, bool, str]:
    """Return (code, whether the reason is recognised, state) of the reason why a subject was not rated."""
    code, state = parse_code(_RECOGNISED, text, report_year)
    if state != "unknown":
        return code, code is not None, state
    code, state = parse_code(_NOT_RECOGNISED, text, report_year)
    return code, False, state
