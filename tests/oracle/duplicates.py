"""What is said twice in one return: the rule ``duplicate_row``."""

from __future__ import annotations

from collections.abc import Hashable

from sample.lines import Line
from tests.oracle.keys import name_key
from tests.oracle.persons import conflicting, joined


def second_mentions(lines: list[Line]) -> set[int]:
    """Return the places of the second and later mentions, among lines that no other rule takes out."""
    good = [(place, line) for place, line in enumerate(lines) if not line.quarantined]
    own = [line for _, line in good]
    if not own:
        return set()
    persons: list[Hashable] = [None] * len(own) if own[0].form == "01" else joined(own, conflicting(own))
    seen: set[Hashable] = set()
    found = set()
    for (place, line), person in zip(good, persons, strict=True):
        facts = {(person, fact) for fact in _facts(line)}
        if facts <= seen:
            found.add(place)
        seen |= facts
    return found


def _facts(line: Line) -> list[Hashable]:
    """Return what a line tells of its subject: the organisation, each position, the decision, the course."""
    values = line.values
    if line.form == "01":
        return [values["organisation_code"]]
    if line.form == "02":
        return [*line.positions, *(name_key(title) for title in line.typed.get("more_positions", []))]
    if line.form == "03":
        decided = values["decided_on"]
        return [(values["period"], name_key(values["decision_number"]), decided and decided.day)]
    return [(name_key(values["course_name"]), values["ended_on"].day)]
