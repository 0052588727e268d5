"""How a row without a birth date finds its person: by the id, else by the card, as far as it is of one person alone.

Belongs here: the look-up of the rows of forms 03 and 04, and of quarantined rows of form 02. Who is one person at all
is identity.py's.
"""

from typing import NamedTuple


class Find(NamedTuple):
    """Whom a row names (None: nobody), by what, and whether its id and card point to two persons (the id wins)."""

    name: str | None
    link: str | None
    is_conflict: bool


class PersonFinder:
    """The persons of form 02 by their identifiers, in each year and over all years."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._owners: dict[tuple[str, str, int | None], set[str]] = {}

    def add(self, name: str, year: int, citizen_id: str | None, party_card: str | None) -> None:
        """Let a person be found by the identifiers of a row of form 02."""
        for column, identifier in (("citizen_id", citizen_id), ("party_card", party_card)):
            if identifier:
                for when in (year, None):
                    self._owners.setdefault((column, identifier, when), set()).add(name)

    def find(self, year: int, citizen_id: str | None, party_card: str | None) -> Find:
        """Find the person of a row of the report year ``year``."""
        by_id = self._only("citizen_id", citizen_id, year)
        by_card = self._only("party_card", party_card, year)
        if by_id and citizen_id:
            return Find(by_id, "citizen_id" if len(citizen_id) == 12 else "old_id", by_card not in (None, by_id))
        return Find(by_card, "party_card" if by_card else None, False)

    def _only(self, column: str, identifier: str | None, year: int) -> str | None:
        """Return the person to whom an identifier belongs alone: in that year, else over all years.

        A 12-digit id is one person's over all years anyway.
        """
        for when in (year, None):
            owners = self._owners.get((column, identifier, when), set()) if identifier else set()
            if len(owners) == 1:
                return next(iter(owners))
        return None
