"""Who is who: the section "Identity" of ``returns.md``, on the identifiers that can be read.

The sample knows its true persons, but a mended or a broken identifier may join or part them; the warehouse
can only see identifiers, and so does this module.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable

from sample.lines import Line, Version
from tests.oracle.ledger import Ledger


class Identity:
    """The person of every line in force of the forms 02, 03 and 04."""

    def __init__(self, ledger: Ledger) -> None:
        self._parents: dict[Hashable, Hashable] = {}
        self._persons: dict[int, Hashable | None] = {}
        self.conflicts: list[tuple[Version, Line]] = []
        in_force = [version for _, (_, version) in sorted(ledger.in_force.items())]
        cadres = [(version, line) for version in in_force if version.form == "02" for line in version.lines]
        self._conflicting = _conflicting_cards([line for _, line in cadres if not line.quarantined])
        for _, line in cadres:
            marks = self._marks(line)
            for mark in marks[1:]:
                self._join(marks[0], mark)
        for _, line in cadres:
            self._persons[id(line)] = self._root(self._marks(line)[0])
        self._by_id, self._by_card = self._owners([line for _, line in cadres])
        self.conflicts += [
            (version, line)
            for version, line in cadres
            if not line.quarantined and line.values["party_card"] in self._conflicting
        ]
        for version in in_force:
            if version.form in ("03", "04"):
                for line in version.lines:
                    self._find(version, line)

    def of(self, line: Line) -> Hashable | None:
        """Return the person of a line; None if a line of form 03 or 04 has none."""
        return self._persons[id(line)]

    def _marks(self, line: Line) -> list[Hashable]:
        """Return what lines of the same person share."""
        citizen_id, card, born = (line.values[key] for key in ("citizen_id", "party_card", "birth_year"))
        marks: list[Hashable] = []
        if citizen_id and len(citizen_id) == 12:
            marks.append(("id", citizen_id))
        if citizen_id and len(citizen_id) == 9 and born:
            marks.append(("old id", citizen_id, born))
        if card and born and card not in self._conflicting:
            marks.append(("card", card, born))
        return marks or [("line", id(line))]

    def _root(self, mark: Hashable) -> Hashable:
        while (above := self._parents.get(mark, mark)) != mark:
            mark = above
        return mark

    def _join(self, one: Hashable, other: Hashable) -> None:
        roots = self._root(one), self._root(other)
        if roots[0] != roots[1]:
            self._parents[roots[0]] = roots[1]

    def _owners(self, lines: list[Line]) -> tuple[dict[str, set[Hashable]], dict[str, set[Hashable]]]:
        by_id: dict[str, set[Hashable]] = defaultdict(set)
        by_card: dict[str, set[Hashable]] = defaultdict(set)
        for line in lines:
            person = self._root(self._marks(line)[0])
            if line.values["citizen_id"]:
                by_id[line.values["citizen_id"]].add(person)
            if line.values["party_card"] and line.values["party_card"] not in self._conflicting:
                by_card[line.values["party_card"]].add(person)
        return by_id, by_card

    def _find(self, version: Version, line: Line) -> None:
        """Find the person of a line that has no birth date: by the 12-digit id, else by card or old id."""
        citizen_id = line.values["citizen_id"] or ""
        by_id = _only(self._by_id.get(citizen_id, set()))
        by_card = _only(self._by_card.get(line.values["party_card"] or "", set()))
        if len(citizen_id) == 12 and by_id:
            person = by_id
            if by_card and by_card != by_id and not line.quarantined:
                self.conflicts.append((version, line))
        else:
            person = by_card or by_id
        self._persons[id(line)] = person


def _only(persons: set[Hashable]) -> Hashable | None:
    return next(iter(persons)) if len(persons) == 1 else None


def _conflicting_cards(lines: list[Line]) -> set[str]:
    """Return the cards that stand beside two 12-digit ids or two birth years."""
    ids: dict[str, set[str]] = defaultdict(set)
    years: dict[str, set[int]] = defaultdict(set)
    for line in lines:
        card, citizen_id, born = (line.values[key] for key in ("party_card", "citizen_id", "birth_year"))
        if card and citizen_id and len(citizen_id) == 12:
            ids[card].add(citizen_id)
        if card and born:
            years[card].add(born)
    return {card for found in (ids, years) for card, several in found.items() if len(several) > 1}
