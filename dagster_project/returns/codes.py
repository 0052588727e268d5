"""Code lists: what a spelling in a coded column means. Exact on a normalised key, else nothing — never a guess.

Belongs here: ratings, exemptions, qualifications, periods … and the rule that the highest of several degrees counts.
Does not belong here: positions, whose meaning depends on the row's level (positions.py).
"""

import csv
import re
from functools import cache, lru_cache
from pathlib import Path

from dagster_project.returns.forms import read_data
from dagster_project.returns.text import SpellingTable, clean_text

SEEDS = Path(__file__).parents[2] / "dbt" / "seeds"
_STUDYING = re.compile(r"[(\[]?\s*(?:đang|dang)\s+(?:(?:theo|đi|di)\s+)?(?:học|hoc)\b(?P<what>.*)", re.IGNORECASE)
_DEGREE_SEPARATOR = re.compile(r"\s*[,;+&/()\n]\s*|\s+(?:và|va)\s+", re.IGNORECASE)
_YEAR_OF_PERIOD = re.compile(r"(?<=\S)\s*[/,\-]?\s*(?:năm\s*)?20\d{2}$", re.IGNORECASE)
_RECOGNISED, _NOT_RECOGNISED = "exemption_recognised", "exemption_not_recognised"


@cache
def read_seed(name: str) -> list[dict[str, str]]:
    """Read one of dbt's seeds: the code lists that Python and SQL share."""
    with (SEEDS / name).open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


@cache
def _entries(code_list: str) -> list[dict[str, str]]:
    """Return code, rank and spellings of one list; lists of the reference and our own small ones look the same."""
    if code_list == "period":
        return [{**row, "label_vi": "", "rank": ""} for row in read_data("periods.csv")]
    if code_list == "ethnicity":
        return [{"rank": "", **row} for row in read_seed("ethnicities.csv")]
    return [row for row in read_seed("codes.csv") if row["list"] == code_list]


@cache
def spelling_table(code_list: str) -> SpellingTable:
    """Return the look-up of one code list; what has a remark in brackets is a note for people, not a spelling."""
    pairs = []
    for row in _entries(code_list):
        spellings = [text.strip() for text in (row["spellings"] or "").split(";")]
        pairs += [(text, row["code"]) for text in [row["label_vi"], *spellings] if text and "(in " not in text]
    return SpellingTable(pairs)


@cache
def rank_of(code_list: str) -> dict[str, int]:
    """Return code → rank of a ranked list."""
    return {row["code"]: int(row["rank"]) for row in _entries(code_list) if row["rank"]}


@lru_cache(maxsize=50_000)
def parse_code(code_list: str, text: str) -> tuple[str | None, str]:
    """Return (code, state); state is ``read``, ``blank`` or ``unknown``."""
    cleaned = clean_text(text)
    if not cleaned:
        return None, "blank"
    found = spelling_table(code_list).find(cleaned)
    if found is None and code_list == "period":
        found = spelling_table(code_list).find(_YEAR_OF_PERIOD.sub("", cleaned))
    return found, "read" if found else "unknown"


@lru_cache(maxsize=50_000)
def parse_degree(code_list: str, text: str) -> tuple[str | None, str]:
    """Return (code, state) of a qualification cell; the highest of several counts, a course still going on does not.

    One part that cannot be read leaves the whole unknown: it may be the highest. So does "ThS (đang học)", which does
    not say what is still going on: it may be the one degree named.
    """
    code, state = parse_code(code_list, text)
    if state != "unknown":
        return code, state
    parts = [part for part in _DEGREE_SEPARATOR.split(clean_text(text)) if part]
    under_way = [match["what"].strip(" .…-") for part in parts if (match := _STUDYING.search(part))]
    if "" in under_way:
        return None, "unknown"
    finished = [part for part in (_STUDYING.sub("", part).strip() for part in parts) if part]
    found = [parse_code(code_list, part)[0] for part in finished]
    if not found or None in found:
        return None, "unknown"
    return max((degree for degree in found if degree), key=lambda degree: rank_of(code_list)[degree]), "read"


@lru_cache(maxsize=50_000)
def parse_exemption(text: str) -> tuple[str | None, bool, str]:
    """Return (code, whether the reason is recognised, state) of the reason why a subject was not rated."""
    code, state = parse_code(_RECOGNISED, text)
    if state != "unknown":
        return code, code is not None, state
    code, state = parse_code(_NOT_RECOGNISED, text)
    return code, False, state
