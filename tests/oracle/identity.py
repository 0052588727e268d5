"""Who is who: the section "Identity" of ``returns.md``, on the identifiers that can be read.

The sample knows its true persons, but a mended or a broken identifier may join or part them; the warehouse
can only see identifiers, and so does this module.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable

from tests.oracle.keys import are_one_digit_apart, name_key
from tests.oracle.ledger import Ledger, Row
from tests.oracle.persons import conflicting, joined, tokens

Owners = dict[Hashable, set[Hashable]]


class Identity:
    """The person of every row in force of the forms 02, 03 and 04."""

    def __init__(self, ledger: Ledger) -> None:
        self._persons: dict[Row, Hashable | None] = {}
        self.conflicts: list[Row] = []
        self._cadres = ledger.accepted("02")
        self._join(self._cadres)
        self._owners: dict[int | None, Owners] = defaultdict(lambda: defaultdict(set))
        for row in self._cadres:
            self._own(row)
        self._name_quarantined([row for row in ledger.all_rows("02") if not row.is_accepted])
        for row in ledger.all_rows("03", "04"):
            self._find(row)

    def of(self, row: Row) -> Hashable | None:
        """Return the person of a row; None if a row of form 03 or 04 has none."""
        return self._persons[row]

    def _join(self, rows: list[Row]) -> None:
        lines = [row.line for row in rows]
        conflicts = conflicting(lines)
        for row, person in zip(rows, joined(lines, conflicts), strict=True):
            self._persons[row] = person
            if conflicts & set(tokens(row.line)):
                self.conflicts.append(row)

    def _own(self, row: Row) -> None:
        """Note whose the identifiers of a row are, in its year and in all."""
        for number in (row.values["citizen_id"], row.values["party_card"]):
            if number:
                self._owners[row.year][number].add(self._persons[row])
                self._owners[None][number].add(self._persons[row])

    def _owner(self, number: str | None, year: int | None) -> Hashable | None:
        """Return the only person to whom a number belongs in a year's form 02, or (None) in all years'."""
        found = self._owners[year].get(number or "", set())
        return next(iter(found)) if len(found) == 1 else None

    def _look_up(self, row: Row) -> tuple[Hashable | None, bool]:
        """Return the person of a row without a birth date; and whether its id and card point to two persons.

        By the 12-digit id, else by the old id or the card in that year, else by them in all years.
        """
        citizen_id, card = row.values["citizen_id"], row.values["party_card"]
        by_id = self._owner(citizen_id, row.year) or self._owner(citizen_id, None)
        by_card = self._owner(card, row.year) or self._owner(card, None)
        points_to_two = bool(by_id and by_card and by_id != by_card)
        if len(citizen_id or "") == 9 and not self._owner(citizen_id, row.year):
            return self._owner(card, row.year) or by_id or by_card, points_to_two
        return by_id or by_card, points_to_two

    def _name_quarantined(self, rows: list[Row]) -> None:
        """A quarantined row joins nobody; it may be of a person of accepted rows, or of one known only here."""
        unknown = []
        for row in rows:
            self._persons[row], _ = self._look_up(row)
            if self._persons[row] is None:
                unknown.append(row)
        by_number = [row for row in unknown if row.values["citizen_id"]]
        for row in by_number:
            self._persons[row] = ("quarantined", row.values["citizen_id"])
        for row in by_number:
            self._own(row)
        for row in [row for row in unknown if not row.values["citizen_id"]]:
            person, _ = self._look_up(row)
            self._persons[row] = person or ("quarantined", row.values["party_card"] or id(row))
            self._own(row)

    def _find(self, row: Row) -> None:
        """Find the person of a row that has no birth date; where id and card point to two, the id wins."""
        self._persons[row], points_to_two = self._look_up(row)
        if points_to_two and row.is_accepted:
            self.conflicts.append(row)

    # --- probably one person ----------------------------------------------------------------------

    def probably_twice(self, years: Iterable[int]) -> set[Row]:
        """Return the rows of persons who are probably the same: a suggestion."""
        known_as: dict[Hashable, list[Row]] = defaultdict(list)
        cards: dict[Hashable, set[str]] = defaultdict(set)
        for row in self._cadres:
            born = row.values["born_on"]
            if row.values["full_name"] and born:
                known_as[name_key(row.values["full_name"]), born.day, born.precision].append(row)
            if row.values["party_card"]:
                cards[self.of(row)].add(row.values["party_card"])
        following = dict(zip(sorted(years), sorted(years)[1:], strict=False))
        pairs: set[tuple[Hashable, int]] = set()  # person and year concerned
        for rows in known_as.values():
            for one in rows:
                for other in rows:
                    if self.of(one) == self.of(other):
                        continue
                    digits, others = _digits(one), _digits(other)
                    is_slip = one.year == other.year and are_one_digit_apart(digits, others)
                    is_new_paper = (
                        other.year == following.get(one.year)
                        and (len(digits), len(others)) == (9, 12)
                        and not cards[self.of(one)] & cards[self.of(other)]
                    )
                    if is_slip or is_new_paper:
                        pairs |= {(self.of(one), one.year), (self.of(other), other.year)}
        return {row for row in self._cadres if (self.of(row), row.year) in pairs}


def _digits(row: Row) -> str:
    """Return the digits of the citizen id as sent, also of one that is none."""
    sent = row.line.typed.get("citizen_id", row.values["citizen_id"])
    return "".join(letter for letter in str(sent or "") if letter.isdigit())
