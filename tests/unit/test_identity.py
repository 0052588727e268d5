"""Persons are linked by identifiers alone, over all years and units, the same in whatever order the rows come."""

from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.returns.identity import PERSON_ROW_SCHEMA, conflicted_cards, link_rows, resolve_persons

NEW, NEW_2, OLD = "006085000001", "006085000002", "095123456"
CARD, CARD_2 = "56000001", "56000002"
SECRET = b"secret of the tests"


def rows_of(*rows: tuple[Any, ...]) -> pd.DataFrame:
    """Return rows of (citizen id, party card, birth year)."""
    return pd.DataFrame(rows, columns=["citizen_id", "party_card", "birth_year"], dtype=object)


def form_02(*rows: tuple[Any, ...], verdicts: str = "") -> pd.DataFrame:
    """Return rows in force of form 02; ``verdicts`` has a letter a row, q = quarantined."""
    quarantined = verdicts.ljust(len(rows), "a")
    return rows_of(*rows).assign(
        row_id=[f"02:{number}" for number in range(len(rows))],
        verdict=["quarantined" if one == "q" else "accepted" for one in quarantined],
    )


def others(*rows: tuple[Any, Any]) -> pd.DataFrame:
    """Return rows of form 03: (citizen id, party card)."""
    frame = pd.DataFrame(rows, columns=["citizen_id", "party_card"], dtype=object)
    return frame.assign(row_id=[f"03:{number}" for number in range(len(rows))], form="03")


def resolve(cadres: pd.DataFrame, found: pd.DataFrame | None = None) -> tuple[dict[str, Any], list[str]]:
    """Return row → (person, link), and the rows in conflict."""
    table, conflicts = resolve_persons(cadres, others() if found is None else found, SECRET)
    assert table.schema == PERSON_ROW_SCHEMA
    persons = {row["row_id"]: (row["person_key"], row["link"]) for row in table.to_pylist()}
    return persons, sorted(conflicts["row_id"])


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ((NEW, None, 1985), (NEW, CARD, 1985), True),
        # A 12-digit id links even where a birth was typed wrongly or not at all.
        ((NEW, None, 1985), (NEW, None, 1986), True),
        ((NEW, None, None), (NEW, None, 1986), True),
        ((None, CARD, 1985), (NEW, CARD, 1985), True),
        ((None, CARD, 1985), (None, CARD, 1985), True),
        ((None, CARD, 1985), (None, CARD, 1986), False),
        ((OLD, None, 1985), (OLD, None, 1985), True),
        ((OLD, None, 1985), (OLD, None, 1986), False),
        ((OLD, CARD, 1985), (NEW, CARD, 1985), True),
        ((OLD, None, 1985), (NEW, None, 1985), False),
        ((NEW, CARD, 1985), (NEW_2, CARD, 1985), False),
        ((NEW, None, 1985), (NEW_2, None, 1985), False),
        ((None, CARD, 1985), (None, CARD_2, 1985), False),
    ],
)
def test_who_is_one_person(one: tuple[Any, ...], other: tuple[Any, ...], same: bool) -> None:
    persons = link_rows(rows_of(one, other))
    assert bool(persons[0] == persons[1]) is same


def test_links_go_over_several_rows() -> None:
    persons = link_rows(rows_of((OLD, None, 1985), (OLD, CARD, 1985), (NEW, CARD, 1985), (NEW, CARD_2, 1985)))
    assert persons.nunique() == 1


def test_names_never_link() -> None:
    same_name = rows_of((NEW, None, 1985), (NEW_2, None, 1985), (None, CARD, 1985)).assign(full_name="Một Tên")
    assert link_rows(same_name).nunique() == 3


@pytest.mark.parametrize(
    "rows",
    [[(NEW, CARD, 1985), (NEW_2, CARD, 1985)], [(None, CARD, 1985), (None, CARD, 1986)]],
    ids=["two ids", "two birth years"],
)
def test_a_card_in_conflict_links_nobody_at_all(rows: list[tuple[Any, ...]]) -> None:
    third = (None, CARD, 1985)
    frame = rows_of(*rows, third)
    assert conflicted_cards(frame, pd.Series("", index=frame.index)) == {("", CARD)}
    assert link_rows(frame).nunique() == 3
    persons, conflicts = resolve(form_02(*rows, third))
    assert len({key for key, _ in persons.values()}) == 3
    assert conflicts == ["02:0", "02:1", "02:2"]


def test_a_card_with_an_old_and_a_new_id_is_in_no_conflict() -> None:
    assert resolve(form_02((OLD, CARD, 1985), (NEW, CARD, 1985)))[1] == []


def test_a_quarantined_row_is_no_evidence() -> None:
    persons, conflicts = resolve(form_02((NEW, CARD, 1985), (NEW_2, CARD, 1990), verdicts="aq"))
    assert conflicts == []
    assert persons["02:0"][0] == persons["02:1"][0]


def test_within_one_return_only() -> None:
    rows = rows_of((NEW, None, 1985), (NEW, None, 1985), (NEW, None, 1985)).assign(version_id=["a", "a", "b"])
    persons = link_rows(rows, scope="version_id")
    assert persons[0] == persons[1] != persons[2]


# Forms 03 and 04


@pytest.mark.parametrize(
    ("cadres", "row", "finds", "link"),
    [
        ([(NEW, CARD, 1985)], (NEW, None), 0, "citizen_id"),
        ([(NEW, CARD, 1985)], (None, CARD), 0, "party_card"),
        ([(OLD, None, 1985)], (OLD, None), 0, "old_id"),
        ([(OLD, None, 1985), (OLD, None, 1990)], (OLD, None), None, None),
        ([(OLD, CARD, 1985), (OLD, None, 1990)], (OLD, CARD), 0, "party_card"),
        ([(NEW, CARD, 1985)], (NEW_2, None), None, None),
        # An id that nobody has: the card still tells.
        ([(NEW, CARD, 1985)], (NEW_2, CARD), 0, "party_card"),
        ([(NEW, CARD, 1985)], (None, CARD_2), None, None),
        ([(NEW, CARD, 1985), (NEW_2, CARD, 1990)], (None, CARD), None, None),
        ([(NEW, CARD, 1985), (NEW_2, CARD, 1990)], (NEW_2, CARD), 1, "citizen_id"),
        ([(NEW, CARD, 1985)], (None, None), None, None),
    ],
)
def test_a_row_without_a_birth_date_finds_its_person(
    cadres: list[tuple[Any, ...]], row: tuple[Any, Any], finds: int | None, link: str | None
) -> None:
    persons, _ = resolve(form_02(*cadres), others(row))
    assert persons["03:0"] == (None if finds is None else persons[f"02:{finds}"][0], link)


def test_where_id_and_card_point_to_two_persons_the_id_wins() -> None:
    persons, conflicts = resolve(form_02((NEW, CARD, 1985), (NEW_2, CARD_2, 1990)), others((NEW, CARD_2), (NEW, CARD)))
    assert persons["03:0"][0] == persons["03:1"][0] == persons["02:0"][0]
    assert conflicts == ["03:0"]


def test_whom_only_a_quarantined_row_names_is_found_too() -> None:
    persons, _ = resolve(form_02((NEW, CARD, None), verdicts="q"), others((NEW, None), (None, CARD), (NEW_2, None)))
    assert persons["03:0"][0] == persons["03:1"][0] == persons["02:0"][0]
    assert persons["03:2"] == (None, None)


def test_an_accepted_person_goes_before_a_quarantined_one() -> None:
    persons, _ = resolve(form_02((NEW, CARD, 1985), (None, CARD, None), verdicts="aq"), others((None, CARD)))
    assert len({key for key, _ in persons.values()}) == 1


# Keys


def test_a_key_is_a_hash_under_the_secret() -> None:
    cadres = form_02((NEW, CARD, 1985))
    keys = [resolve_persons(cadres, others(), secret)[0]["person_key"][0].as_py() for secret in (b"a", b"a", b"b")]
    assert keys[0] == keys[1] != keys[2]
    assert len(keys[0]) == 64
    assert NEW not in keys[0]


def test_a_key_stays_when_more_is_known_of_the_person() -> None:
    alone = resolve(form_02((NEW, CARD, 1985)))[0]["02:0"]
    assert resolve(form_02((NEW, CARD, 1985), (None, CARD, 1985), (OLD, CARD, 1985)))[0]["02:0"] == alone


IDENTIFIED = st.tuples(
    st.sampled_from([None, NEW, NEW_2, "006085000003", OLD, "095000001"]),
    st.sampled_from([None, CARD, CARD_2, "56000003"]),
    st.sampled_from([1985, 1986]),
).filter(lambda row: row[0] or row[1])


@given(st.lists(IDENTIFIED, min_size=1, max_size=9), st.text("aq", max_size=9), st.randoms())
def test_persons_do_not_depend_on_the_order_of_rows(rows: list[tuple[Any, ...]], verdicts: str, random: Any) -> None:
    cadres = form_02(*rows, verdicts=verdicts[: len(rows)])
    told = others(*{(citizen_id, card) for citizen_id, card, _ in rows})
    order = random.sample(range(len(cadres)), len(cadres))
    expected, conflicts = resolve(cadres, told)
    assert resolve(cadres.iloc[order].reset_index(drop=True), told.iloc[::-1]) == (expected, conflicts)
