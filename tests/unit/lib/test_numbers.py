"""Percentages as shown never say more than the numbers behind them."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.lib import numbers

SPACE = "\u00a0"


def shown(text: str) -> Fraction:
    return Fraction(text.removesuffix(f"{SPACE}%").replace(".", "").replace(",", "."))


@pytest.mark.parametrize(
    ("numerator", "denominator", "target", "text"),
    [
        (2374, 2500, 95, "94,96 %"),
        (949, 1000, 95, "94,9 %"),
        (94_999, 100_000, 95, "94,999 %"),
        (95, 100, 95, "95,0 %"),
        (9996, 10_000, 100, "99,96 %"),
        (100, 100, 100, "100 %"),
        (1, 3, 5, "33,3 %"),
        (0, 3, 5, "0 %"),
        (1, 100_000, 5, "0,001 %"),
        (4, 81, 5, "4,9 %"),
        (494, 9881, 5, "4,999 %"),
        (333, 1000, 33.3, "33,3 %"),
        (3329, 10_000, 33.3, "33,29 %"),
        (12_345, 10, None, "123.450,0 %"),
        (0, 0, 95, "–"),
    ],
)
def test_percent(numerator: int, denominator: int, target: float | None, text: str) -> None:
    assert numbers.percent(numerator, denominator, target).replace(SPACE, " ") == text


@given(
    st.integers(1, 10**7).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))),
    st.one_of(st.integers(1, 100), st.sampled_from([0.5, 12.5, 33.3, 66.67, 99.99])),
)
def test_what_is_shown_is_on_the_side_of_the_target_where_it_is(pair: tuple[int, int], target: float) -> None:
    numerator, denominator = pair
    goal = Fraction(str(target))
    value = shown(numbers.percent(numerator, denominator, target))
    assert (value >= goal) == (100 * numerator >= goal * denominator)
    assert (value == 100) == (numerator == denominator)
    assert (value == 0) == (numerator == 0)
    assert abs(value - Fraction(100 * numerator, denominator)) <= Fraction(1, 20)


@given(st.integers(1, 10**6), st.integers(1, 100))
def test_one_subject_short_of_the_target_is_never_shown_as_reached(denominator: int, target: int) -> None:
    just_short = -(-target * denominator // 100) - 1
    if just_short >= 0:
        assert shown(numbers.percent(just_short, denominator, target)) < target


@given(st.fractions(0, 100), st.fractions(0, 100))
def test_a_change_is_never_shown_as_none(now: Fraction, before: Fraction) -> None:
    now, before = round(now, 6), round(before, 6)
    text = numbers.points(now, before)
    assert (text == "±0") == (now == before)
    if now != before:
        assert text[0] == ("+" if now > before else "−")
        assert any(digit in text for digit in "123456789")


@pytest.mark.parametrize(("number", "text"), [(0, "0"), (999, "999"), (1000, "1.000"), (1_234_567, "1.234.567")])
def test_count(number: int, text: str) -> None:
    assert numbers.count(number) == text


@pytest.mark.parametrize(("value", "text"), [(100.0, "100 %"), (5, "≥ 5 %"), (12.5, "≥ 12,5 %")])
def test_target(value: float, text: str) -> None:
    assert numbers.target(value).replace(SPACE, " ") == text


def test_bounds() -> None:
    assert numbers.bounds(f"93,3{SPACE}%", f"98,1{SPACE}%") == f"93,3–98,1{SPACE}%"
    assert numbers.bounds(f"93,3{SPACE}%", f"93,3{SPACE}%") == f"93,3{SPACE}%"
