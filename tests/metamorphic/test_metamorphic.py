"""Whatever a clerk does to a return: the figures stay, or the doubt is told.

From a clean return whose figures are known, changes that mean nothing leave every figure as it is; losses leave the
truth within the bounds and never give a firm wrong verdict. A night carries many combinations, each a unit of its own.
`make test-deep` runs 2,200; forty of them are the quick look while one works on the reader.
"""

from pathlib import Path

import pytest

from tests.metamorphic.clean_unit import FIGURES
from tests.metamorphic.combination import Combination, clean_combinations, drawn, single_changes
from tests.metamorphic.comparison import report
from tests.metamorphic.night import Figures, run_night

NIGHTS, A_NIGHT = 10, 220


def combinations_of(night: int) -> list[Combination]:
    """Return the clean units, in the first night each change alone, and ``A_NIGHT`` drawn ones, a third with losses."""
    first = clean_combinations()
    first += single_changes(len(first)) if night == 0 else []
    seeds = range(night * A_NIGHT, (night + 1) * A_NIGHT)
    return first + [drawn(seed, number, seed % 3 == 0) for number, seed in enumerate(seeds, start=len(first))]


def few_dozen() -> list[Combination]:
    """Return the clean units and some drawn combinations of both kinds; no deep night draws the same."""
    first = clean_combinations()
    seeds = range(1_000_000, 1_000_040)
    return first + [drawn(seed, number, seed % 5 < 2) for number, seed in enumerate(seeds, start=len(first))]


def totals(figures: Figures, year: int) -> dict[str, tuple[int, ...]]:
    names = ("numerator", "denominator", "exempt_count", "unknown_count")
    return {
        indicator: tuple(row[name] for name in names)
        for (report_year, indicator, series), row in figures.items()
        if report_year == year and series == "total"
    }


@pytest.mark.deep
def test_a_few_dozen_combinations(tmp_path: Path) -> None:
    combinations = few_dozen()
    night = run_night(tmp_path, combinations)
    for clean in clean_combinations():
        for (variant, year), figures in FIGURES.items():
            if variant == clean.variant:
                assert totals(night.figures[clean.unit], year) == figures
        assert clean.unit not in night.refused
    assert not (told := report(combinations, night)), told


@pytest.mark.deep
@pytest.mark.parametrize("number", range(NIGHTS))
def test_two_thousand_combinations(number: int, tmp_path: Path) -> None:
    combinations = combinations_of(number)
    night = run_night(tmp_path, combinations)
    assert not (told := report(combinations, night)), told
