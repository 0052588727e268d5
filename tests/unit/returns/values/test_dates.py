"""Dates are read day first, with their precision; what is no date is never guessed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.returns.values.dates import BLANK_DATE, INVALID, parse_date

#: Excel's days for the years 1900 to 2192 typed into a date cell.
YEARS_AS_DAYS = (date(1905, 3, 14), date(1905, 12, 31))
DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31)).filter(
    lambda day: not YEARS_AS_DAYS[0] <= day <= YEARS_AS_DAYS[1]
)
WORDS = "ngàyNGÀY tháng năm nam 0123456789/.-'٣²½１T:eE+"


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
        ("01/02/1985 00:00", "s", date(1985, 2, 1), "day"),
        ("1985-02-01", "d", date(1985, 2, 1), "day"),
        ("1985-02-01 10:30:00", "d", date(1985, 2, 1), "day"),
        ("31079", "n", date(1985, 2, 1), "day"),
        ("ngày 01 tháng 02 năm 1985", "s", date(1985, 2, 1), "day"),
        ("tháng 2 năm 1985", "u", date(1985, 2, 1), "month"),
        ("Ngày 5 tháng 3 năm 1980", "s", date(1980, 3, 5), "day"),
        ("NGÀY 05 THÁNG 03 NĂM 1980", "s", date(1980, 3, 5), "day"),
        ("ngay 5 thang 3 nam 1980", "s", date(1980, 3, 5), "day"),
        ("nga\u0300y 5 tha\u0301ng 3 na\u0306m 1980", "s", date(1980, 3, 5), "day"),
        ("5 tháng 3, năm 1980", "s", date(1980, 3, 5), "day"),
        ("ngày 5/3/1980", "s", date(1980, 3, 5), "day"),
        ("Tháng 3/1980", "s", date(1980, 3, 1), "month"),
        ("Năm 1980", "s", date(1980, 1, 1), "year"),
        ("'05/03/1980.", "s", date(1980, 3, 5), "day"),
        ("1905", "s", date(1905, 1, 1), "year"),
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
        ("9" * 400, "n"),
        ("9" * 400, "s"),
        ("²²²²²", "n"),
        ("٣١٠٧٩", "n"),
        ("٠١/٠٢/١٩٨٥", "s"),
        ("１９８５", "s"),
        ("99999", "n"),
        ("2193", "n"),
        ("ngày 5 tháng 3", "s"),
        ("ngày 31 tháng 2 năm 1980", "s"),
        ("ngày ... tháng ... năm 1980", "s"),
    ],
)
def test_what_is_no_date_is_invalid(text: str, cell_type: str) -> None:
    assert parse_date(text, cell_type) == INVALID


def test_blank_is_not_invalid() -> None:
    assert parse_date(" \u00a0", "s") == BLANK_DATE


@pytest.mark.parametrize(
    ("text", "cell_type", "year"),
    [
        # Excel: 1900, 1985, 2024 and 2100 typed into a cell formatted as a date.
        ("1905-03-14", "d", 1900),
        ("1905-06-07", "d", 1985),
        ("07/06/1905", "s", 1985),
        ("7.6.1905", "u", 1985),
        ("ngày 7 tháng 6 năm 1905", "s", 1985),
        ("1905-07-16", "d", 2024),
        ("1905-09-30", "d", 2100),
    ],
)
def test_a_year_typed_into_a_date_cell_is_that_year_again(text: str, cell_type: str, year: int) -> None:
    assert parse_date(text, cell_type) == (date(year, 1, 1), "year", "repaired")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("13/03/1905", (date(1905, 3, 13), "day", "read")),
        ("01/01/1906", (date(1906, 1, 1), "day", "read")),
        # The years 2101 to 2192: nothing in a return is of them.
        ("01/10/1905", INVALID),
        ("31/12/1905", INVALID),
    ],
)
def test_the_days_around_are_no_years(text: str, found: tuple[object, ...]) -> None:
    assert parse_date(text, "s") == found


@given(
    DAYS,
    st.sampled_from(
        [
            "{0.day}/{0.month}/{0.year}", "{0.day:02d}-{0.month:02d}-{0.year}", "{0:%d.%m.%Y}", "{0:%Y-%m-%d}",
            "ngày {0.day} tháng {0.month} năm {0.year}", "NGAY {0.day:02d} THANG {0.month:02d} NAM {0.year}",
        ]
    ),
)  # fmt: skip
def test_every_day_survives_every_way_of_writing_it(day: date, layout: str) -> None:
    assert parse_date(layout.format(day), "s").value == day


@given(
    st.one_of(
        st.text(max_size=12),
        st.text(alphabet=WORDS, max_size=30),
        st.text(alphabet=st.characters(categories=["Cs", "Nd", "No"]), max_size=8),
        st.integers(-(10**30), 10**30).map(str),
    ),
    st.sampled_from("sndbeut-"),
)
def test_any_text_gives_a_date_or_a_reason(text: str, cell_type: str) -> None:
    parsed = parse_date(text, cell_type)
    assert (parsed.value is None) == (parsed.state in ("blank", "invalid"))
    assert parsed.value is None or 1900 <= parsed.value.year <= 2100
