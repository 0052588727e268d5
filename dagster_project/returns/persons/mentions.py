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
from dagster_project.tables.forms import SUBJECT_COLUMNS, columns_of, forms
from dagster_project.tables.rows import judged_schema


def mention_columns(form: str) -> list[str]:
    """Return the columns that are looked at: whom or what a row is about, and what tells two such rows apart."""
    known = judged_schema(form).names
    about = [*SUBJECT_COLUMNS[forms()[form].subject], "birth_year", "identifiers"]
    apart = [name for one in forms()[form].told_apart_by for name in (one, f"{one}_sent")]
    return ["row_id", "version_id", *(name for name in dict.fromkeys([*about, *apart]) if name in known)]


def count_mentions(form: str, rows: Sequence[RowRead], positions: Mapping[str, Sequence[RowRead]]) -> list[int]:
    """Return 1 for the first mention of a subject's fact in a return, 2 and more for those after it.

    Args:
        form: the form of the rows.
        rows: rows of any number of returns in their order, with ``mention_columns``.
        positions: row_id → the positions a row names (position_sent, position_code).
    """
    persons = _persons_within_returns(rows) if forms()[form].subject == "person" else [None] * len(rows)
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
    """Return the facts of a row; one that names positions says something new while one of them is new."""
    version, apart = row["version_id"], forms()[form].told_apart_by
    if forms()[form].subject == "organisation":
        subject = row["organisation_code"]
    else:
        subject = person if row["identifiers"] == "usable" else None
    if subject is None or subject == "":
        return []
    kinds = {name: columns_of(form)[name].kind for name in apart}
    said = [_said(row, name, kind) for name, kind in kinds.items() if kind != "positions"]
    if "positions" not in kinds.values():
        return [(version, subject, *said)]
    named = positions.get(row["row_id"], ())
    return [(version, subject, *said, one["position_code"] or _words(one["position_sent"])) for one in named]


def _said(row: RowRead, name: str, kind: str) -> Any:
    """Return what a cell says as it is compared: a text by its words, what no list knows as it was sent."""
    if kind == "text":
        return _words(row[name])
    return row[name] if kind == "date" else row[name] or row[f"{name}_sent"]


def _words(text: str | None) -> str:
    """Return a text as it is compared: typed in a hurry without accents, it says the same."""
    return without_accents(match_key(text or ""))
