"""Dates are read day first, with their precision; what is no date is never guessed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.returns.dates import BLANK, INVALID, parse_date

YEARS = st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31))


@pytest.mark.parametrize(
    ("text", "cell_type", "value", "precision"),
    [
        ("01/02/1985", "s", date(1985, 2, 1), "day"),
        ("1-2-1985", "s", date(1985, 2, 1), "day"),
        ("1.2.1985", "s", date(1985, 2, 1), "day"),
        ("01 / 02 / 1985", "s", date(1985, 2, 1), "day"),
        ("02/1985", "s", date(1985, 2, 1), "month"),
        ("1985", "s", date(1985, 1, 1), "year"),
        ("1985", "n", date(1985, 1, 1), "year"),
        ("1985-02-01", "d", date(1985, 2, 1), "day"),
        ("1985-02-01 10:30:00", "d", date(1985, 2, 1), "day"),
        ("31079", "n", date(1985, 2, 1), "day"),
        ("ngày 01 tháng 02 năm 1985", "s", date(1985, 2, 1), "day"),
        ("tháng 2 năm 1985", "u", date(1985, 2, 1), "month"),
        ("29/02/2024", "s", date(2024, 2, 29), "day"),
    ],
)
def test_dates_as_districts_write_them(text: str, cell_type: str, value: date, precision: str) -> None:
    assert parse_date(text, cell_type)[:2] == (value, precision)


@pytest.mark.parametrize(
    ("text", "cell_type"),
    [
        ("29/02/2023", "s"),
        ("31/04/1985", "s"),
        ("13/13/1985", "s"),
        ("00/00/1985", "s"),
        ("13/1985", "s"),
        ("01/02/85", "s"),
        ("1785", "s"),
        ("12/12", "s"),
        ("không rõ", "s"),
        ("#N/A", "e"),
        ("1.5", "n"),
        ("85", "n"),
        ("31079", "s"),
    ],
)
def test_what_is_no_date_is_invalid(text: str, cell_type: str) -> None:
    assert parse_date(text, cell_type) == INVALID


def test_blank_is_not_invalid() -> None:
    assert parse_date(" \u00a0", "s") == BLANK


@given(
    YEARS,
    st.sampled_from(["{0.day}/{0.month}/{0.year}", "{0.day:02d}-{0.month:02d}-{0.year}", "{0:%d.%m.%Y}"]),
)
def test_every_day_survives_every_way_of_writing_it(day: date, layout: str) -> None:
    assert parse_date(layout.format(day), "s").value == day


@given(st.text(max_size=12), st.sampled_from("sndbeu-"))
def test_any_text_gives_a_date_or_a_reason(text: str, cell_type: str) -> None:
    parsed = parse_date(text, cell_type)
    assert (parsed.value is None) == (parsed.state != "read")
