"""Persons are linked by identifiers alone, over all years and units, the same in whatever order the rows come."""

import hashlib
import hmac
from itertools import combinations
from typing import Any

import duckdb
import networkx as nx
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dagster_project.returns.persons.identity import CONFLICTS, PERSON_ROWS, resolve_persons
from dagster_project.returns.persons.linking import link
from dagster_project.tables.persons import PERSON_ROW_SCHEMA

NEW, NEW_2, NEW_3 = "006085000001", "006085000002", "006085000003"
OLD, OLD_2 = "095123456", "095000001"
CARD, CARD_2, CARD_3 = "56000001", "56000002", "56000003"
SECRET = b"secret of the tests"


# One for all: opening another for each example would cost more than the examples.
DATABASE = duckdb.connect(config={"threads": 1})
TYPES = {
    "row_id": pa.string(), "place": pa.string(), "form": pa.string(), "verdict": pa.string(),
    "report_year": pa.int32(), "citizen_id": pa.string(), "party_card": pa.string(), "birth_year": pa.int32(),
}  # fmt: skip


def given_table(name: str, frame: pd.DataFrame) -> None:
    """Hand a frame to the database as the judged rows are typed."""
    arrays = {column: pa.array(frame[column].tolist(), TYPES[column]) for column in frame if column in TYPES}
    DATABASE.register(name, pa.table(arrays))


def linked(frame: pd.DataFrame, scope: str | None = None) -> list[dict[str, Any]]:
    """Return each row as it is linked, in the order of the frame."""
    places = frame[scope].tolist() if scope else [""] * len(frame)
    given_table("rows_given", frame.assign(place=places, row_id=[f"{number:06}" for number in range(len(frame))]))
    link(DATABASE, "rows_given")
    return DATABASE.sql("select * from linked order by row_id").to_arrow_table().to_pylist()


def link_rows(frame: pd.DataFrame, scope: str | None = None) -> pd.Series:
    """Return the number of each row's person."""
    return pd.Series([row["person"] for row in linked(frame, scope)])


def marks_in_conflict(frame: pd.DataFrame, scope: str | None = None) -> set[tuple[str, Any]]:
    """Return (identifier, birth year) of what joins nobody."""
    rows = linked(frame, scope)
    return {(row["citizen_id"], row["birth_year"]) for row in rows if row["is_own_conflicted"]} | {
        (row["party_card"], row["birth_year"]) for row in rows if row["is_card_conflicted"]
    }


def rows_of(*rows: tuple[Any, ...]) -> pd.DataFrame:
    """Return rows of (citizen id, party card, birth year)."""
    return pd.DataFrame(rows, columns=["citizen_id", "party_card", "birth_year"], dtype=object)


def form_02(*rows: tuple[Any, ...], verdicts: str = "") -> pd.DataFrame:
    """Return rows in force of form 02 of 2024, or of a year that comes fourth; in ``verdicts`` q is quarantined."""
    quarantined = verdicts.ljust(len(rows), "a")
    return rows_of(*(row[:3] for row in rows)).assign(
        row_id=[f"02:{number}" for number in range(len(rows))],
        report_year=[row[3] if len(row) > 3 else 2024 for row in rows],
        verdict=["quarantined" if one == "q" else "accepted" for one in quarantined],
    )


def others(*rows: tuple[Any, Any], year: int = 2024) -> pd.DataFrame:
    """Return rows of form 03: (citizen id, party card)."""
    frame = pd.DataFrame(rows, columns=["citizen_id", "party_card"], dtype=object)
    return frame.assign(row_id=[f"03:{number}" for number in range(len(rows))], form="03", report_year=year)


def resolved(cadres: pd.DataFrame, found: pd.DataFrame, secret: bytes) -> tuple[pa.Table, pd.DataFrame]:
    """Return who every row is, and the conflicts."""
    given_table("cadre", cadres)
    given_table("other", found)
    resolve_persons(DATABASE, secret)
    return DATABASE.sql(PERSON_ROWS).to_arrow_table(), DATABASE.sql(CONFLICTS).df()


def resolve(cadres: pd.DataFrame, found: pd.DataFrame | None = None) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """Return row → (person, link), and the (row, reason) in conflict."""
    table, conflicts = resolved(cadres, others() if found is None else found, SECRET)
    assert table.schema == PERSON_ROW_SCHEMA
    persons = {row["row_id"]: (row["person_key"], row["link"]) for row in table.to_pylist()}
    columns = {"card": "party_card", "old_id": "citizen_id", "two_persons": "party_card"}
    assert list(conflicts["column_name"]) == [columns[reason] for reason in conflicts["reason"]]
    assert not conflicts.duplicated(["row_id", "column_name"]).any()
    return persons, sorted(zip(conflicts["row_id"], conflicts["reason"], strict=True))


def conflicted(frame: pd.DataFrame, scope: str | None = None) -> set[str]:
    """Return the identifiers that join nobody."""
    return {identifier for identifier, _ in marks_in_conflict(frame, scope)}


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


# Conflicts


@pytest.mark.parametrize(
    "rows",
    [[(NEW, CARD, 1985), (NEW_2, CARD, 1985)], [(None, CARD, 1985), (None, CARD, 1986)]],
    ids=["two ids", "two birth years"],
)
def test_a_card_in_conflict_links_nobody_at_all(rows: list[tuple[Any, ...]]) -> None:
    third = (None, CARD, 1985)
    frame = rows_of(*rows, third)
    assert conflicted(frame) == {CARD}
    assert link_rows(frame).nunique() == 3
    persons, conflicts = resolve(form_02(*rows, third))
    assert len({key for key, _ in persons.values()}) == 3
    assert conflicts == [("02:0", "card"), ("02:1", "card"), ("02:2", "card")]


THROUGH_OLD_ID = [(NEW, CARD, 1985), (OLD, CARD, 1985), (OLD, CARD_2, 1985), (NEW_2, CARD_2, 1985)]


def test_what_joins_two_new_ids_through_other_rows_joins_nobody() -> None:
    assert conflicted(rows_of(*THROUGH_OLD_ID)) == {CARD, OLD, CARD_2}
    persons, conflicts = resolve(form_02(*THROUGH_OLD_ID))
    assert len({key for key, _ in persons.values()}) == 4
    # One finding a row and column: rows between hold two such identifiers.
    assert conflicts == [
        ("02:0", "card"),
        ("02:1", "card"),
        ("02:1", "old_id"),
        ("02:2", "card"),
        ("02:2", "old_id"),
        ("02:3", "card"),
    ]


@pytest.mark.parametrize("left_out", range(4))
def test_a_chain_with_a_link_missing_is_in_no_conflict(left_out: int) -> None:
    rows = [row for number, row in enumerate(THROUGH_OLD_ID) if number != left_out]
    assert conflicted(rows_of(*rows)) == set()
    assert link_rows(rows_of(*rows)).nunique() == (1 if left_out in (0, 3) else 2)


def test_an_old_id_of_another_birth_year_joins_no_chain() -> None:
    rows = [*THROUGH_OLD_ID[:2], (OLD, CARD_2, 1986), (NEW_2, CARD_2, 1986)]
    assert conflicted(rows_of(*rows)) == set()
    assert link_rows(rows_of(*rows)).nunique() == 2


def test_what_only_hangs_on_a_conflict_still_joins() -> None:
    rows = rows_of(*THROUGH_OLD_ID, (NEW, CARD_3, 1985), (OLD_2, CARD_3, 1985), (OLD_2, None, 1985))
    assert conflicted(rows) == {CARD, OLD, CARD_2}
    persons = link_rows(rows)
    assert persons[0] == persons[4] == persons[5] == persons[6]
    # A card with a dead end beside the path: of whom it is, nobody knows, but nothing is joined through it.
    beside = rows_of(*THROUGH_OLD_ID, (OLD, CARD_3, 1985), (None, CARD_3, 1985))
    assert conflicted(beside) == {CARD, OLD, CARD_2}
    assert link_rows(beside)[4] == link_rows(beside)[5]


def test_two_ways_between_two_new_ids_are_both_in_conflict() -> None:
    rows = rows_of((NEW, CARD, 1985), (NEW_2, CARD, 1985), (NEW, CARD_2, 1985), (OLD, CARD_2, 1985), (OLD, CARD, 1985))
    assert conflicted(rows) == {CARD, CARD_2, OLD}
    assert link_rows(rows)[0] == link_rows(rows)[2]


def test_a_card_of_two_birth_years_takes_no_other_into_conflict_but_where_it_stands_between() -> None:
    assert conflicted(rows_of(*THROUGH_OLD_ID[:3], (None, CARD, 1986))) == {CARD}
    assert conflicted(rows_of(*THROUGH_OLD_ID, (None, CARD, 1986))) == {CARD, OLD, CARD_2}


def test_a_conflict_is_over_all_years_but_within_a_return_that_returns_alone() -> None:
    rows = rows_of((NEW, CARD, 1985), (NEW_2, CARD, 1985), (None, CARD, 1985)).assign(version_id=["a", "b", "b"])
    assert conflicted(rows) == {CARD}
    assert conflicted(rows, "version_id") == set()
    persons = link_rows(rows, "version_id")
    assert persons[0] != persons[1] == persons[2]


def test_rows_without_a_birth_year_are_in_conflict_by_their_ids_alone() -> None:
    assert conflicted(rows_of((NEW, CARD, None), (None, CARD, None))) == set()
    assert conflicted(rows_of((NEW, CARD, None), (NEW_2, CARD, None))) == {CARD}
    assert conflicted(rows_of((None, CARD, None), (None, CARD, 1985), (None, CARD, 1985))) == set()


def test_rows_without_identifiers_are_persons_of_their_own() -> None:
    assert link_rows(rows_of((None, None, 1985), (None, None, 1985), (NEW, None, 1985))).nunique() == 3


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
        # Of two persons over all years, but of one this year: by card, by a card in conflict, by old id.
        ([(OLD, CARD, 1985, 2024), (NEW, CARD, 1986, 2023)], (None, CARD), 0, "party_card"),
        ([(OLD, None, 1985, 2024), (OLD, None, 1990, 2023)], (OLD, None), 0, "old_id"),
        # This year of two, though of one in another.
        ([(OLD, None, 1985, 2024), (OLD, None, 1990, 2024), (OLD, None, 1990, 2023)], (OLD, None), None, None),
        # Not this year, but of one person in others; and of two.
        ([(NEW, CARD, 1985, 2022), (NEW, CARD, 1985, 2023)], (None, CARD), 0, "party_card"),
        ([(OLD, None, 1985, 2022), (OLD, None, 1990, 2023)], (OLD, None), None, None),
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
    assert conflicts == [("03:0", "two_persons")]


@pytest.mark.parametrize(
    ("id_year", "card_year", "finds", "link"),
    [(2024, 2024, 0, "old_id"), (2023, 2023, 0, "old_id"), (2024, 2023, 0, "old_id"), (2023, 2024, 1, "party_card")],
)
def test_an_old_id_wins_over_a_card_but_where_only_the_card_tells_of_this_year(
    id_year: int, card_year: int, finds: int, link: str
) -> None:
    cadres = form_02((OLD, CARD, 1985, id_year), (NEW, CARD_2, 1990, card_year))
    persons, conflicts = resolve(cadres, others((OLD, CARD_2)))
    assert persons["03:0"] == (persons[f"02:{finds}"][0], link)
    assert conflicts == [("03:0", "two_persons")]


def test_a_new_id_wins_whatever_the_year() -> None:
    persons, conflicts = resolve(form_02((NEW, CARD, 1985, 2022), (OLD, CARD_2, 1990)), others((NEW, CARD_2)))
    assert persons["03:0"] == (persons["02:0"][0], "citizen_id")
    assert conflicts == [("03:0", "two_persons")]


def test_a_card_of_nobody_in_particular_contradicts_no_id() -> None:
    persons, conflicts = resolve(
        form_02((NEW, CARD, 1985), (OLD, CARD_2, 1985), (OLD_2, CARD_2, 1990)), others((NEW, CARD_2))
    )
    assert persons["03:0"][0] == persons["02:0"][0]
    assert [row for row, _ in conflicts] == ["02:1", "02:2"]


def test_a_quarantined_row_is_found_by_what_its_own_year_says() -> None:
    rows = [(OLD, CARD, 1985, 2023), (NEW, CARD, 1990, 2024), (None, CARD, None, 2023), (None, CARD, None, 2022)]
    persons, _ = resolve(form_02(*rows, verdicts="aaqq"))
    assert persons["02:2"] == (persons["02:0"][0], "party_card")
    assert persons["02:3"][1] == "own"


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
    keys = [resolved(cadres, others(), secret)[0]["person_key"][0].as_py() for secret in (b"a", b"a", b"b")]
    assert keys[0] == keys[1] != keys[2]
    assert len(keys[0]) == 64
    assert NEW not in keys[0]


def test_a_key_stays_when_more_is_known_of_the_person() -> None:
    alone = resolve(form_02((NEW, CARD, 1985)))[0]["02:0"]
    assert resolve(form_02((NEW, CARD, 1985), (None, CARD, 1985), (OLD, CARD, 1985)))[0]["02:0"] == alone


@pytest.mark.parametrize(
    ("rows", "names"),
    [
        ([(NEW, CARD, 1985), (OLD, CARD, 1985)], [f"1:{NEW}"] * 2),
        ([(OLD, CARD, 1985), (None, CARD, 1985)], [f"2:{OLD}:1985"] * 2),
        ([(None, CARD, 1985)], [f"3:{CARD}:1985"]),
        ([(None, CARD, 1985), (None, CARD, 1986)], [f"3:{CARD}:1985:02:0", f"3:{CARD}:1986:02:1"]),
        ([(NEW, CARD, 1985), (NEW_2, CARD, 1985), (NEW, None, 1985)], [f"1:{NEW}", f"1:{NEW_2}", f"1:{NEW}"]),
    ],
)
def test_the_name_under_the_hash_is_the_same_every_night(rows: list[tuple[Any, ...]], names: list[str]) -> None:
    persons = resolve(form_02(*rows))[0]
    expected = [hmac.new(SECRET, name.encode(), hashlib.sha256).hexdigest() for name in names]
    assert [persons[f"02:{number}"][0] for number in range(len(rows))] == expected


# Whatever the rows are

IDS = [None, NEW, NEW_2, NEW_3, OLD, OLD_2]
CARDS = [None, CARD, CARD_2, CARD_3]
IDENTIFIED = st.tuples(
    st.sampled_from(IDS), st.sampled_from(CARDS), st.sampled_from([1985, 1986]), st.sampled_from([2023, 2024])
).filter(lambda row: row[0] or row[1])
Told = tuple[Any, ...]


def of_group(row: Told, group: int) -> Told:
    """Return a row with identifiers of its group alone; the first group has those of ``IDS`` and ``CARDS``."""
    citizen_id, card, *more = row
    return (
        citizen_id and f"{int(citizen_id[:3]) + group:03}{citizen_id[3:]}",
        card and f"{int(card[:2]) + group:02}{card[2:]}",
        *more,
    )


# Several groups of rows that have nothing to do with one another: they are linked at once, and the time of an example
# is the database's, not the rows'.
ROWS = st.lists(st.lists(IDENTIFIED, min_size=1, max_size=10), min_size=1, max_size=8).map(
    lambda groups: [of_group(row, number) for number, rows in enumerate(groups) for row in rows]
)
wild = settings(deadline=None, max_examples=25)


def is_card(mark: Told) -> bool:
    """Tell a party card from an id."""
    return len(mark[0]) == len(CARD)


def marks_of(row: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    """Return what a row shares with others of its person, written as the page says it."""
    citizen_id, card, born = row[:3]
    marks: list[tuple[Any, ...]] = []
    if citizen_id:
        marks.append((citizen_id,) if len(citizen_id) == 12 else (citizen_id, born))
    return [*marks, (card, born)] if card else marks


def by_hand(rows: list[tuple[Any, ...]], conflicted: set[tuple[Any, ...]]) -> nx.Graph:
    """Return rows (numbers) and marks joined, but for the marks in conflict."""
    graph = nx.Graph()
    graph.add_nodes_from(range(len(rows)))
    graph.add_edges_from((number, mark) for number, row in enumerate(rows) for mark in marks_of(row))
    graph.remove_nodes_from(conflicted)
    return graph


def conflicts_by_hand(rows: list[tuple[Any, ...]]) -> set[tuple[Any, ...]]:
    """Walk every path between two 12-digit ids."""
    marks = {mark for row in rows for mark in marks_of(row)}
    found = {mark for mark in marks for other in marks if is_card(mark) and mark[0] == other[0] and mark != other}
    graph = by_hand(rows, set())
    ends = [mark for mark in marks if len(mark) == 1]
    for one, other in combinations(ends, 2):
        for path in nx.all_simple_paths(graph, one, other):
            found |= {node for node in path if isinstance(node, tuple) and len(node) == 2}
    return found


def partition(numbers: Any) -> set[frozenset[int]]:
    rows: dict[Any, set[int]] = {}
    for row, number in enumerate(numbers):
        rows.setdefault(number, set()).add(row)
    return {frozenset(members) for members in rows.values()}


@wild
@given(ROWS)
def test_conflicts_and_persons_are_those_of_every_path_walked(rows: list[tuple[Any, ...]]) -> None:
    expected = conflicts_by_hand(rows)
    frame = rows_of(*(row[:3] for row in rows))
    assert marks_in_conflict(frame) == expected
    joined = nx.connected_components(by_hand(rows, expected))
    assert partition(link_rows(frame)) == {
        frozenset(node for node in members if isinstance(node, int))
        for members in joined
        if any(isinstance(node, int) for node in members)
    }
    told = {
        (row_id, "card" if is_card(mark) else "old_id")
        for row_id, row in zip(form_02(*rows)["row_id"], rows, strict=True)
        for mark in marks_of(row)
        if mark in expected
    }
    assert resolve(form_02(*rows))[1] == sorted(told)


@wild
@given(ROWS, IDENTIFIED)
def test_no_row_ever_joins_two_new_ids_or_parts_one(rows: list[tuple[Any, ...]], more: tuple[Any, ...]) -> None:
    persons = link_rows(rows_of(*(row[:3] for row in [*rows, more])))
    owners = {(row[0], persons[number]) for number, row in enumerate([*rows, more]) if row[0] and len(row[0]) == 12}
    ids, numbers = [one for one, _ in owners], [number for _, number in owners]
    assert len(set(ids)) == len(ids)
    assert len(set(numbers)) == len(numbers)


@wild
@given(ROWS)
def test_what_is_in_conflict_joins_nobody(rows: list[tuple[Any, ...]]) -> None:
    expected = conflicts_by_hand(rows)
    without = [
        (
            None if (row[0], row[2]) in expected else row[0],
            None if (row[1], row[2]) in expected else row[1],
            row[2],
        )
        for row in rows
    ]
    frame = rows_of(*(row[:3] for row in rows))
    assert partition(link_rows(rows_of(*without))) == partition(link_rows(frame))


@wild
@given(ROWS)
def test_persons_have_keys_of_their_own(rows: list[tuple[Any, ...]]) -> None:
    cadres = form_02(*rows)
    persons = resolve(cadres)[0]
    assert partition(persons[row_id][0] for row_id in cadres["row_id"]) == partition(link_rows(cadres))


@wild
@given(ROWS, IDENTIFIED)
def test_a_row_finds_the_one_person_of_its_year_else_of_all(rows: list[tuple[Any, ...]], told: tuple[Any, ...]) -> None:
    citizen_id, card, _, year = told
    cadres = form_02(*rows)
    persons, conflicts = resolve(cadres, others((citizen_id, card), year=year))

    def only(place: int, *years: int) -> Any:
        """Return the person of whom alone the id (place 0) or card (1) is, in those years."""
        owners = {
            persons[f"02:{number}"][0]
            for number, row in enumerate(rows)
            if told[place] and row[place] == told[place] and row[3] in years
        }
        return owners.pop() if len(owners) == 1 else None

    by_id, by_card = only(0, year) or only(0, 2023, 2024), only(1, year) or only(1, 2023, 2024)
    in_turn = [only(0, year), only(1, year), by_id, by_card]
    if citizen_id and len(citizen_id) == 12:
        in_turn.insert(0, by_id)
    assert persons["03:0"][0] == next((one for one in in_turn if one), None)
    assert (("03:0", "two_persons") in conflicts) is bool(by_id and by_card and by_id != by_card)


@wild
@given(ROWS, st.text("aq", max_size=40), st.randoms())
def test_persons_do_not_depend_on_the_order_of_rows(rows: list[tuple[Any, ...]], verdicts: str, random: Any) -> None:
    cadres = form_02(*rows, verdicts=verdicts[: len(rows)])
    told = others(*sorted({row[:2] for row in rows}, key=str))
    order = random.sample(range(len(cadres)), len(cadres))
    expected = resolve(cadres, told)
    assert resolve(cadres.iloc[order].reset_index(drop=True), told.iloc[::-1]) == expected
