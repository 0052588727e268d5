"""How a row without a birth date finds its person: by an identifier that is of one person alone.

Belongs here: the look-up of the rows of forms 03 and 04, and of quarantined rows of form 02. Who is one person at all
is identity.py's.
"""

from typing import NamedTuple


class Find(NamedTuple):
    """Whom a row names (None: nobody), by what, and whether its id and card point to two persons."""

    name: str | None
    link: str | None
    is_conflict: bool


class PersonFinder:
    """The persons of form 02 by their identifiers, in each year and over all years."""

    def __init__(self) -> None:
        """Begin with nobody."""
        # Column, identifier, year (None: all years) → whose.
        self._owners: dict[tuple[str, str, int | None], set[str]] = {}

    def add(self, name: str, year: int, citizen_id: str | None, party_card: str | None) -> None:
        """Let a person be found by the identifiers of a row of form 02."""
        for column, identifier in (("citizen_id", citizen_id), ("party_card", party_card)):
            if identifier:
                for when in (year, None):
                    self._owners.setdefault((column, identifier, when), set()).add(name)

    def find(self, year: int, citizen_id: str | None, party_card: str | None) -> Find:
        """Find the person of a row of the report year ``year``.

        A 12-digit id is one person's over all years and goes first. An old id or a card tells who it is when it is of
        one person alone: in that year, else over all years. At each the id goes first.
        """
        id_now, card_now = self._only("citizen_id", citizen_id, year), self._only("party_card", party_card, year)
        by_id = id_now or self._only("citizen_id", citizen_id, None)
        by_card = card_now or self._only("party_card", party_card, None)
        is_conflict = by_id is not None and by_card not in (None, by_id)
        is_new_id = citizen_id is not None and len(citizen_id) == 12
        if by_id and (is_new_id or id_now or not card_now):
            return Find(by_id, "citizen_id" if is_new_id else "old_id", is_conflict)
        return Find(by_card, "party_card" if by_card else None, is_conflict)

    def _only(self, column: str, identifier: str | None, year: int | None) -> str | None:
        """Return the person to whom an identifier belongs alone, in a year or over all years."""
        owners = self._owners.get((column, identifier, year), ()) if identifier else ()
        return next(iter(owners)) if len(owners) == 1 else None
