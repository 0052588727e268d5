"""Every cell of ``mart_indicator_year`` and ``mart_indicator_unit_year``."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from fractions import Fraction
from functools import cache

from sample.truth import Truth
from tests.oracle import arithmetic
from tests.oracle.arithmetic import Counts
from tests.oracle.identity import Identity
from tests.oracle.ledger import Ledger
from tests.oracle.organisations import Organisations
from tests.oracle.registry import INDICATORS, Indicator
from tests.oracle.subjects import Subjects

PROVINCE = "province"


@dataclass(frozen=True)
class Cell:
    """One row of a mart of indicators, without its keys."""

    numerator: int
    denominator: int
    exempt_count: int
    unknown_count: int
    estimated_missing: int
    value_pct: Fraction | None
    lower_pct: Fraction | None
    upper_pct: Fraction | None
    target_pct: Fraction
    status: str
    progress: str | None
    subjects_to_target: int
    forms_expected: int
    forms_accepted: int

    def as_row(self) -> dict[str, object]:
        """Return the columns as the mart shows them."""
        return {name: float(value) if isinstance(value, Fraction) else value for name, value in asdict(self).items()}


class Oracle:
    """Counts cells of a truth."""

    def __init__(self, truth: Truth) -> None:
        self.ledger = Ledger(truth)
        self.identity = Identity(self.ledger)
        self.organisations = Organisations(self.ledger)
        self.subjects = Subjects(self.ledger, self.identity, self.organisations)
        self._counts = cache(self._count)

    def province(self) -> dict[tuple[int, str, str], Cell]:
        """Return the cells of the province by year, indicator, series."""
        return {
            (year, indicator.code, series): self.cell(indicator, series, year, PROVINCE)
            for year in self.ledger.years
            for indicator in INDICATORS
            for series in indicator.series
        }

    def units(self) -> dict[tuple[int, str, str, str], Cell]:
        """Return the cells of the units by year, unit, indicator, series."""
        return {
            (year, unit, indicator.code, series): self.cell(indicator, series, year, unit)
            for year in self.ledger.years
            for unit in self.ledger.calendar.owing(year)
            for indicator in INDICATORS
            for series in indicator.series
        }

    def cell(self, indicator: Indicator, series: str, year: int, scope: str) -> Cell:
        """Return one cell."""
        counts = self._counts(indicator.code, series, year, scope)
        lower, upper = arithmetic.bounds(counts)
        units = self._units(year, scope)
        first = self._first_value(indicator, series, scope) if indicator.by_2025 else None
        return Cell(
            numerator=counts.numerator,
            denominator=counts.denominator,
            exempt_count=counts.exempt,
            unknown_count=counts.unknown,
            estimated_missing=counts.missing,
            value_pct=arithmetic.percent(counts.numerator, counts.denominator),
            lower_pct=lower,
            upper_pct=upper,
            target_pct=Fraction(indicator.target),
            status=arithmetic.status(counts, indicator.target),
            progress=arithmetic.progress(counts, indicator.target, year, first) if indicator.by_2025 else None,
            subjects_to_target=arithmetic.subjects_to_target(counts, indicator.target),
            forms_expected=len(units) * len(indicator.forms),
            forms_accepted=sum(self.ledger.has(year, unit, form) for unit in units for form in indicator.forms),
        )

    def _first_value(self, indicator: Indicator, series: str, scope: str) -> tuple[int, Fraction] | None:
        for year in self.ledger.years:
            if scope == PROVINCE or scope in self.ledger.calendar.owing(year):
                counts = self._counts(indicator.code, series, year, scope)
                value = arithmetic.percent(counts.numerator, counts.denominator)
                if value is not None:
                    return year, value
        return None

    def _count(self, code: str, series: str, year: int, scope: str) -> Counts:
        indicator = next(one for one in INDICATORS if one.code == code)
        units = self._units(year, scope)
        present = tuple(unit for unit in units if self.ledger.has(year, unit, indicator.population_form))
        population = [one for one in self.subjects.population(indicator, year, present) if series in one.series]
        verdicts = [self.subjects.verdict(indicator, year, one) for one in population]
        stayed = [one for one in verdicts if not one.exempt and not one.not_reported]
        perhaps = [
            one
            for one in self.subjects.perhaps(indicator, year, present)
            if series in one.series and not self.subjects.is_counted(one, population)
        ]
        estimates = [self._earlier_figure(indicator, series, year, unit) for unit in units if unit not in present]
        not_reported = sum(one.not_reported for one in verdicts)
        return Counts(
            numerator=sum(one.met for one in stayed),
            denominator=len(stayed),
            exempt=sum(one.exempt for one in verdicts),
            unknown=sum(one.unknown for one in stayed),
            missing=sum(one or 0 for one in estimates) + len(perhaps) + not_reported,
            not_reported=not_reported,
            is_estimated=None not in estimates,
            is_surely_empty=all(self._says_none(indicator, series, year, unit) for unit in units),
            has_any_return=bool(present),
        )

    def _says_none(self, indicator: Indicator, series: str, year: int, unit: str) -> bool:
        """Tell whether a unit's silence means that there is nothing: it reports others, or had none before."""
        found = self.ledger.in_force.get((year, unit, indicator.population_form))
        return bool(found and found.accepted) or self._earlier_figure(indicator, series, year, unit) == 0

    def _earlier_figure(self, indicator: Indicator, series: str, year: int, unit: str) -> int | None:
        """Return the subjects that a unit had in the latest earlier year in which it had the population form."""
        for earlier in reversed([one for one in self.ledger.years if one < year]):
            owes = unit in self.ledger.calendar.owing(earlier)
            if owes and self.ledger.has(earlier, unit, indicator.population_form):
                counts = self._counts(indicator.code, series, earlier, unit)
                return counts.denominator + counts.not_reported
        return None

    def _units(self, year: int, scope: str) -> tuple[str, ...]:
        return self.ledger.calendar.owing(year) if scope == PROVINCE else (scope,)
