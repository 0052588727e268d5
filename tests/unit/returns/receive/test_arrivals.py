"""What arrived by day is started once, when it has stopped to grow."""

from datetime import datetime

from dagster_project.returns.receive.arrivals import Looks, arrived
from dagster_project.returns.receive.source import ListedFile

UNITS, YEARS = ["tinh", "ba-be"], [2021, 2022]


def listed(*files: tuple[str, int]) -> list[ListedFile]:
    at = datetime(2026, 11, 29, 9, 0)
    return [ListedFile(path, size, at, None, path) for path, size in files]


def test_what_is_there_at_the_first_look_is_the_nights() -> None:
    new, looks = arrived(Looks(), listed(("2021/ba-be/a.xlsx", 5)), UNITS, YEARS)
    assert new == []
    assert arrived(looks, listed(("2021/ba-be/a.xlsx", 5)), UNITS, YEARS)[0] == []


def test_a_file_is_started_once_when_two_looks_list_it_alike() -> None:
    _, looks = arrived(Looks(), [], UNITS, YEARS)
    for size, expected in ((5, []), (9, []), (9, [(2022, "ba-be")]), (9, [])):
        # Years and units are read as a pull reads them.
        new, looks = arrived(looks, listed(("2022/Ba-Be/a.xlsx", size)), UNITS, YEARS)
        assert new == expected


def test_a_file_that_comes_back_to_what_it_was_is_started_again() -> None:
    _, looks = arrived(Looks(), listed(("2021/tinh/a.xlsx", 5)), UNITS, YEARS)
    started = []
    for size in (6, 6, 5, 5):
        new, looks = arrived(looks, listed(("2021/tinh/a.xlsx", size)), UNITS, YEARS)
        started += new
    assert started == [(2021, "tinh"), (2021, "tinh")]


def test_what_lies_elsewhere_starts_nothing() -> None:
    _, looks = arrived(Looks(), [], UNITS, YEARS)
    strange = listed(
        ("2021/a.xlsx", 1), ("1999/tinh/a.xlsx", 1), ("2021/nobody/a.xlsx", 1), ("2021/tinh/more/a.xlsx", 1)
    )
    for _ in range(3):
        new, looks = arrived(looks, strange, UNITS, YEARS)
        assert new == []
