"""Who is probably one person under two keys: a suggestion to the districts, never a link.

Belongs here: ``person_probably_twice``. Same name and birth date, and ids of one year that are one digit apart, or an
old id in one year and a new one in the next. Only rows of equal name and birth date are ever compared.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import pandas as pd

from dagster_project.lib.records import Row

REASONS = ("one_digit", "old_id")
_NO_DIGIT = re.compile(r"[^0-9]+")
_MOST_DIGITS = 20  # what is longer is no id, and its shortenings would fill the memory
_BLOCK = ["full_name_key", "born_on", "born_on_precision"]


class Likeness(NamedTuple):
    """A person who, by what a year's rows say of them, is probably also the person of another row."""

    person_key: str
    report_year: int
    reason: str
    other_row_id: str


def probably_twice(cadres: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of persons who are probably one person under two keys.

    Args:
        cadres: accepted rows in force of form 02: row_id, person_key, report_year, full_name_key, born_on,
            born_on_precision, citizen_id, citizen_id_sent, party_card.

    Returns:
        All rows of such persons in the years concerned: row_id, reason (one of REASONS), other_row_id (a row of the
        other person). One a row.
    """
    suspects = _of_several_persons(cadres)
    told: dict[tuple[str, int], Likeness] = {}
    for one in _likenesses(suspects, _cards(cadres, set(suspects["person_key"]))):
        place = (one.person_key, one.report_year)
        told[place] = min(told.get(place, one), one, key=lambda like: (REASONS.index(like.reason), like.other_row_id))
    places = zip(cadres["person_key"], cadres["report_year"], strict=True)
    found = [
        (row_id, told[place].reason, told[place].other_row_id)
        for row_id, place in zip(cadres["row_id"], places, strict=True)
        if place in told
    ]
    return pd.DataFrame(found, columns=["row_id", "reason", "other_row_id"], dtype=object)


def one_digit_apart(one: str, other: str) -> bool:
    """Tell whether a digit changed, is missing, or two neighbours are swapped (Damerau-Levenshtein distance 1)."""
    shorter, longer = sorted((one, other), key=len)
    if len(longer) == len(shorter) + 1:
        return any(shorter == longer[:place] + longer[place + 1 :] for place in range(len(longer)))
    if len(longer) != len(shorter):
        return False
    unlike = [place for place in range(len(one)) if one[place] != other[place]]
    if len(unlike) == 2:
        first, second = unlike
        return second == first + 1 and one[first] == other[second] and one[second] == other[first]
    return len(unlike) == 1


def _of_several_persons(cadres: pd.DataFrame) -> pd.DataFrame:
    """Return the rows whose name and birth date are those of several persons."""
    name = cadres["full_name_key"].astype(object)
    known = cadres[name.notna() & (name.str.strip() != "") & cadres["born_on"].notna()]
    persons = known[[*_BLOCK, "person_key"]].drop_duplicates()
    several = persons.loc[persons.duplicated(_BLOCK, keep=False), "person_key"]
    return known[known["person_key"].isin(several)]


def _cards(cadres: pd.DataFrame, persons: set[str]) -> dict[str, set[str]]:
    """Return the party cards of each of ``persons``, of all years."""
    cards: dict[str, set[str]] = {person: set() for person in persons}
    known = cadres[cadres["person_key"].isin(persons) & cadres["party_card"].notna()]
    for person, card in zip(known["person_key"], known["party_card"], strict=True):
        cards[person].add(card)
    return cards


def _likenesses(suspects: pd.DataFrame, cards: dict[str, set[str]]) -> Iterator[Likeness]:
    blocks: dict[tuple[Any, ...], dict[int, list[Row]]] = {}
    for record in suspects.sort_values("row_id").to_dict("records"):
        row = {str(name): value for name, value in record.items()}
        row["digits"] = _digits(row["citizen_id"], row["citizen_id_sent"])
        block = blocks.setdefault(tuple(row[name] for name in _BLOCK), {})
        block.setdefault(int(row["report_year"]), []).append(row)
    for years in blocks.values():
        for year, rows in years.items():
            yield from _within_a_year(year, rows)
            if year + 1 in years:
                yield from _from_year_to_year(year, rows, years[year + 1], cards)


def _digits(citizen_id: Any, sent: Any) -> str:
    """Return the id as read (the zeros that Excel drops restored), else the digits of what was sent as one."""
    if pd.notna(citizen_id):
        return str(citizen_id)
    digits = _NO_DIGIT.sub("", str(sent)) if pd.notna(sent) else ""
    return digits if len(digits) <= _MOST_DIGITS else ""


def _within_a_year(year: int, rows: list[Row]) -> Iterator[Likeness]:
    by_digits: dict[str, list[Row]] = {}
    for row in rows:
        if row["digits"]:
            by_digits.setdefault(row["digits"], []).append(row)
    # Ids one digit apart are the same, or one is the other, when a digit is left out: only those are compared.
    shortened: dict[str, set[str]] = {}
    for digits in by_digits:
        for short in {digits} | {digits[:place] + digits[place + 1 :] for place in range(len(digits))}:
            shortened.setdefault(short, set()).add(digits)
    for alike in shortened.values():
        for digits in alike:
            for other in alike:
                if one_digit_apart(digits, other):
                    yield from _each_with_another(year, "one_digit", by_digits[digits], by_digits[other])


def _from_year_to_year(
    year: int, rows: list[Row], next_rows: list[Row], cards: dict[str, set[str]]
) -> Iterator[Likeness]:
    """Compare those known by an old id with those known by a new id a year later; a common card says it already."""
    old = [row for row in rows if pd.notna(row["citizen_id"]) and len(row["citizen_id"]) == 9]
    new = [row for row in next_rows if pd.notna(row["citizen_id"]) and len(row["citizen_id"]) == 12]
    yield from _each_with_another(year, "old_id", old, new, cards)
    yield from _each_with_another(year + 1, "old_id", new, old, cards)


def _each_with_another(
    year: int, reason: str, rows: Iterable[Row], others: list[Row], cards: dict[str, set[str]] | None = None
) -> Iterator[Likeness]:
    """Yield each person of ``rows`` with the first of ``others`` that is of another person (without a common card)."""
    for person in dict.fromkeys(row["person_key"] for row in rows):
        for other in others:
            if other["person_key"] != person and (
                cards is None or cards[person].isdisjoint(cards[other["person_key"]])
            ):
                yield Likeness(person, year, reason, other["row_id"])
                break
