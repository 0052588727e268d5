"""One subject of one indicator in one year: who reported it, what its lines say, and how it fares.

A *scope* is the set of units whose lines decide: one unit, or all units that owe returns.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from functools import cache

from sample.lines import Line
from tests.oracle import reference
from tests.oracle.identity import Identity
from tests.oracle.ledger import Ledger
from tests.oracle.registry import Indicator, series_of

GOOD = ("HTTNV", "HTXSNV")
FIRST_DAY = date(2021, 1, 1)


@dataclass(frozen=True)
class Verdict:
    """How a subject fares in an indicator."""

    met: bool = False
    exempt: bool = False
    unknown: bool = False
    not_reported: bool = False


@dataclass
class Subject:
    """A subject of a scope: the lines about it and the series they give."""

    key: Hashable
    lines: list[tuple[str, Line]]  # unit, line
    series: frozenset[str]


def decisions(lines: list[Line]) -> list[tuple[date, str]]:
    """Return the decided yearly ratings among lines."""
    return [
        (line.values["decided_on"].day, line.values["rating"])
        for line in lines
        if line.values.get("period", "year") == "year"
        and line.values["rating"]
        and line.values["decision_number"]
        and line.values["decided_on"]
    ]


def rating(lines: list[Line]) -> str | None:
    """Return the rating that counts: of the latest decision, on a tie the lowest."""
    decided = decisions(lines)
    if not decided:
        return None
    latest = max(day for day, _ in decided)
    return min((code for day, code in decided if day == latest), key=reference.ranks("rating").__getitem__)


def is_exempt(lines: list[Line]) -> bool:
    """Tell whether there is no decided rating, and a recognised reason for it."""
    reasons = {line.values["exemption"] for line in lines if line.values.get("period", "year") == "year"}
    return not decisions(lines) and bool(reasons & reference.recognised_exemptions())


def deciding(lines: list[tuple[str, Line]]) -> Line:
    """Return the line that decides on attributes: latest appointment, then unit, then place in the form."""

    def order(place: int) -> tuple[int, str, int]:
        unit, line = lines[place]
        appointed = line.values["appointed_on"]
        return (-appointed.day.toordinal() if appointed else 1, unit, place)

    return lines[min(range(len(lines)), key=order)][1]


class Subjects:
    """Answers questions on subjects from the lines in force."""

    def __init__(self, ledger: Ledger, identity: Identity) -> None:
        self.ledger, self.identity = ledger, identity
        self._evaluations: dict[tuple[int, Hashable], list[Line]] = defaultdict(list)
        self._courses: dict[Hashable, list[Line]] = defaultdict(list)
        self._trained_in: set[tuple[int, Hashable]] = set()
        for version, line in ledger.accepted("03"):
            self._evaluations[version.year, identity.of(line)].append(line)
        for version, line in ledger.accepted("04"):
            self._courses[identity.of(line)].append(line)
            self._trained_in.add((version.year, identity.of(line)))
        self._reporters: dict[tuple[int, Hashable], set[str]] = defaultdict(set)
        for version, line in ledger.accepted("02"):
            if version.unit in reference.owing(version.year):
                self._reporters[version.year, identity.of(line)].add(version.unit)
        self.population = cache(self._population)
        self.readable = cache(self._readable)

    def _population(self, indicator: Indicator, year: int, units: tuple[str, ...]) -> list[Subject]:
        """Return the subjects that accepted lines of the units put into the indicator."""
        lines: dict[Hashable, list[tuple[str, Line]]] = defaultdict(list)
        for unit in units:
            for line in self.ledger.lines(year, unit, indicator.population_form):
                if not line.quarantined:
                    lines[self.key(line)].append((unit, line))
        found = []
        for key, own in lines.items():
            series = frozenset[str]().union(
                *(series_of(indicator, line) for _, line in own if self._counts(line, year))
            )
            if series:
                found.append(Subject(key, own, series))
        return found

    def _readable(self, indicator: Indicator, year: int, units: tuple[str, ...]) -> list[Subject]:
        """Return the subjects of quarantined lines whose population can still be read."""
        lines: dict[Hashable, list[tuple[str, Line]]] = defaultdict(list)
        for unit in units:
            for line in self.ledger.lines(year, unit, indicator.population_form):
                is_readable = self._counts(line, year) and bool(series_of(indicator, line))
                if line.quarantined and "duplicate_row" not in line.broken and is_readable:
                    lines[self.key(line)].append((unit, line))
        return [
            Subject(key, own, frozenset[str]().union(*(series_of(indicator, line) for _, line in own)))
            for key, own in lines.items()
        ]

    def key(self, line: Line) -> Hashable:
        """Return what a line is about: the organisation, or the person."""
        if line.form == "01":
            return line.values["organisation_code"] or ("line", id(line))
        return self.identity.of(line)

    def _counts(self, line: Line, year: int) -> bool:
        """Persons always count; organisations when active at the snapshot."""
        if line.form != "01":
            return True
        snapshot, founded, dissolved = (
            reference.snapshots()[year],
            line.values["founded_on"],
            line.values["dissolved_on"],
        )
        return not (founded and founded.day > snapshot) and not (dissolved and dissolved.day <= snapshot)

    # --- verdicts ---------------------------------------------------------------------------------

    def verdict(self, indicator: Indicator, year: int, subject: Subject) -> Verdict:
        """Tell how a subject fares."""
        if indicator.test == "rated":
            return self._rated(indicator, year, subject)
        if len(indicator.forms) == 2:
            met = self._is_trained(indicator.test, year, subject.key)
            return Verdict(
                met,
                not_reported=not met
                and (year, subject.key) not in self._trained_in
                and self._nobody_sent("04", year, subject.key),
            )
        return _by_attributes(indicator.test, year, deciding(subject.lines))

    def _rated(self, indicator: Indicator, year: int, subject: Subject) -> Verdict:
        is_person = indicator.population_form == "02"
        lines = self._evaluations.get((year, subject.key), []) if is_person else [line for _, line in subject.lines]
        counted = rating(lines)
        if counted:
            return Verdict(met=counted in GOOD)
        if is_exempt(lines):
            return Verdict(exempt=True)
        not_reported = is_person and not lines and self._nobody_sent("03", year, subject.key)
        return Verdict(unknown=not not_reported, not_reported=not_reported)

    def _nobody_sent(self, form: str, year: int, person: Hashable) -> bool:
        return not any(self.ledger.has(year, unit, form) for unit in self._reporters[year, person])

    def _is_trained(self, group: str, year: int, person: Hashable) -> bool:
        for line in self._courses.get(person, []):
            if line.values["course_group"] != group or line.values["result"] != "completed":
                continue
            ended = line.values["ended_on"].day
            if group == "party_building":
                if FIRST_DAY <= ended <= reference.snapshots()[year]:
                    return True
            elif ended.year == year:
                return True
        return False


def _by_attributes(test: str, year: int, line: Line) -> Verdict:
    degree = reference.ranks("professional_qualification").get(line.values["professional_qualification"])
    theory = reference.ranks("political_theory").get(line.values["political_theory"])
    if test == "young":
        return Verdict(year - line.values["birth_year"] < 40)
    if test == "woman":
        return Verdict(line.values["sex"] == "female")
    if test == "both_intermediate":
        if (degree is not None and degree < 2) or (theory is not None and theory < 2):
            return Verdict()
        return Verdict(met=degree is not None and theory is not None, unknown=degree is None or theory is None)
    least = {"master": 5, "university": 4}[test]
    return Verdict(met=degree is not None and degree >= least, unknown=degree is None)
