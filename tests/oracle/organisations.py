"""Which rows of form 01 are one organisation, and whether it is active."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable

from tests.oracle.keys import organisation_key
from tests.oracle.ledger import Ledger, Row


def is_active(row: Row, ledger: Ledger) -> bool:
    """Tell whether a body is there at the snapshot: its first day is over, its last day is not."""
    snapshot = ledger.calendar.snapshots[row.year]
    founded, dissolved = row.values["founded_on"], row.values["dissolved_on"]
    return not (founded and founded.day > snapshot) and not (dissolved and dissolved.until < snapshot)


class Organisations:
    """One code in two units of a province is one organisation only when type and name agree."""

    def __init__(self, ledger: Ledger) -> None:
        self.shared: list[Row] = []
        self._keys: dict[Row, Hashable] = {}
        self._types: dict[tuple[str, str], dict[int, str]] = defaultdict(dict)
        by_code: dict[tuple[int, str, str], dict[Hashable, list[Row]]] = defaultdict(lambda: defaultdict(list))
        for row in ledger.accepted("01"):
            by_code[row.year, ledger.calendar.province_of(row.unit), row.values["organisation_code"]][
                self._likeness(row)
            ].append(row)
            self._types[row.unit, row.values["organisation_code"]][row.year] = row.values["organisation_type"]
        for (_, _, code), groups in by_code.items():
            for likeness, rows in groups.items():
                for row in rows:
                    self._keys[row] = (code, likeness) if len(groups) > 1 else code
                    if len(groups) > 1:
                        self.shared.append(row)

    def _likeness(self, row: Row) -> Hashable:
        return row.values["organisation_type"], organisation_key(row.values["organisation_name"])

    def of(self, row: Row) -> Hashable:
        """Return the organisation of an accepted row."""
        return self._keys[row]

    def is_same(self, quarantined: Row, accepted: Row) -> bool:
        """Tell whether a quarantined row is about the organisation of an accepted one.

        The same code in the same unit, or in another unit under the same name.
        """
        if quarantined.values["organisation_code"] != accepted.values["organisation_code"]:
            return False
        names = [organisation_key(row.values["organisation_name"]) for row in (quarantined, accepted)]
        return quarantined.unit == accepted.unit or names[0] == names[1]

    def types_in_other_years(self, row: Row) -> frozenset[str]:
        """Return the types that the code of a row has in other years of the unit."""
        found = self._types.get((row.unit, row.values["organisation_code"] or ""), {})
        return frozenset(kind for year, kind in found.items() if year != row.year)
