"""Which rows of a return say again what a row above them said.

Belongs here: what makes two rows of one return the same fact: the same organisation; the same person and position,
course, or period and decision. Only rows that are accepted otherwise take part: one that cannot count is no first
mention, and no evidence of who is who.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from dagster_project.lib.records import RowRead
from dagster_project.lib.text import match_key, without_accents
from dagster_project.returns.persons.identity import link_rows

#: The columns that are looked at, by form.
MENTION_COLUMNS = {
    "01": ("row_id", "version_id", "organisation_code"),
    "02": ("row_id", "version_id", "citizen_id", "party_card", "birth_year", "identifiers"),
    "03": (
        "row_id", "version_id", "citizen_id", "party_card", "identifiers", "period", "period_sent", "decision_number",
        "decided_on",
    ),
    "04": ("row_id", "version_id", "citizen_id", "party_card", "identifiers", "course_name", "ended_on"),
}  # fmt: skip


def count_mentions(form: str, rows: Sequence[RowRead], positions: Mapping[str, Sequence[RowRead]]) -> list[int]:
    """Return 1 for the first mention of a subject's fact in a return, 2 and more for those after it.

    Args:
        form: the form of the rows.
        rows: rows of any number of returns in their order, with MENTION_COLUMNS.
        positions: row_id → the positions a row of form 02 names (position_sent, position_code).
    """
    persons = _persons_within_returns(rows) if form != "01" else [None] * len(rows)
    seen: dict[tuple[Any, ...], int] = {}
    counts = []
    for row, person in zip(rows, persons, strict=True):
        keys = _keys(form, row, person, positions)
        times = [seen.get(key, 0) + 1 for key in keys]
        seen |= dict(zip(keys, times, strict=True))
        counts.append(min(times, default=1))
    return counts


def _persons_within_returns(rows: Sequence[RowRead]) -> list[int | None]:
    """Return the number of each row's person; who shares no identifier within the return is a person of one row."""
    identifiers = [
        [(row["version_id"], row[name]) for name in ("citizen_id", "party_card") if row[name]] for row in rows
    ]
    times = Counter(one for row in identifiers for one in row)
    shared = [number for number, row in enumerate(identifiers) if any(times[one] > 1 for one in row)]
    persons: list[int | None] = [-1 - number for number in range(len(rows))]
    if shared:
        names = ("version_id", "citizen_id", "party_card", "birth_year")
        frame = pd.DataFrame({name: [rows[number].get(name) for number in shared] for name in names}, dtype=object)
        for number, person in zip(shared, link_rows(frame, scope="version_id"), strict=True):
            persons[number] = int(person)
    return persons


def _keys(
    form: str, row: RowRead, person: int | None, positions: Mapping[str, Sequence[RowRead]]
) -> list[tuple[Any, ...]]:
    """Return the facts of a row; a row of form 02 says something new while one of its positions is new."""
    version = row["version_id"]
    if form == "01":
        return [(version, row["organisation_code"])] if row["organisation_code"] else []
    if row["identifiers"] != "usable":
        return []
    if form == "02":
        named = positions.get(row["row_id"], ())
        return [(version, person, one["position_code"] or _words(one["position_sent"])) for one in named]
    if form == "03":
        decision = (_words(row["decision_number"]), row["decided_on"])
        return [(version, person, row["period"] or row["period_sent"], *decision)]
    return [(version, person, _words(row["course_name"]), row["ended_on"])]


def _words(text: str | None) -> str:
    """Return a text as it is compared: typed in a hurry without accents, it says the same."""
    return without_accents(match_key(text or ""))
