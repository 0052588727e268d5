"""What a review knows of one resolution, as plain values in the order in which they are shown.

Belongs here: the shape of it, and finding one figure. Not here: reading (read.py), and any word but the labels that the
marts hold themselves.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from dagster_project.lib.bilingual import Text
from dagster_project.quality.settling import Step
from dagster_project.returns.reference.registry import TOTAL

#: The unit of the province's own figures.
WHOLE_PROVINCE = "province"


@dataclass(frozen=True)
class ReviewYear:
    """One report year; a figure of a partial one or of the first under new rules of rating is shown with the note."""

    year: int
    label: Text
    short_label: Text
    snapshot_on: date
    due_on: date
    is_partial: bool
    is_new_rating: bool
    note: Text | None

    @property
    def is_noted(self) -> bool:
        """Whether more has to be known of the year than its figures."""
        return self.note is not None


@dataclass(frozen=True)
class Series:
    """A part of an indicator's population; the parts do not add up to the total."""

    code: str
    label: Text
    short_label: Text


@dataclass(frozen=True)
class ReviewIndicator:
    """One indicator as the resolution sets it.

    Attributes:
        code: its code, such as 2.2.3.
        clause: where the resolution says it.
        section: the part of the resolution, a heading of the table.
        label: its name in full.
        short_label: its name where there is little room.
        subject: what is counted: ``person`` or ``organisation``.
        is_rating: whether it counts ratings, so that new rules of rating break its line.
        target_pct: the target of its last year.
        target_year: the year by which the target holds; None: every year.
        is_maximum: whether the target is a greatest share.
        series: the parts of its population in their order, `total` not among them.
    """

    code: str
    clause: str
    section: Text
    label: Text
    short_label: Text
    subject: str
    is_rating: bool
    target_pct: float
    target_year: int | None
    is_maximum: bool
    series: tuple[Series, ...]


@dataclass(frozen=True)
class ReviewUnit:
    """A unit that owes returns in a year of the resolution."""

    code: str
    label: Text
    short_label: Text
    unit_type: str
    type_label: Text
    valid_from: date | None
    valid_to: date | None
    predecessors: Text | None
    successors: Text | None


@dataclass(frozen=True)
class Figure:
    """One indicator, one series, one year, for the province or for one unit: subjects, percentages 0 to 100.

    Percentages are unrounded, and None where undefined. ``is_unsized``: nobody can say how many are missing with a
    form, so that there are no bounds.
    """

    year: int
    numerator: int
    denominator: int
    exempt: int
    unknown: int
    missing: int
    value_pct: float | None
    lower_pct: float | None
    upper_pct: float | None
    target_pct: float
    milestone_pct: float | None
    status: str
    progress: str | None
    to_target: int
    forms_expected: int
    forms_accepted: int
    is_unsized: bool = False

    @property
    def has_value(self) -> bool:
        """Whether there is a percentage to show."""
        return self.denominator > 0 and self.status not in ("not_applicable", "no_data")

    @property
    def is_whole(self) -> bool:
        """Whether every form that the indicator needs was accepted."""
        return self.forms_accepted >= self.forms_expected

    @property
    def size(self) -> int:
        """How many subjects there are with those that are missing; bounds are shares of it."""
        return self.denominator + self.missing

    @property
    def has_bounds(self) -> bool:
        """Whether the full figure is known to lie between two different values."""
        return self.size > 0 and not self.is_unsized and bool(self.missing or self.unknown)


@dataclass(frozen=True)
class OwedForm:
    """One form that a unit owes in one year."""

    year: int
    unit: str
    form: str
    state: str
    is_late: bool
    due_on: date | None
    days_late: int | None
    received_at: datetime | None
    rows_accepted: int
    rows_quarantined: int

    @property
    def is_in_order(self) -> bool:
        """Whether it was accepted, and in time."""
        return self.state == "accepted" and not self.is_late


@dataclass(frozen=True)
class FigureDoubt:
    """What leaves a figure of the province open, and what would settle it; the gravest of a figure first."""

    year: int
    indicator: str
    series: str
    unit: str
    reason: str
    form: str
    subjects: int
    step: Step


@dataclass(frozen=True)
class Change:
    """A figure that is another than in the publication before."""

    as_of: date
    previous_as_of: date | None
    year: int
    unit: str
    indicator: str
    series: str
    numerator_before: int | None
    numerator_after: int | None
    denominator_before: int | None
    denominator_after: int | None
    missing_before: int | None
    missing_after: int | None
    value_pct_before: float | None
    value_pct_after: float | None
    status_before: str | None
    status_after: str | None
    cause: str
    cause_label: Text
    target_pct_before: float | None = None
    target_pct_after: float | None = None


@dataclass(frozen=True)
class Publication:
    """As of when, and how much of what is owed over all years came in."""

    published_at: datetime
    as_of: date
    forms_expected: int
    forms_accepted: int
    code_version: str
    run_id: str


@dataclass(frozen=True)
class Labels:
    """What the marts call the states, in short: code → label, in their order."""

    statuses: Mapping[str, Text]
    progress: Mapping[str, Text]
    return_states: Mapping[str, Text]


@dataclass(frozen=True)
class Review:
    """Everything of one resolution that page, workbook and document show.

    ``figures``: (unit or `WHOLE_PROVINCE`, indicator, series, year) → figure. A unit has figures in the years alone in
    which it owes returns. ``changes``: of the publication that last changed anything; None where no vintages are kept.
    """

    code: str
    label: Text
    publication: Publication
    years: tuple[ReviewYear, ...]
    indicators: tuple[ReviewIndicator, ...]
    units: tuple[ReviewUnit, ...]
    figures: Mapping[tuple[str, str, str, int], Figure]
    returns: tuple[OwedForm, ...]
    doubts: tuple[FigureDoubt, ...]
    changes: tuple[Change, ...] | None
    labels: Labels

    @property
    def latest(self) -> ReviewYear:
        """The last year with figures."""
        return self.years[-1]

    def figure(self, indicator: str, year: int, series: str = TOTAL, unit: str = WHOLE_PROVINCE) -> Figure | None:
        """Return one figure; None where a unit owes nothing in the year."""
        return self.figures.get((unit, indicator, series, year))

    def over_the_years(self, indicator: str, series: str = TOTAL, unit: str = WHOLE_PROVINCE) -> tuple[Figure, ...]:
        """Return the figures of one line, the earliest year first."""
        found = (self.figure(indicator, year.year, series, unit) for year in self.years)
        return tuple(figure for figure in found if figure)

    def units_of(self, year: int) -> tuple[ReviewUnit, ...]:
        """Return the units that owe returns in a year, in their official order."""
        owing = {unit for unit, _, _, of in self.figures if of == year}
        return tuple(unit for unit in self.units if unit.code in owing)

    def doubts_of(self, indicator: str, year: int, series: str = TOTAL) -> tuple[FigureDoubt, ...]:
        """Return what leaves one figure of the province open."""
        key = (indicator, year, series)
        return tuple(one for one in self.doubts if (one.indicator, one.year, one.series) == key)
