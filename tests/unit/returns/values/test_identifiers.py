"""Identifiers: repaired where Excel spoilt them, refused where their digits cannot be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.returns.values.identifiers import (
    citizen_id_provinces,
    contradiction,
    parse_citizen_id,
    parse_organisation_code,
    parse_party_card,
)


@pytest.mark.parametrize(
    ("text", "cell_type", "value", "state"),
    [
        ("006085000123", "s", "006085000123", "read"),
        ("6085000123", "n", "006085000123", "repaired"),
        ("19085000123", "n", "019085000123", "repaired"),
        ("006 085 000 123", "s", "006085000123", "repaired"),
        ("006.085.000.123", "s", "006085000123", "repaired"),
        ("095123456", "s", "095123456", "read"),
        ("95123456", "n", "095123456", "repaired"),
        ("95123456", "u", "095123456", "repaired"),
        # With separators it was typed as text: a digit is missing, and nobody knows which.
        ("95.123.456", "u", None, "invalid"),
        ("95123456", "s", None, "invalid"),
        ("6085000123.5", "n", None, "invalid"),
        ("-6085000123", "n", None, "invalid"),
        ("٠٠٦٠٨٥٠٠٠١٢٣", "s", None, "invalid"),
        ("٠٩٥١٢٣٤٥٦", "s", None, "invalid"),
        ("²²²²²²²²²", "s", None, "invalid"),
        ("9" * 25, "n", None, "invalid"),
        ("999085000123", "s", None, "invalid"),
        ("00608500012", "s", None, "invalid"),
        ("0060850001234", "s", None, "invalid"),
        ("00608500012x", "s", None, "invalid"),
        ("#N/A", "e", None, "invalid"),
        ("", "-", None, "blank"),
    ],
)
def test_citizen_ids(text: str, cell_type: str, value: str | None, state: str) -> None:
    assert parse_citizen_id(text, cell_type) == (value, state)


@pytest.mark.parametrize(
    ("text", "cell_type", "value", "state"),
    [
        ("56012345", "s", "56012345", "read"),
        ("56.012345", "s", "56012345", "repaired"),
        ("56.01234", "n", "56012340", "repaired"),
        ("5012345", "n", "05012345", "repaired"),
        ("5012345", "u", "05012345", "repaired"),
        # In a csv a card is text: no zero at its end was lost to a decimal reading.
        ("56.012340", "u", "56012340", "repaired"),
        ("56.01234", "u", None, "invalid"),
        ("56.01234", "s", None, "invalid"),
        ("5.012345", "u", None, "invalid"),
        ("56.0123456", "n", None, "invalid"),
        ("1e-07", "n", None, "invalid"),
        ("٥٦٠١٢٣٤٥", "s", None, "invalid"),
        ("9" * 25, "s", None, "invalid"),
        ("5012345", "s", None, "invalid"),
        ("560123456", "s", None, "invalid"),
        ("", "-", None, "blank"),
    ],
)
def test_party_cards(text: str, cell_type: str, value: str | None, state: str) -> None:
    assert parse_party_card(text, cell_type) == (value, state)


@given(st.sampled_from(sorted(citizen_id_provinces())), st.integers(0, 999_999_999))
def test_a_lost_leading_zero_always_comes_back(province: str, rest: int) -> None:
    whole = f"{province}{rest:09d}"
    assert parse_citizen_id(str(int(whole)), "n").value == whole


@pytest.mark.parametrize(
    ("citizen_id", "sex", "birth_year", "found"),
    [
        ("006085000123", "male", 1985, "none"),
        ("006185000123", "female", 1985, "none"),
        ("006205000123", "male", 2005, "none"),
        ("006305000123", "female", 2005, "none"),
        ("006085000123", "female", 1985, "sex_or_century"),
        ("006005000123", "male", 2005, "sex_or_century"),
        ("006085000123", "male", 1986, "birth_year"),
        ("006085000123", None, 1985, "none"),
        ("095123456", "female", 1985, "none"),
        (None, "female", 1985, "none"),
    ],
)
def test_an_id_speaks_of_sex_century_and_birth_year(
    citizen_id: str | None, sex: str | None, birth_year: int, found: str
) -> None:
    assert contradiction(citizen_id, sex, birth_year) == found


def test_there_were_63_provinces() -> None:
    assert len(citizen_id_provinces()) == 63


def test_organisation_codes_lose_blanks_and_case_but_keep_their_signs() -> None:
    assert parse_organisation_code(" bb.01 a ") == "BB.01A"
    assert parse_organisation_code("  ") is None


WILD = st.one_of(
    st.text(max_size=30),
    st.text(alphabet="0123456789.-' ٣²", max_size=30),
    st.text(alphabet=st.characters(categories=["Cs", "Nd", "No"]), max_size=12),
)


@given(WILD, st.sampled_from("sndbeut-"))
def test_any_text_gives_an_identifier_or_a_reason(text: str, cell_type: str) -> None:
    for parse, lengths in ((parse_citizen_id, (9, 12)), (parse_party_card, (8,))):
        found = parse(text, cell_type)
        assert (found.value is None) == (found.state in ("blank", "invalid"))
        if found.value is not None:
            assert len(found.value) in lengths and found.value.isascii() and found.value.isdigit()
    parse_organisation_code(text)
