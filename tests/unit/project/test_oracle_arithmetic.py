"""The oracle's own arithmetic, on cases worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from sample.lines import Day, Line
from tests.oracle import arithmetic, reference, registry
from tests.oracle.arithmetic import Counts
from tests.oracle.findings import _six_months_before
from tests.oracle.keys import are_one_digit_apart, organisation_key
from tests.oracle.ledger import Row
from tests.oracle.persons import conflicting, joined
from tests.oracle.published import Rows, differences
from tests.oracle.ratings import is_exempt, rating
from tests.oracle.subjects import attribute

WHOLE = Counts(0, 0, 0, 0, 0, 0, is_estimated=True, is_surely_empty=True, has_any_return=True)
YEAR = frozenset({"year"})


def counts(numerator: int, denominator: int, missing: int = 0, unknown: int = 0) -> Counts:
    return replace(WHOLE, numerator=numerator, denominator=denominator, missing=missing, unknown=unknown)


@pytest.mark.parametrize(
    ("counted", "target", "status"),
    [
        (counts(95, 100), 95, "met"),
        (counts(9496, 10000), 95, "not_met"),  # 94.96 % is shown as 95.0 and is not 95
        (counts(19, 20, missing=1), 95, "undetermined"),
        (counts(10, 20, missing=1), 95, "not_met"),
        (counts(20, 20, missing=1), 95, "met"),  # 20 of 21 would still be 95.2 %
        (counts(94, 100, unknown=1), 95, "undetermined"),  # what is unknown may be good
        (counts(93, 100, unknown=1), 95, "not_met"),
        (counts(0, 0), 95, "not_applicable"),
        (replace(counts(0, 0), is_surely_empty=False), 95, "undetermined"),
        (replace(counts(0, 0), is_surely_empty=False, exempt=1), 95, "not_applicable"),
        (counts(0, 0, missing=2), 95, "undetermined"),
        (replace(counts(20, 20), is_estimated=False), 95, "undetermined"),
        (replace(WHOLE, has_any_return=False, missing=3), 95, "no_data"),
    ],
)
def test_status(counted: Counts, target: int, status: str) -> None:
    assert arithmetic.status(counted, target) == status


@pytest.mark.parametrize(
    ("counted", "status", "too_many"),
    [
        (counts(2, 100), "met", 0),  # at most 2 %: exactly there
        (counts(3, 100), "not_met", 1),
        (counts(5, 149), "not_met", 3),  # 2 % of 149 are 2.98: two
        (counts(2, 100, missing=1), "undetermined", 0),  # 3 of 101 would be too many
        (counts(2, 150, unknown=1), "met", 0),
        (counts(9, 100, missing=5), "not_met", 7),
    ],
)
def test_a_greatest_share(counted: Counts, status: str, too_many: int) -> None:
    assert arithmetic.status(counted, 2, is_maximum=True) == status
    assert arithmetic.subjects_to_target(counted, 2, is_maximum=True) == too_many


@pytest.mark.parametrize(("part", "progress"), [(15, "on_track"), (16, "behind"), (10, "reached")])
def test_a_greatest_share_falls_along_its_line(part: int, progress: str) -> None:
    first = (2026, Fraction(20))
    assert arithmetic.progress(counts(part, 100), 10, 2028, first, 2030, is_maximum=True) == progress


def test_the_project_s_lists_say_what_the_pages_say() -> None:
    assert [vars(one) for one in registry.read(reference.SEEDS)] == [vars(one) for one in registry.INDICATORS]


def test_bounds_take_the_missing_as_all_bad_and_as_all_good() -> None:
    assert arithmetic.bounds(counts(6, 8, missing=2)) == (Fraction(60), Fraction(80))
    assert arithmetic.bounds(counts(6, 8, missing=2, unknown=1)) == (Fraction(60), Fraction(90))
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
        (counts(20, 100, missing=1), 2021, "on_track"),  # a first value is on its own line, whatever its bounds
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


def evaluation(code: str | None, day: int | None, **others: object) -> Row:
    decided = Day(date(2024, 12, day)) if day else None
    values = {"period": "year", "rating": code, "decision_number": "1-QĐ/HU", "decided_on": decided}
    return row(Line("03", values | {"exemption": None} | others))


def row(line: Line, unit: str = "a", place: int = 0) -> Row:
    return Row(2024, unit, line.form, date(2025, 1, 20), place, line, is_duplicate=False)


def test_the_latest_decision_counts_and_on_a_tie_the_lowest() -> None:
    assert rating([evaluation("HTXSNV", 3), evaluation("HTNV", 9), evaluation("HTTNV", 9)], YEAR) == "HTNV"
    assert rating([evaluation("HTNV", 3), evaluation("HTTNV", 4)], YEAR) == "HTTNV"


@pytest.mark.parametrize(
    "proposal",
    [
        evaluation("HTTNV", None),
        evaluation("HTTNV", 4, decision_number=None),
        evaluation("HTTNV", 4, decision_number="dự kiến"),
        evaluation("HTTNV", 4, decided_on=Day(date(2023, 12, 31))),
        evaluation("HTTNV", 4, decided_on=Day(date(2025, 1, 21))),  # a day after receipt
        evaluation("HTTNV", 4, period="q4"),
        evaluation("HTTNV", 4, period=None),
    ],
)
def test_a_proposal_and_a_quarter_are_no_ratings(proposal: Row) -> None:
    assert rating([proposal], YEAR) is None


def test_the_first_and_the_last_day_of_the_window_count() -> None:
    assert rating([evaluation("HTTNV", 4, decided_on=Day(date(2024, 1, 1), "year"))], YEAR) == "HTTNV"
    assert rating([evaluation("HTTNV", 4, decided_on=Day(date(2025, 1, 20)))], YEAR) == "HTTNV"


def test_the_rating_at_the_end_of_the_old_structure_counts_where_the_year_says_so() -> None:
    closing = evaluation("HTTNV", 4, period="closing")
    assert rating([closing], YEAR) is None
    assert rating([closing], YEAR | {"closing"}) == "HTTNV"


def test_only_a_recognised_reason_exempts_and_only_who_is_not_rated() -> None:
    new, away = evaluation(None, None, exemption="new"), evaluation(None, None, exemption="pending")
    assert is_exempt([new], YEAR) and not is_exempt([away], YEAR)
    assert is_exempt([evaluation("HTTNV", None), new], YEAR)
    assert not is_exempt([evaluation("HTNV", 4), new], YEAR)


def test_an_exemption_beside_a_rating_is_none() -> None:
    assert not is_exempt([evaluation("HTTNV", None, exemption="new")], YEAR)
    unreadable = evaluation(None, None, exemption="new")
    unreadable.line.typed["rating"] = "Loại A"
    assert not is_exempt([unreadable], YEAR)


def test_each_attribute_is_decided_among_the_rows_that_give_it() -> None:
    def cadre(unit: str, place: int, appointed: date | None, degree: str | None) -> Row:
        values = {"appointed_on": Day(appointed) if appointed else None, "degree": degree}
        return row(Line("02", values), unit, place)

    old, new = cadre("a", 0, date(2020, 1, 1), "x"), cadre("b", 0, date(2022, 1, 1), "y")
    same, blank = cadre("c", 0, date(2022, 1, 1), "z"), cadre("a", 1, None, "w")
    assert attribute([old, new, same], "degree") == "y"  # the later, then the unit
    assert attribute([cadre("b", 1, date(2022, 1, 1), "v"), new], "degree") == "y"  # then the place
    assert attribute([blank, old], "degree") == "x"
    assert attribute([old, cadre("b", 0, date(2022, 1, 1), None)], "degree") == "x"  # a blank never beats a value
    assert attribute([cadre("b", 0, None, None)], "degree") is None


def person(citizen_id: str | None, card: str | None, born: int = 1980) -> Line:
    return Line("02", {"citizen_id": citizen_id, "party_card": card, "birth_year": born})


A, B, OLD, OTHER = "006080000001", "006080000002", "095000001", "095000002"


def test_a_card_joins_an_old_id_and_a_new_one() -> None:
    lines = [person(OLD, "1"), person(A, "1"), person(A, None), person(B, "2")]
    assert conflicting(lines) == set()
    persons = joined(lines, set())
    assert persons[0] == persons[1] == persons[2] != persons[3]


def test_what_joins_two_new_ids_joins_nobody_however_long_the_way() -> None:
    assert conflicting([person(A, "1"), person(B, "1")]) == {("card", "1", 1980)}
    way = [person(A, "1"), person(OLD, "1"), person(OLD, "2"), person(B, "2")]
    assert conflicting(way) == {("card", "1", 1980), ("old id", OLD, 1980), ("card", "2", 1980)}
    assert len(set(joined(way, conflicting(way)))) == 4
    # what only hangs on the way is not on it
    assert conflicting([*way, person(OTHER, "1")]) == conflicting(way)


def test_a_card_with_two_birth_years_joins_nobody() -> None:
    assert conflicting([person(A, "1"), person(OLD, "1", 1981)]) == {("card", "1", 1980), ("card", "1", 1981)}


@pytest.mark.parametrize(
    ("one", "other", "are_apart"),
    [
        ("123456", "123456", False),
        ("123456", "123956", True),
        ("123456", "12356", True),
        ("123456", "1234567", True),
        ("123456", "124356", True),
        ("123456", "143256", False),
        ("123456", "12", False),
    ],
)
def test_one_digit_apart(one: str, other: str, are_apart: bool) -> None:
    assert are_one_digit_apart(one, other) is are_apart
    assert are_one_digit_apart(other, one) is are_apart


def test_names_of_organisations_are_compared_without_their_type() -> None:
    assert organisation_key("Chi bộ cơ sở Hạt Kiểm lâm") == organisation_key("ĐẢNG BỘ HẠT KIỂM LÂM")
    assert organisation_key("Đảng bộ xã Mỹ Phương") == organisation_key("mỹ-phương")
    assert organisation_key("Chi bộ Hợp tác xã số 1") != organisation_key("Chi bộ Hợp tác xã số 2")


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
