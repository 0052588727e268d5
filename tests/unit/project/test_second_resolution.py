"""The plain count of the second resolution counts right, and its province would show a wrong one.

Belongs here: the count (tests/fixtures/second_resolution) against examples worked out by hand, and against mutants of
itself. Not here: the warehouse's figures (tests/integration/test_second_resolution.py).
"""

from collections import Counter
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.fixtures.second_resolution import count, draw, reference, returns, truth, verdict
from tests.fixtures.second_resolution.count import INDICATORS, Count
from tests.fixtures.second_resolution.verdict import Counts, Target

AT_LEAST, AT_MOST = Target(95), Target(2, is_maximum=True)
Figures = dict[tuple[object, ...], dict[str, object]]


def counted(numerator: int, denominator: int, unknown: int = 0, missing: int = 0, **more: Any) -> Counts:
    known: dict[str, Any] = {"exempt": 0, "not_reported": 0, "has_gap": False, "is_empty": False, "is_silent": False}
    return Counts(numerator, denominator, unknown=unknown, missing=missing, **(known | more))


@pytest.mark.parametrize(
    ("counts", "target", "status", "to_target"),
    [
        (counted(95, 100), AT_LEAST, "met", 0),
        (counted(9496, 10000), AT_LEAST, "not_met", 4),  # 94.96 is shown as 95.0
        (counted(94, 100, unknown=1), AT_LEAST, "undetermined", 1),
        (counted(93, 100, unknown=1), AT_LEAST, "not_met", 2),
        (counted(95, 100, missing=1), AT_LEAST, "undetermined", 0),
        (counted(2, 100), AT_MOST, "met", 0),
        (counted(3, 100), AT_MOST, "not_met", 1),
        (counted(2, 99), AT_MOST, "not_met", 1),  # 2.02 is shown as 2.0; of 99 one may fail
        (counted(2, 100, unknown=1), AT_MOST, "undetermined", 0),
        (counted(1, 100, unknown=1), AT_MOST, "met", 0),
        (counted(3, 100, missing=1), AT_MOST, "not_met", 1),
        (counted(3, 100, missing=50), AT_MOST, "undetermined", 1),
        (counted(0, 100), AT_MOST, "met", 0),
        (counted(0, 0), AT_MOST, "undetermined", 0),
        (counted(0, 0, is_empty=True), AT_MOST, "not_applicable", 0),
        (counted(0, 0, exempt=2), AT_MOST, "not_applicable", 0),
        (counted(0, 0, missing=3), AT_MOST, "undetermined", 0),
        (counted(0, 0, missing=3, is_silent=True), AT_MOST, "no_data", 0),
        (counted(0, 100, has_gap=True), AT_MOST, "undetermined", 0),
    ],
)
def test_verdict(counts: Counts, target: Target, status: str, to_target: int) -> None:
    assert (verdict.status(counts, target), verdict.subjects_to_target(counts, target)) == (status, to_target)


@pytest.mark.parametrize(
    ("counts", "year", "progress"),
    [
        (counted(10, 100), 2026, "on_track"),
        (counted(20, 100), 2026, "reached"),
        (counted(125, 1000), 2027, "on_track"),  # from 10 % in 2026 to 20 % in 2030: 12.5 % in 2027
        (counted(1249, 10000), 2027, "behind"),
        (counted(12, 100, unknown=1), 2027, "undetermined"),
        (counted(0, 0), 2027, None),
    ],
)
def test_progress_follows_the_line_to_2030(counts: Counts, year: int, progress: str | None) -> None:
    assert verdict.progress(counts, Target(20, line_ends=2030), year, (2026, Fraction(10))) == progress


@pytest.fixture(scope="module")
def province() -> truth.Truth:
    return draw.build()


@pytest.fixture(scope="module")
def figures(province: truth.Truth) -> Figures:
    return all_figures(province)


def all_figures(province: truth.Truth) -> Figures:
    counting = Count(province)
    return counting.figures() | counting.unit_figures()


def at_least_everywhere(value: Fraction, target: Target) -> bool:
    return value >= target.percent


def rounded(value: Fraction, target: Target) -> bool:
    shown = round(value)
    return shown <= target.percent if target.is_maximum else shown >= target.percent


def more_wanted_everywhere(counts: Counts, target: Target) -> int:
    return max(0, -(-target.percent * counts.denominator // 100) - counts.numerator)


def first_rating(lines: Any, year: int, meeting: set[str]) -> str | None:
    ratings = [one.rating for one in lines if one.rating]
    return (count.MET if ratings[0] in meeting else count.NOT_MET) if ratings else None


def first_line_that_tells(lines: Any, name: str) -> str | None:
    return next((getattr(one, name) for one in lines if getattr(one, name)), None)


def latest_line_even_if_blank(lines: Any, name: str) -> str | None:
    return getattr(max(lines, key=lambda one: one.appointed_on or date.min), name)


@pytest.mark.parametrize(
    ("module", "name", "mutant"),
    [
        (verdict, "holds", at_least_everywhere),
        (verdict, "holds", rounded),
        (verdict, "lower", verdict.upper),
        (verdict, "upper", verdict.lower),
        (verdict, "subjects_to_target", more_wanted_everywhere),
        (count, "rated", first_rating),
        (count, "attribute", first_line_that_tells),
        (count, "attribute", latest_line_even_if_blank),
        (count, "is_in_force", lambda _line: True),
        (count, "subject_of", lambda line: (line.unit, getattr(line, "person", None) or line.code)),
        (count, "RECOGNISED", {"new", "excused", "suspended", "pending"}),
        (count, "RECOGNISED", {"excused", "suspended"}),
        (count, "ELSEWHERE", {truth.TOO_EARLY}),
        (count, "RATINGS", count.RATINGS[::-1]),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_the_province_shows_a_mistake(
    module: Any, name: str, mutant: Callable[..., Any], monkeypatch: pytest.MonkeyPatch,
    province: truth.Truth, figures: Figures,
) -> None:  # fmt: skip
    """A test on a province where a mistake changes no figure would prove nothing."""
    monkeypatch.setattr(module, name, mutant)
    assert all_figures(province) != figures


def test_the_figures_have_every_verdict(figures: Figures) -> None:
    for code in ("3.1", "3.3"):
        statuses = {row["status"] for key, row in figures.items() if code in key}
        assert statuses == {"met", "not_met", "undetermined", "not_applicable", "no_data"}, code
    assert {row["progress"] for row in figures.values()} == {"reached", "on_track", "behind", "undetermined", None}
    whole = [row for key, row in figures.items() if key[1:] in (("3.1", "total"), ("3.1", "department_leaders"))]
    assert {row["status"] for row in whole} == {"met", "not_met", "undetermined"}


def test_the_rows_of_the_registry_say_what_is_counted() -> None:
    """Only the numbers: the words and parameters show in the figures."""
    rows = {row["indicator_code"]: row for row in reference.rows_of(reference.OWN / "indicators.csv")}
    changing = reference.rows_of(reference.OWN / "indicator_targets.csv")
    by_year = {(row["indicator_code"], int(row["report_year"])): int(row["target_pct"]) for row in changing}
    for one in INDICATORS:
        row = rows.pop(one.code)
        for year in range(2026, 2031):
            target = one.demands(year)
            assert target.percent == by_year.get((one.code, year), int(row["target_pct"]))
            assert (row["direction"] == "max", row["target_year"]) == (target.is_maximum, str(target.line_ends or ""))
    assert not rows


def test_a_folder_of_both_resolutions(tmp_path: Path) -> None:
    reference.write_reference(tmp_path)
    units = reference.rows_of(tmp_path / "units.csv")
    own = Counter((row["unit_type"], row["province_code"]) for row in units if row["province_code"] == "TN")
    assert own == {("province", "TN"): 1, ("commune", "TN"): 39, ("district", "TN"): 1}
    assert {row["province_code"] for row in units} == {"TN", reference.OLD_PROVINCE}
    assert len(units) == len(reference.rows_of(reference.PROJECT / "units.csv")) + 42
    assert [row["report_year"] for row in reference.rows_of(tmp_path / "report_years.csv")] == [
        str(year) for year in range(2021, 2031)
    ]


def test_the_returns_are_always_the_same(tmp_path: Path) -> None:
    for folder in ("one", "other"):
        returns.write(draw.build(), tmp_path / folder)
    files = [
        {path.relative_to(top): path.read_bytes() for path in top.rglob("*") if path.is_file()}
        for top in (tmp_path / "one", tmp_path / "other")
    ]
    assert files[0] == files[1]
    assert len(files[0]) == 2 * 41 + 1 + 1
