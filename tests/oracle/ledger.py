"""Which version of each form counts: the rules on resubmission, rejection, lateness and absence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sample.lines import FORMS, File, Line, Version
from sample.truth import Truth
from tests.oracle import reference

Key = tuple[int, str, str]  # year, unit, form
Received = tuple[File, Version]


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

    def __init__(self, truth: Truth) -> None:
        self.truth = truth
        self.received: dict[Key, list[Received]] = {}
        ordered = sorted(truth.files, key=lambda file: (file.received_at, file.path))
        for file in ordered:
            for version in file.versions if file.readable else ():
                self.received.setdefault((version.year, version.unit, version.form), []).append((file, version))
        self.in_force: dict[Key, Received] = {}
        for key, received in self.received.items():
            usable = [one for one in received if one[1].rejected_by is None]
            if usable:
                self.in_force[key] = usable[-1]

    @cached_property
    def years(self) -> list[int]:
        """The report years up to the latest of which anything was received."""
        latest = max(file.year for file in self.truth.files)
        return sorted(year for year in reference.snapshots() if year <= latest)

    def has(self, year: int, unit: str, form: str) -> bool:
        """Tell whether a usable version was received."""
        return (year, unit, form) in self.in_force

    def lines(self, year: int, unit: str, form: str) -> list[Line]:
        """Return the lines of the version in force."""
        found = self.in_force.get((year, unit, form))
        return found[1].lines if found else []

    def accepted(self, form: str, year: int | None = None) -> list[tuple[Version, Line]]:
        """Return the accepted lines in force of a form, of one year or of all, from any unit."""
        return [
            (version, line)
            for key, (_, version) in sorted(self.in_force.items())
            if key[2] == form and year in (None, key[0])
            for line in version.lines
            if not line.quarantined
        ]

    def returns(self) -> dict[Key, Return]:
        """Return the rows of ``mart_return``."""
        keys = set(self.received)
        for year in self.years:
            keys |= {(year, unit, form) for unit in reference.owing(year) for form in FORMS}
        return {key: self._return(key) for key in sorted(keys)}

    def _return(self, key: Key) -> Return:
        year, unit, _ = key
        received = self.received.get(key, [])
        usable = [file for file, version in received if version.rejected_by is None]
        latest = usable[-1] if usable else received[-1][0] if received else None
        lines = self.lines(*key)
        return Return(
            expected=unit in reference.owing(year),
            state="accepted" if usable else "rejected" if received else "missing",
            received_at=latest.received_at if latest else None,
            is_late=bool(usable) and usable[0].received_at.date() > reference.deadlines()[year],
            versions=len(received),
            rows_accepted=sum(not line.quarantined for line in lines),
            rows_quarantined=sum(line.quarantined for line in lines),
        )

    def counted(self) -> list[Received]:
        """Return the versions whose findings count: the one in force, and any rejected one received later."""
        found = []
        for key, received in self.received.items():
            in_force = self.in_force.get(key)
            start = received.index(in_force) if in_force else 0
            found += [one for place, one in enumerate(received) if place >= start]
        return found
