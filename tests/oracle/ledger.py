"""Which version of each form counts: the rules on resubmission, rejection, lateness and absence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from sample.lines import FORMS, File, Line, Version
from sample.truth import Truth
from tests.oracle.duplicates import second_mentions
from tests.oracle.reference import Calendar

Key = tuple[int, str, str]  # year, unit, form


@dataclass(frozen=True, eq=False)
class Row:
    """A line where it stands: its return, the day on which its file was received, its place in the form."""

    year: int
    unit: str
    form: str
    received_on: date
    place: int
    line: Line
    is_duplicate: bool

    @property
    def values(self) -> dict[str, Any]:
        """What can be read."""
        return self.line.values

    @property
    def is_accepted(self) -> bool:
        """Tell whether no rule takes the row out."""
        return not self.line.quarantined and not self.is_duplicate


@dataclass(frozen=True, eq=False)
class Received:
    """A version as received."""

    file: File
    version: Version
    rows: list[Row]

    @property
    def key(self) -> Key:
        """Its return."""
        return (self.version.year, self.version.unit, self.version.form)

    @property
    def accepted(self) -> list[Row]:
        """Its accepted rows."""
        return [row for row in self.rows if row.is_accepted]


@dataclass(frozen=True)
class Return:
    """One expected or received form: a row of ``mart_return``."""

    expected: bool
    state: str
    received_at: datetime | None
    is_late: bool
    versions: int
    rows_accepted: int
    rows_quarantined: int


class Ledger:
    """All versions, and those in force."""

    def __init__(self, truth: Truth, provinces: Mapping[str, str] | None = None) -> None:
        self.truth = truth
        self.calendar = Calendar(truth, provinces)
        self.received: dict[Key, list[Received]] = {}
        self.in_force: dict[Key, Received] = {}
        self.shrunk: set[Received] = set()
        self._usable: dict[Key, list[Received]] = {}
        for file in sorted(truth.files, key=lambda file: (file.received_at, file.path)):
            for version in file.versions if file.readable else ():
                self._receive(_received(file, version))

    def _receive(self, one: Received) -> None:
        """Take a version in, in the order of receipt."""
        self.received.setdefault(one.key, []).append(one)
        if one.version.rejected_by:
            return
        before = self.in_force.get(one.key)
        if before and not one.version.replaces_all and 2 * len(one.accepted) < len(before.accepted):
            self.shrunk.add(one)
            return
        self.in_force[one.key] = one
        self._usable.setdefault(one.key, []).append(one)

    @cached_property
    def years(self) -> list[int]:
        """The report years up to the latest of which anything was received."""
        latest = max(file.year for file in self.truth.files)
        return sorted(year for year in self.calendar.snapshots if year <= latest)

    def has(self, year: int, unit: str, form: str) -> bool:
        """Tell whether a usable version was received."""
        return (year, unit, form) in self.in_force

    def rows(self, year: int, unit: str, form: str) -> list[Row]:
        """Return the rows of the version in force."""
        found = self.in_force.get((year, unit, form))
        return found.rows if found else []

    def all_rows(self, *forms: str) -> Iterator[Row]:
        """Yield the rows in force of some forms, of all years and units."""
        for key, one in sorted(self.in_force.items()):
            if key[2] in forms:
                yield from one.rows

    def accepted(self, *forms: str) -> list[Row]:
        """Return the accepted rows in force of some forms, of all years and units."""
        return [row for row in self.all_rows(*forms) if row.is_accepted]

    def lacks(self, year: int, unit: str, form: str) -> bool:
        """Tell whether a unit lacks a form: not in force, or with rows of which none was accepted."""
        found = self.in_force.get((year, unit, form))
        return found is None or (bool(found.rows) and not found.accepted)

    def returns(self) -> dict[Key, Return]:
        """Return the rows of ``mart_return``."""
        keys = set(self.received)
        for year in self.years:
            keys |= {(year, unit, form) for unit in self.calendar.owing(year) for form in FORMS}
        return {key: self._return(key) for key in sorted(keys)}

    def _return(self, key: Key) -> Return:
        year, unit, _ = key
        received, usable, in_force = self.received.get(key, []), self._usable.get(key, []), self.in_force.get(key)
        latest = in_force or (received[-1] if received else None)
        rows = in_force.rows if in_force else []
        return Return(
            expected=unit in self.calendar.owing(year),
            state="accepted" if in_force else "rejected" if received else "missing",
            received_at=latest.file.received_at if latest else None,
            is_late=bool(usable) and usable[0].file.received_at.date() > self.calendar.deadlines[year],
            versions=len(received),
            rows_accepted=sum(row.is_accepted for row in rows),
            rows_quarantined=sum(not row.is_accepted for row in rows),
        )

    def counted(self) -> list[Received]:
        """Return the versions whose findings count: the one in force, and any rejected one received later."""
        found = []
        for key, received in self.received.items():
            in_force = self.in_force.get(key)
            start = received.index(in_force) if in_force else 0
            found += received[start:]
        return found

    def concerns_anybody(self, file: File) -> bool:
        """Tell whether what is wrong with a file as a whole is still asked.

        It is while one of its forms counts; of a file that brought none, until all four are in force from later files.
        """
        if file.readable and file.versions:
            return any(one.file is file for one in self.counted())
        in_force = [self.in_force.get((file.year, file.unit, form)) for form in FORMS]
        return not all(one is not None and one.file.received_at > file.received_at for one in in_force)


def _received(file: File, version: Version) -> Received:
    again = second_mentions(version.lines)
    day = file.received_at.date()
    return Received(
        file,
        version,
        [
            Row(version.year, version.unit, version.form, day, place, line, place in again)
            for place, line in enumerate(version.lines)
        ],
    )
