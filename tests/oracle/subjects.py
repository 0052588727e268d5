"""One subject of one indicator in one year: who reported it, what its rows say, and how it fares.

A *scope* is the set of units whose rows decide: one unit, or all units that owe returns.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from tests.oracle import ratings, reference
from tests.oracle.identity import Identity
from tests.oracle.ledger import Ledger, Row
from tests.oracle.organisations import Organisations, is_active
from tests.oracle.registry import Indicator, Shown, Test, series_of


@dataclass(frozen=True)
class Verdict:
    """How a subject fares in an indicator."""

    met: bool = False
    exempt: bool = False
    unknown: bool = False
    not_reported: bool = False


@dataclass
class Subject:
    """A subject of a scope: the rows about it and the series they give."""

    key: Hashable
    rows: list[Row]
    series: frozenset[str]


def attribute(rows: list[Row], column: str) -> Any:
    """Return what decides on an attribute, among the rows that give it.

    The latest appointment (blank is earliest), then the unit in alphabetical order, then the earlier row.
    """

    def order(row: Row) -> tuple[int, str, int]:
        appointed = row.values["appointed_on"]
        return (-appointed.day.toordinal() if appointed else 1, row.unit, row.place)

    given = [row for row in rows if row.values[column] is not None]
    return min(given, key=order).values[column] if given else None


class Subjects:
    """Answers questions on subjects from the rows in force."""

    def __init__(self, ledger: Ledger, identity: Identity, organisations: Organisations) -> None:
        self.ledger, self.identity, self.organisations = ledger, identity, organisations
        self._evaluations: dict[tuple[int, Hashable], list[Row]] = defaultdict(list)
        self._courses: dict[Hashable, list[Row]] = defaultdict(list)
        self._told: set[tuple[str, int, Hashable]] = set()
        self._reporters: dict[tuple[int, Hashable], set[str]] = defaultdict(set)
        for row in ledger.accepted("03", "04"):
            person = identity.of(row)
            self._told.add((row.form, row.year, person))
            if row.form == "03":
                self._evaluations[row.year, person].append(row)
            else:
                self._courses[person].append(row)
        for row in ledger.accepted("02"):
            if row.unit in ledger.calendar.owing(row.year):
                self._reporters[row.year, identity.of(row)].add(row.unit)
        self.population = cache(self._population)
        self.perhaps = cache(self._perhaps)

    # --- who is in --------------------------------------------------------------------------------

    def _population(self, indicator: Indicator, year: int, units: tuple[str, ...]) -> list[Subject]:
        """Return the subjects that accepted rows of the units put into the indicator."""
        rows: dict[Hashable, list[Row]] = defaultdict(list)
        for unit in units:
            for row in self.ledger.rows(year, unit, indicator.population_form):
                if row.is_accepted:
                    key = self.organisations.of(row) if indicator.counts_organisations else self.identity.of(row)
                    rows[key].append(row)
        found = []
        for key, own in rows.items():
            series = frozenset[str]().union(*(self._series(indicator, row, _shown(row)) for row in own))
            if series:
                found.append(Subject(key, own, series))
        return found

    def _perhaps(self, indicator: Indicator, year: int, units: tuple[str, ...]) -> list[Subject]:
        """Return the subjects that quarantined rows may put into the indicator (rule 10 b)."""
        rows: dict[Hashable, list[Row]] = defaultdict(list)
        for unit in units:
            for row in self.ledger.rows(year, unit, indicator.population_form):
                if row.is_accepted or row.is_duplicate:
                    continue
                if indicator.counts_organisations:
                    rows[row.values["organisation_code"] or row].append(row)
                else:
                    rows[self.identity.of(row)].append(row)
        found = []
        for key, own in rows.items():
            series = frozenset[str]().union(*(self._series(indicator, row, self._may_show(row)) for row in own))
            if series:
                found.append(Subject(key, own, series))
        return found

    def _series(self, indicator: Indicator, row: Row, shown: Shown) -> frozenset[str]:
        """Return the series of a row; an organisation must be active at the snapshot."""
        if row.form == "01" and not is_active(row, self.ledger):
            return frozenset()
        return series_of(indicator, shown)

    def _may_show(self, row: Row) -> Shown:
        """Return what a quarantined row may show, by what can be read of it."""
        if row.form == "01":
            kind = row.values["organisation_type"]
            known = frozenset({kind}) if kind else self.organisations.types_in_other_years(row)
            return Shown(kinds=known or reference.organisation_types())
        level, managed_by = row.values["level"], row.values["managed_by"]
        positions = row.line.positions or row.line.perhaps
        if not positions:
            positions = [one for one in reference.groups() if level in (None, one[0])]
        may_be_managed = managed_by is None and not row.line.is_blank("managed_by")
        return Shown(frozenset(positions), may_be_managed or managed_by == "provincial_standing_committee")

    def is_counted(self, perhaps: Subject, population: list[Subject]) -> bool:
        """Tell whether the subject of a quarantined row is in a population through another row."""
        if perhaps.rows[0].form == "02":
            return any(perhaps.key == one.key for one in population)
        accepted = [row for one in population for row in one.rows]
        return any(self.organisations.is_same(row, other) for row in perhaps.rows for other in accepted)

    # --- how they fare ----------------------------------------------------------------------------

    def verdict(self, indicator: Indicator, year: int, subject: Subject) -> Verdict:
        """Tell how a subject fares."""
        if indicator.test.kind == "rated":
            return self._rated(indicator, year, subject)
        if indicator.test.kind == "trained":
            return self._trained(indicator.test, year, subject.key)
        return _by_attributes(indicator.test, year, subject.rows)

    def _rated(self, indicator: Indicator, year: int, subject: Subject) -> Verdict:
        is_person = not indicator.counts_organisations
        rows = self._evaluations.get((year, subject.key), []) if is_person else subject.rows
        periods = self.ledger.calendar.rating_periods[year]
        counted = ratings.rating(rows, periods)
        if counted:
            return Verdict(met=counted in indicator.test.ratings)
        if ratings.is_exempt(rows, periods):
            return Verdict(exempt=True)
        if is_person and self._is_not_reported("03", year, [year], subject.key):
            return Verdict(not_reported=True)
        return Verdict(unknown=True)

    def _trained(self, test: Test, year: int, person: Hashable) -> Verdict:
        snapshot, first = self.ledger.calendar.snapshots[year], test.since or date(year, 1, 1)
        courses = [row for row in self._courses.get(person, []) if row.values["course_group"] == test.course_group]
        if any(
            row.values["result"] == "completed"
            and first <= row.values["ended_on"].day <= snapshot
            and row.values["ended_on"].day <= row.received_on
            for row in courses
        ):
            return Verdict(met=True)
        years = [one for one in self.ledger.years if first.year <= one <= year]
        if self._is_not_reported("04", year, years, person):
            return Verdict(not_reported=True)
        return Verdict(
            unknown=any(
                row.values["result"] is None
                and row.values["ended_on"].day <= snapshot
                and row.values["ended_on"].until >= first
                for row in courses
            )
        )

    def _is_not_reported(self, form: str, year: int, looked_at: list[int], person: Hashable) -> bool:
        """Tell whether nothing could be told of a person in one of some years (rule 10 c).

        The person has no row in the form's returns of that year, and all units that report the person (in the year
        of the figure) and owe returns in that year lack the form.
        """
        for one in looked_at:
            owing = self._reporters[year, person] & set(self.ledger.calendar.owing(one))
            is_told = (form, one, person) in self._told
            if owing and not is_told and all(self.ledger.lacks(one, unit, form) for unit in owing):
                return True
        return False


def _shown(row: Row) -> Shown:
    """Return what an accepted row shows."""
    if row.form == "01":
        return Shown(kinds=frozenset({row.values["organisation_type"]}))
    is_managed = row.values["managed_by"] == "provincial_standing_committee"
    return Shown(frozenset(row.line.positions), is_managed)


def _by_attributes(test: Test, year: int, rows: list[Row]) -> Verdict:
    if test.kind == "young":
        return Verdict(year - attribute(rows, "birth_year") < test.age_below)
    if test.kind == "woman":
        return Verdict(attribute(rows, "sex") == "female")
    if test.kind == "ethnic_minority":
        group = attribute(rows, "ethnicity")
        return Verdict(met=group not in (None, "kinh"), unknown=group is None)
    asked = [
        (column, least)
        for column, least in (("professional_qualification", test.degree), ("political_theory", test.theory))
        if least
    ]
    ranks = [
        (reference.ranks(column).get(attribute(rows, column)), reference.ranks(column)[least])
        for column, least in asked
    ]
    if any(rank is not None and rank < least for rank, least in ranks):
        return Verdict()
    is_unknown = any(rank is None for rank, _ in ranks)
    return Verdict(met=not is_unknown, unknown=is_unknown)
