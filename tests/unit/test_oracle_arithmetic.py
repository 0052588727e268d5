"""The oracle's own arithmetic, on cases worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from sample.lines import Day, Line
from tests.oracle import arithmetic
from tests.oracle.arithmetic import Counts
from tests.oracle.findings import _six_months_before
from tests.oracle.published import Rows, differences
from tests.oracle.subjects import deciding, is_exempt, rating

WHOLE = Counts(0, 0, 0, 0, 0, is_estimated=True, has_any_return=True)


def counts(numerator: int, denominator: int, missing: int = 0) -> Counts:
    return replace(WHOLE, numerator=numerator, denominator=denominator, missing=missing)


@pytest.mark.parametrize(
    ("counted", "target", "status"),
    [
        (counts(95, 100), 95, "met"),
        (counts(9496, 10000), 95, "not_met"),  # 94.96 % is shown as 95.0 and is not 95
        (counts(19, 20, missing=1), 95, "undetermined"),
        (counts(10, 20, missing=1), 95, "not_met"),
        (counts(20, 20, missing=1), 95, "met"),  # 20 of 21 would still be 95.2 %
        (counts(0, 0), 95, "not_applicable"),
        (counts(0, 0, missing=2), 95, "undetermined"),
        (replace(counts(20, 20), is_estimated=False), 95, "undetermined"),
        (replace(WHOLE, has_any_return=False, missing=3), 95, "no_data"),
    ],
)
def test_status(counted: Counts, target: int, status: str) -> None:
    assert arithmetic.status(counted, target) == status


def test_bounds_take_the_missing_as_all_bad_and_as_all_good() -> None:
    assert arithmetic.bounds(counts(6, 8, missing=2)) == (Fraction(60), Fraction(80))
    assert arithmetic.bounds(WHOLE) == (None, None)


def test_the_line_runs_from_the_first_value_to_the_target() -> None:
    assert arithmetic.line_at(2021, 2021, Fraction(20), 40) == 20
    assert arithmetic.line_at(2023, 2021, Fraction(20), 40) == 30
    assert arithmetic.line_at(2025, 2021, Fraction(20), 40) == 40
    assert arithmetic.line_at(2025, 2025, Fraction(7), 40) == 7


@pytest.mark.parametrize(
    ("counted", "year", "progress"),
    [
        (counts(40, 100), 2023, "reached"),
        (counts(30, 100), 2023, "on_track"),  # exactly on the line
        (counts(29, 100), 2023, "behind"),
        (counts(29, 96, missing=4), 2023, "undetermined"),  # 29 to 33 %
        (counts(20, 100), 2021, "on_track"),
        (counts(20, 100, missing=1), 2021, "undetermined"),
        (counts(0, 0), 2023, None),
    ],
)
def test_progress(counted: Counts, year: int, progress: str | None) -> None:
    assert arithmetic.progress(counted, 40, year, (2021, Fraction(20))) == progress


@pytest.mark.parametrize(
    ("counted", "target", "lacking"),
    [
        (counts(94, 100), 95, 1),
        (counts(10, 21), 50, 1),  # half of 21 is 10.5: eleven
        (counts(3, 3), 100, 0),
        (counts(99, 100), 5, 0),
    ],
)
def test_subjects_to_target(counted: Counts, target: int, lacking: int) -> None:
    assert arithmetic.subjects_to_target(counted, target) == lacking


def evaluation(code: str | None, day: int | None, **others: object) -> Line:
    decided = Day(date(2024, 12, day)) if day else None
    values = {"period": "year", "rating": code, "decision_number": "1-QĐ/HU", "decided_on": decided}
    return Line("03", values | {"exemption": None} | others)


def test_the_latest_decision_counts_and_on_a_tie_the_lowest() -> None:
    assert rating([evaluation("HTXSNV", 3), evaluation("HTNV", 9), evaluation("HTTNV", 9)]) == "HTNV"
    assert rating([evaluation("HTNV", 3), evaluation("HTTNV", 4)]) == "HTTNV"


def test_a_proposal_and_a_quarter_are_no_ratings() -> None:
    assert rating([evaluation("HTTNV", None), evaluation("HTTNV", 4, decision_number=None)]) is None
    assert rating([evaluation("HTTNV", 4, period="q4")]) is None


def test_only_a_recognised_reason_exempts_and_only_who_is_not_rated() -> None:
    new, away = evaluation(None, None, exemption="new"), evaluation(None, None, exemption="pending")
    assert is_exempt([new]) and not is_exempt([away])
    assert is_exempt([evaluation("HTTNV", None), new])
    assert not is_exempt([evaluation("HTNV", 4), new])


def test_the_latest_appointment_decides_then_the_unit_then_the_place() -> None:
    def line(appointed: date | None) -> Line:
        return Line("02", {"appointed_on": Day(appointed) if appointed else None})

    old, new, same, blank = line(date(2020, 1, 1)), line(date(2022, 1, 1)), line(date(2022, 1, 1)), line(None)
    assert deciding([("a", old), ("b", new), ("c", same)]) is new
    assert deciding([("b", new), ("a", same)]) is same
    assert deciding([("a", new), ("a", same)]) is new
    assert deciding([("a", blank), ("b", old)]) is old


def test_six_months_before_a_snapshot() -> None:
    assert _six_months_before(date(2024, 12, 31)) == date(2024, 6, 30)
    assert _six_months_before(date(2025, 6, 30)) == date(2024, 12, 30)


def test_a_difference_is_told_by_its_cell() -> None:
    expected: Rows = {("a",): {"n": 1, "pct": 50.0}, ("b",): {"n": 2, "pct": None}, ("c",): {"n": 3, "pct": 0.0}}
    same: Rows = {key: dict(row) for key, row in expected.items()}
    assert differences(expected, same) == []
    published: Rows = {("a",): {"n": 1, "pct": 50.1}, ("b",): {"n": 2, "pct": 0.0}, ("d",): {"n": 3, "pct": 0.0}}
    assert differences(expected, published) == [
        "c: expected, not published",
        "d: published, not expected",
        "a: pct should be 50.0, is 50.1",
        "b: pct should be None, is 0.0",
    ]
