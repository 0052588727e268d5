"""What stands in which list of the page, in which order.

Belongs here: grouping what the review holds, as the templates show it. Not here: reading and wording (publish/review/),
and looks (templates/, static/).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from dagster_project.lib import bilingual
from dagster_project.lib.bilingual import Text
from dagster_project.publish.review import figures, sentences
from dagster_project.publish.review.facts import (
    WHOLE_PROVINCE,
    Change,
    Figure,
    OwedForm,
    Review,
    ReviewIndicator,
    ReviewYear,
)
from dagster_project.returns.reference.registry import TOTAL

#: So many ways to settle a figure are told; what is left is counted.
_STEPS_SHOWN = 5


@dataclass(frozen=True)
class UndeterminedFigure:
    """A figure of the province whose verdict the returns do not allow yet, and what would settle it."""

    indicator: ReviewIndicator
    figure: Figure
    steps: tuple[Text, ...]
    steps_more: int


@dataclass(frozen=True)
class UndeterminedYear:
    """What is open in one year; of some indicators only single series are."""

    year: ReviewYear
    figures: tuple[UndeterminedFigure, ...]
    only_series: tuple[tuple[ReviewIndicator, int], ...]


@dataclass(frozen=True)
class Section:
    """A part of the resolution with its indicators, each with its number in the whole list."""

    label: Text
    indicators: tuple[tuple[int, ReviewIndicator], ...]


@dataclass(frozen=True)
class ReturnsYear:
    """What came of the returns of one year: the forms that are not in order, unit by unit."""

    year: ReviewYear
    units: tuple[tuple[Text, tuple[tuple[OwedForm, Text], ...]], ...]


@dataclass(frozen=True)
class Since:
    """What changed with the publication of a day: the province's totals, and how many figures besides."""

    as_of: date
    previous: date | None
    totals: tuple[Change, ...]
    others: tuple[Change, ...]


def sections(review: Review) -> tuple[Section, ...]:
    """Return the indicators under the headings of the resolution, in its order."""
    numbered = enumerate(review.indicators, 1)
    return tuple(Section(label, tuple(group)) for label, group in groupby(numbered, key=lambda one: one[1].section))


def open_years(review: Review) -> tuple[UndeterminedYear, ...]:
    """Return the years in which a verdict is open, the latest first."""
    found = []
    for year in reversed(review.years):
        opened, only_series = [], []
        for indicator in review.indicators:
            figure = review.figure(indicator.code, year.year)
            if figure and figure.status == "undetermined":
                steps = [sentences.settling(doubt) for doubt in review.doubts_of(indicator.code, year.year)]
                opened.append(
                    UndeterminedFigure(indicator, figure, tuple(steps[:_STEPS_SHOWN]), len(steps[_STEPS_SHOWN:]))
                )
                continue
            parts = (review.figure(indicator.code, year.year, series.code) for series in indicator.series)
            if many := sum(part is not None and part.status == "undetermined" for part in parts):
                only_series.append((indicator, many))
        if opened or only_series:
            found.append(UndeterminedYear(year, tuple(opened), tuple(only_series)))
    return tuple(found)


def returns_years(review: Review) -> tuple[ReturnsYear, ...]:
    """Return what is not in order, the latest year first."""
    names = {unit.code: unit.label for unit in review.units}
    found = []
    for year in reversed(review.years):
        wrong = [one for one in review.returns if one.year == year.year and not one.is_in_order]
        units = tuple(
            (names[unit], tuple((one, _what(review, one)) for one in group))
            for unit, group in groupby(wrong, key=lambda one: one.unit)
        )
        found.append(ReturnsYear(year, units))
    return tuple(found)


def _what(review: Review, one: OwedForm) -> Text:
    state = review.labels.return_states[one.state]
    said = Text(f"Biểu {one.form}: {sentences.inside(state).vi}", f"Form {one.form}: {sentences.inside(state).en}")
    if one.state == "accepted" and one.is_late and one.days_late:
        late = bilingual.number(one.days_late)
        return Text(f"Biểu {one.form}: muộn {late.vi} ngày", f"Form {one.form}: {late.en} days late")
    return said


def since(review: Review) -> Since | None:
    """Return what changed with the last publication that changed anything; None where nothing has been recorded yet."""
    if not review.changes:
        return None
    first = review.changes[0]
    totals, others = _split(review.changes)
    return Since(first.as_of, first.previous_as_of, totals, others)


def _split(changes: Iterable[Change]) -> tuple[tuple[Change, ...], tuple[Change, ...]]:
    totals: list[Change] = []
    others: list[Change] = []
    for change in changes:
        (totals if change.unit == WHOLE_PROVINCE and change.series == TOTAL else others).append(change)
    return tuple(totals), tuple(others)


def story(review: Review, indicator: ReviewIndicator, figure: Figure) -> Text:
    """Say how the latest figure stands and went; why it is not compared stands under the picture already."""
    said = [sentences.standing(review, indicator, figure), sentences.progress(review, indicator, figure)]
    years = review.years[-2:]
    if len(years) > 1 and not figures.break_before(indicator, years[1], years[0]):
        said.append(sentences.course(review, indicator, figure))
    said.append(sentences.exempt(indicator, figure))
    return bilingual.joined([one for one in said if one], " ")


def cadence(indicator: ReviewIndicator) -> Text:
    """Say by when the target holds."""
    if indicator.target_year is None:
        return Text("hằng năm", "every year")
    return Text(f"đến năm {indicator.target_year}", f"by {indicator.target_year}")


def tone(indicator: ReviewIndicator, figure: Figure) -> str:
    """Return the class of a sign's colour; a target not yet due is no failure."""
    progress = {sign: name for name, sign in figures.PROGRESS_SIGNS.items()}
    return f"s-{progress.get(figures.sign(indicator, figure), figure.status)}"


def break_notes(review: Review, indicator: ReviewIndicator) -> tuple[Text, ...]:
    """Say at which years the line is broken, and why."""
    said = []
    for before, year in zip(review.years, review.years[1:], strict=False):
        why = figures.break_before(indicator, year, before)
        if why:
            said.append(Text(f"{year.year}: {why.vi}", f"{year.year}: {why.en}"))
    return tuple(said)


def counted(review: Review, status: str) -> int:
    """Return how many indicators have a status in the latest year."""
    found = (review.figure(indicator.code, review.latest.year) for indicator in review.indicators)
    return sum(figure is not None and figure.status == status for figure in found)
