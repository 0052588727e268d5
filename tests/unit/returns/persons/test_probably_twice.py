"""Who is probably one person under two keys: only ever suggested of rows with one name and birth date."""

import time
from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dagster_project.returns.persons.probably_twice import one_digit_apart, probably_twice

NEW, CHANGED, MISSING, SWAPPED, OTHER = "006085000001", "006085000007", "00608500001", "006085000010", "006085999988"
OLD, OLD_CHANGED = "095123456", "095123457"
COLUMNS = [
    "row_id",
    "person_key",
    "report_year",
    "full_name_key",
    "born_on",
    "born_on_precision",
    "citizen_id",
    "citizen_id_sent",
    "party_card",
]


def row(person: str, citizen_id: str | None, year: int = 2024, **more: Any) -> dict[str, Any]:
    """Return an accepted row of form 02; an id that is none was only sent."""
    is_read = citizen_id is not None and len(citizen_id) in (9, 12)
    return {
        "person_key": person,
        "report_year": year,
        "full_name_key": "hoangvanan",
        "born_on": date(1985, 3, 2),
        "born_on_precision": "day",
        "citizen_id": citizen_id if is_read else None,
        "citizen_id_sent": citizen_id,
        "party_card": None,
        **more,
    }


def told(*rows: dict[str, Any]) -> dict[int, tuple[str, int]]:
    """Return number of row → (reason, number of the other row)."""
    numbered = [{"row_id": f"{number:04d}", **one} for number, one in enumerate(rows)]
    found = probably_twice(pd.DataFrame(numbered, columns=COLUMNS, dtype=object))
    assert found["row_id"].is_unique
    return {int(one): (reason, int(other)) for one, reason, other in found.itertuples(index=False)}


BOTH = {0: ("one_digit", 1), 1: ("one_digit", 0)}


@pytest.mark.parametrize(
    ("one", "other", "is_told"),
    [
        (NEW, CHANGED, True),
        (NEW, MISSING, True),
        (NEW, SWAPPED, True),
        (OLD, OLD_CHANGED, True),
        ("006 085 000 00", "00608500000", False),  # the same digits
        (NEW, OTHER, False),
        (NEW, "106085000000", False),  # swapped, but no neighbours
        (NEW, OLD, False),
        (NEW, None, False),
        ("không rõ", "1", False),
        ("1" * 20, "1" * 21, False),
        # No province has it, but its digits are as good as any.
        ("906085000001", NEW, True),
        ("006.085.00001", NEW, True),
    ],
)
def test_ids_of_one_year_one_digit_apart(one: str | None, other: str | None, is_told: bool) -> None:
    assert told(row("a", one), row("b", other)) == (BOTH if is_told else {})


def test_the_zeros_that_excel_drops_are_no_difference() -> None:
    assert told(row("a", NEW), row("b", CHANGED, citizen_id_sent=CHANGED.lstrip("0"))) == BOTH


@pytest.mark.parametrize(
    "more",
    [
        {"full_name_key": "hoangvanat"},
        {"full_name_key": None},
        {"full_name_key": ""},
        {"born_on": date(1985, 3, 3)},
        {"born_on": None},
        {"born_on_precision": "month"},
        {"report_year": 2023},
        {"person_key": "a"},
    ],
    ids=str,
)
def test_another_name_birth_or_year_tells_nothing(more: dict[str, Any]) -> None:
    assert told(row("a", NEW), row("b", CHANGED)) == BOTH
    assert told(row("a", NEW), row("b", CHANGED, **more)) == {}


@pytest.mark.parametrize("blank", [{"full_name_key": None}, {"full_name_key": " "}, {"born_on": None}], ids=str)
def test_what_both_leave_blank_is_not_the_same(blank: dict[str, Any]) -> None:
    assert told(row("a", NEW, **blank), row("b", CHANGED, **blank)) == {}


def test_every_row_of_both_persons_in_that_year_is_told() -> None:
    position_2 = row("a", None, full_name_key="hoangan", party_card="56000001")
    assert told(row("a", NEW), position_2, row("b", CHANGED), row("a", NEW, 2023), row("c", OTHER)) == {
        0: ("one_digit", 2),
        1: ("one_digit", 2),
        2: ("one_digit", 0),
    }


@pytest.mark.parametrize(
    ("one", "other", "is_told"),
    [
        (row("a", OLD, 2022), row("b", NEW, 2023), True),
        (row("a", OLD, 2022), row("b", NEW, 2024), False),
        (row("a", OLD, 2022), row("b", NEW, 2022), False),
        (row("a", NEW, 2022), row("b", OLD, 2023), False),
        (row("a", OLD, 2022), row("b", OLD_CHANGED, 2023), False),
        (row("a", OLD, 2022), row("a", NEW, 2023), False),
        (row("a", OLD, 2022, party_card="1"), row("b", NEW, 2023, party_card="2"), True),
        (row("a", OLD, 2022, party_card="1"), row("b", NEW, 2023, party_card="1"), False),
        (row("a", OLD, 2022), row("b", NEW, 2023, born_on=date(1985, 1, 1)), False),
        (row("a", OLD, 2022), row("b", MISSING, 2023), False),
    ],
)
def test_an_old_id_in_one_year_and_a_new_one_in_the_next(
    one: dict[str, Any], other: dict[str, Any], is_told: bool
) -> None:
    assert told(one, other) == ({0: ("old_id", 1), 1: ("old_id", 0)} if is_told else {})


def test_a_common_card_of_any_year_is_a_common_card() -> None:
    rows = [row("a", OLD, 2022), row("b", NEW, 2023), row("a", None, 2021, party_card="1")]
    assert set(told(*rows)) == {0, 1}
    assert told(*rows, row("b", NEW, 2024, party_card="1")) == {}


def test_the_first_likeness_is_told_a_digit_before_an_old_id() -> None:
    assert told(row("a", OLD, 2022), row("b", OLD_CHANGED, 2022), row("c", NEW, 2023), row("d", NEW, 2023)) == {
        0: ("one_digit", 1),
        1: ("one_digit", 0),
        2: ("old_id", 0),
        3: ("old_id", 0),
    }


def test_nobody_at_all() -> None:
    assert told() == {}


def test_a_name_that_everybody_bears_does_not_stop_the_night() -> None:
    crowd = [row(f"a{number}", f"{number:012d}" if number % 2 else f"{number:09d}", 2022) for number in range(3000)]
    next_year = [one | {"person_key": f"b{one['person_key']}", "report_year": 2023} for one in crowd]
    same_wrong_id = [row(f"c{number}", str(number % 2)) for number in range(3000)]
    start = time.process_time()
    assert len(told(*crowd, *next_year, *same_wrong_id)) > 3000
    assert time.process_time() - start < 20


DIGITS = st.text("012", max_size=6)


@settings(deadline=None)
@given(DIGITS, DIGITS)
def test_one_digit_apart_is_a_damerau_levenshtein_distance_of_one(one: str, other: str) -> None:
    neighbours = {one[:place] + one[place + 1 :] for place in range(len(one))}
    neighbours |= {one[:place] + digit + one[place:] for place in range(len(one) + 1) for digit in "012"}
    neighbours |= {one[:place] + digit + one[place + 1 :] for place in range(len(one)) for digit in "012"}
    neighbours |= {one[:at] + one[at + 1] + one[at] + one[at + 2 :] for at in range(len(one) - 1)}
    assert one_digit_apart(one, other) is one_digit_apart(other, one) is (other in neighbours - {one})


PEOPLE = st.lists(
    st.tuples(
        st.sampled_from("abcd"),
        st.sampled_from([NEW, CHANGED, MISSING, SWAPPED, OTHER, OLD, OLD_CHANGED, None]),
        st.sampled_from([2022, 2023]),
        st.sampled_from([None, "1", "2"]),
    ),
    max_size=8,
)


@settings(deadline=None)
@given(PEOPLE, st.randoms())
def test_it_is_what_comparing_everybody_with_everybody_tells(people: list[tuple[Any, ...]], random: Any) -> None:
    rows = [row(person, one, year, party_card=card) for person, one, year, card in people]
    cards = {person: {card for one, _, _, card in people if one == person and card} for person, *_ in people}
    places = set()
    for one, own, year, _ in people:
        for other, another, other_year, _ in people:
            if one != other and own and another:
                if year == other_year and one_digit_apart(own, another):
                    places |= {(one, year), (other, year)}
                if other_year == year + 1 and (len(own), len(another)) == (9, 12) and not cards[one] & cards[other]:
                    places |= {(one, year), (other, other_year)}
    expected = {number for number, (person, _, year, _) in enumerate(people) if (person, year) in places}
    found = told(*rows)
    assert set(found) == expected
    assert all(rows[other]["person_key"] != rows[one]["person_key"] for one, (_, other) in found.items())
    order = random.sample(range(len(rows)), len(rows))
    frame = pd.DataFrame([{"row_id": f"{one:04d}", **rows[one]} for one in order], columns=COLUMNS, dtype=object)
    again = {int(one): (reason, int(other)) for one, reason, other in probably_twice(frame).itertuples(index=False)}
    assert again == found
