"""From counts to verdicts: bounds, status, progress and what is missing to the target, in exact fractions."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

TARGET_YEAR = 2025  # of the first resolution


@dataclass(frozen=True)
class Counts:
    """What was counted in one cell.

    ``not_reported`` is the part (c) of ``missing``. ``is_estimated``: every unit that lacks the population form has an
    earlier figure. ``is_surely_empty``: where nothing was counted, every unit says or said that there is nothing.
    """

    numerator: int
    denominator: int
    exempt: int
    unknown: int
    missing: int
    not_reported: int
    is_estimated: bool
    is_surely_empty: bool
    has_any_return: bool


def percent(part: int, whole: int) -> Fraction | None:
    """Return a percentage, or None where there is nothing to divide by."""
    return Fraction(100 * part, whole) if whole else None


def bounds(counts: Counts) -> tuple[Fraction | None, Fraction | None]:
    """Return the least and the greatest value that the missing and the unknown leave possible."""
    whole = counts.denominator + counts.missing
    return percent(counts.numerator, whole), percent(counts.numerator + counts.missing + counts.unknown, whole)


def keeps(value: Fraction, line: Fraction | int, *, is_maximum: bool) -> bool:
    """Tell whether a value is not below a line, or of a greatest share not above it."""
    return value <= line if is_maximum else value >= line


def status(counts: Counts, target: Fraction | int, *, is_maximum: bool = False) -> str:
    """Compare with the target of the year, as far as the missing and the unknown allow."""
    if not counts.has_any_return:
        return "no_data"
    if counts.denominator == 0 and counts.missing == 0:
        are_all_exempt = counts.exempt > 0 and counts.is_estimated
        return "not_applicable" if are_all_exempt or counts.is_surely_empty else "undetermined"
    lower, upper = bounds(counts)
    if counts.denominator == 0 or not counts.is_estimated or lower is None or upper is None:
        return "undetermined"
    verdicts = {keeps(one, target, is_maximum=is_maximum) for one in (lower, upper)}
    if len(verdicts) == 2:
        return "undetermined"
    return "met" if verdicts == {True} else "not_met"


def line_at(
    year: int, first_year: int, first_value: Fraction, target: Fraction | int, target_year: int = TARGET_YEAR
) -> Fraction:
    """Return the height of the straight line from the first value to the target in the target year."""
    if year == first_year:
        return first_value
    if year >= target_year:
        return Fraction(target)
    return first_value + (target - first_value) * Fraction(year - first_year, target_year - first_year)


def progress(
    counts: Counts,
    target: Fraction | int,
    year: int,
    first: tuple[int, Fraction] | None,
    target_year: int = TARGET_YEAR,
    *,
    is_maximum: bool = False,
) -> str | None:
    """Tell how a target of a later year comes along; None where there is no value."""
    lower, upper = bounds(counts)
    if counts.denominator == 0 or first is None or lower is None or upper is None:
        return None
    if status(counts, target, is_maximum=is_maximum) == "met":
        return "reached"
    if year == first[0]:
        return "on_track"  # a first value is on its own line
    line = line_at(year, *first, target, target_year)
    verdicts = {keeps(one, line, is_maximum=is_maximum) for one in (lower, upper)}
    if len(verdicts) == 2:
        return "undetermined"
    return "on_track" if verdicts == {True} else "behind"


def subjects_to_target(counts: Counts, target: Fraction | int, *, is_maximum: bool = False) -> int:
    """Return how many subjects more would have to meet the test; of a greatest share, how many meet it too many."""
    demanded = Fraction(target) * counts.denominator / 100
    if is_maximum:
        return max(0, counts.numerator - floor(demanded))
    return max(0, ceil(demanded) - counts.numerator)
