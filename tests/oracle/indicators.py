"""Every cell of ``mart_indicator_year`` and ``mart_indicator_unit_year``."""

from __future__ import annotations

from collections.abc import Mapping
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
    """Counts cells of a truth: of the given resolutions, whose units are told apart by ``provinces``."""

    def __init__(
        self,
        truth: Truth,
        indicators: tuple[Indicator, ...] = INDICATORS,
        provinces: Mapping[str, str] | None = None,
    ) -> None:
        self.indicators = indicators
        self.ledger = Ledger(truth, provinces)
        self.identity = Identity(self.ledger)
        self.organisations = Organisations(self.ledger)
        self.subjects = Subjects(self.ledger, self.identity, self.organisations)
        self._counts = cache(self._count)

    def province(self) -> dict[tuple[int, str, str, str], Cell]:
        """Return the cells of the provinces by year, indicator, series, resolution."""
        return {
            (year, indicator.code, series, indicator.resolution.code): self.cell(indicator, series, year, PROVINCE)
            for indicator in self.indicators
            for year in self._years(indicator)
            for series in indicator.series
        }

    def units(self) -> dict[tuple[int, str, str, str, str], Cell]:
        """Return the cells of the units by year, unit, indicator, series, resolution."""
        return {
            (year, unit, indicator.code, series, indicator.resolution.code): self.cell(indicator, series, year, unit)
            for indicator in self.indicators
            for year in self._years(indicator)
            for unit in self._units(indicator, year, PROVINCE)
            for series in indicator.series
        }

    def cell(self, indicator: Indicator, series: str, year: int, scope: str) -> Cell:
        """Return one cell."""
        counts = self._counts(indicator, series, year, scope)
        lower, upper = arithmetic.bounds(counts)
        units, target = self._units(indicator, year, scope), indicator.target_in(year)
        return Cell(
            numerator=counts.numerator,
            denominator=counts.denominator,
            exempt_count=counts.exempt,
            unknown_count=counts.unknown,
            estimated_missing=counts.missing,
            value_pct=arithmetic.percent(counts.numerator, counts.denominator),
            lower_pct=lower,
            upper_pct=upper,
            target_pct=target,
            status=arithmetic.status(counts, target, is_maximum=indicator.is_maximum),
            progress=self._progress(indicator, series, year, scope),
            subjects_to_target=arithmetic.subjects_to_target(counts, target, is_maximum=indicator.is_maximum),
            forms_expected=len(units) * len(indicator.forms),
            forms_accepted=sum(self.ledger.has(year, unit, form) for unit in units for form in indicator.forms),
        )

    def _progress(self, indicator: Indicator, series: str, year: int, scope: str) -> str | None:
        if indicator.target_year is None:
            return None
        return arithmetic.progress(
            self._counts(indicator, series, year, scope),
            indicator.final_target,
            year,
            self._first_value(indicator, series, scope),
            indicator.target_year,
            is_maximum=indicator.is_maximum,
        )

    def _years(self, indicator: Indicator) -> list[int]:
        """Return the years in which the indicator has figures: those of its resolution."""
        found = indicator.resolution
        return [year for year in self.ledger.years if found.first_year <= year <= found.last_year]

    def _first_value(self, indicator: Indicator, series: str, scope: str) -> tuple[int, Fraction] | None:
        for year in self._years(indicator):
            if scope == PROVINCE or scope in self.ledger.calendar.owing(year):
                counts = self._counts(indicator, series, year, scope)
                value = arithmetic.percent(counts.numerator, counts.denominator)
                if value is not None:
                    return year, value
        return None

    def _count(self, indicator: Indicator, series: str, year: int, scope: str) -> Counts:
        units = self._units(indicator, year, scope)
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
        for earlier in reversed([one for one in self._years(indicator) if one < year]):
            owes = unit in self.ledger.calendar.owing(earlier)
            if owes and self.ledger.has(earlier, unit, indicator.population_form):
                counts = self._counts(indicator, series, earlier, unit)
                return counts.denominator + counts.not_reported
        return None

    def _units(self, indicator: Indicator, year: int, scope: str) -> tuple[str, ...]:
        return self.ledger.calendar.owing(year, indicator.resolution.province) if scope == PROVINCE else (scope,)
