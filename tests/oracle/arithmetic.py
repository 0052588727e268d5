"""From counts to verdicts: bounds, status, progress and what is missing to the target, in exact fractions."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from tests.oracle.registry import TARGET_YEAR


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


def status(counts: Counts, target: int) -> str:
    """Compare with the final target, as far as the missing and the unknown allow."""
    if not counts.has_any_return:
        return "no_data"
    if counts.denominator == 0 and counts.missing == 0:
        are_all_exempt = counts.exempt > 0 and counts.is_estimated
        return "not_applicable" if are_all_exempt or counts.is_surely_empty else "undetermined"
    lower, upper = bounds(counts)
    if counts.denominator == 0 or not counts.is_estimated or lower is None or upper is None:
        return "undetermined"
    if (lower >= target) != (upper >= target):
        return "undetermined"
    return "met" if lower >= target else "not_met"


def line_at(year: int, first_year: int, first_value: Fraction, target: int) -> Fraction:
    """Return the height of the straight line from the first value to the target in 2025."""
    if first_year == TARGET_YEAR:
        return first_value
    return first_value + (target - first_value) * Fraction(year - first_year, TARGET_YEAR - first_year)


def progress(counts: Counts, target: int, year: int, first: tuple[int, Fraction] | None) -> str | None:
    """Tell how a by-2025 target comes along; None where there is no value."""
    lower, upper = bounds(counts)
    if counts.denominator == 0 or first is None or lower is None or upper is None:
        return None
    if status(counts, target) == "met":
        return "reached"
    if year == first[0]:
        return "on_track"  # a first value is on its own line
    line = line_at(year, *first, target)
    if (lower >= line) != (upper >= line):
        return "undetermined"
    return "on_track" if lower >= line else "behind"


def subjects_to_target(counts: Counts, target: int) -> int:
    """Return how many subjects more would have to meet the test."""
    return max(0, -(-target * counts.denominator // 100) - counts.numerator)
