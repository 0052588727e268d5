"""Versions in the order of receipt: which one is in force, which repeats another year, and whose findings count."""

from datetime import datetime
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.returns.forms import FORMS
from dagster_project.returns.ledger import count_files, find_copies, order_versions

NO_COPIES = pd.DataFrame({"version_id": pd.Series(dtype=object)})


def version(file: str, day: int, **more: Any) -> dict[str, Any]:
    """Return a version of form 03 that came in a file on a day of January."""
    return {
        "version_id": f"{more.get('year', 2024)}/{file}:{more.get('form', '03')}",
        "report_year": more.get("year", 2024),
        "unit_code": more.get("unit", "ba-be"),
        "form": more.get("form", "03"),
        "file_key": file,
        "file_path": more.get("path", f"2024/ba-be/{file}"),
        "source_sha256": file,
        "received_at": datetime(2025, 1, day, 8),
        "received_order": more.get("order", 1),
        "is_rejected": more.get("rejected", False),
        **dict.fromkeys(("rows_read", "rows_accepted", "rows_quarantined", "rows_non_data", "control_total"), 0),
    }


def told(versions: list[dict[str, Any]], copies: list[str] | None = None) -> dict[str, tuple[int, str]]:
    """Return file → (number, letters: usable, in force, counted)."""
    copied = pd.DataFrame({"version_id": copies or []}, dtype=object)
    ordered = order_versions(pd.DataFrame(versions), copied)
    flags = {"is_usable": "u", "is_in_force": "f", "is_counted": "c"}
    return {
        row["file_key"]: (row["version_number"], "".join(letter for name, letter in flags.items() if row[name]))
        for row in ordered.to_dict("records")
    }


def test_the_latest_received_is_in_force_whatever_its_name() -> None:
    assert told([version("b", 20), version("a", 25), version("c", 15)]) == {
        "c": (1, "u"),
        "b": (2, "u"),
        "a": (3, "ufc"),
    }


def test_on_a_tie_the_file_name_decides_and_folders_only_after_it() -> None:
    tied = [version("b", 20, path="2024/ba-be/x/b.xlsx"), version("a", 20, path="2024/ba-be/y/a.xlsx")]
    assert told(tied) == {"a": (1, "u"), "b": (2, "ufc")}
    same_name = [version("two", 20, path="2024/ba-be/y/a.xlsx"), version("one", 20, path="2024/ba-be/x/a.xlsx")]
    assert told(same_name) == {"one": (1, "u"), "two": (2, "ufc")}
    same_path = [version("two", 20, path="2024/a", order=7), version("one", 20, path="2024/a", order=3)]
    assert told(same_path) == {"one": (1, "u"), "two": (2, "ufc")}


@pytest.mark.parametrize(
    ("rejected", "expected"),
    [
        ("", {"a": (1, "u"), "b": (2, "u"), "c": (3, "ufc")}),
        ("c", {"a": (1, "u"), "b": (2, "ufc"), "c": (3, "c")}),
        ("bc", {"a": (1, "ufc"), "b": (2, "c"), "c": (3, "c")}),
        ("ab", {"a": (1, ""), "b": (2, ""), "c": (3, "ufc")}),
        ("abc", {"a": (1, "c"), "b": (2, "c"), "c": (3, "c")}),
    ],
)
def test_an_earlier_usable_version_stays_in_force_and_later_rejected_ones_count(
    rejected: str, expected: dict[str, tuple[int, str]]
) -> None:
    versions = [version(name, day, rejected=name in rejected) for day, name in enumerate("abc", start=10)]
    assert told(versions) == expected


def test_a_copy_of_another_year_is_not_usable() -> None:
    assert told([version("a", 10), version("b", 11)], ["2024/b:03"]) == {"a": (1, "ufc"), "b": (2, "c")}


def test_each_unit_year_and_form_has_its_own_version_in_force() -> None:
    versions = [
        version("a", 10),
        version("b", 11, form="04"),
        version("c", 12, unit="cho-don"),
        version("d", 13, year=2023),
    ]
    assert set(told(versions).values()) == {(1, "ufc")}


@given(st.permutations(range(6)), st.sets(st.integers(0, 5)))
def test_the_order_in_which_versions_are_listed_does_not_matter(order: list[int], rejected: set[int]) -> None:
    versions = [version(str(number), 10 + number // 2, rejected=number in rejected) for number in range(6)]
    assert told([versions[number] for number in order]) == told(versions)


# Copies


def contents(version_id: str, hashes: list[str]) -> pd.DataFrame:
    return pd.DataFrame({"version_id": version_id, "content_hash": hashes})


def copies(
    now: list[str], before: list[str], *, form: str = "03", rejected: bool = False, unit: str = "ba-be"
) -> list[tuple[Any, ...]]:
    """Return (version, copied from, share) where one year says ``now`` and an earlier one ``before``."""
    versions = [
        version("old", 10, year=2022, form=form, rejected=rejected),
        version("new", 10, year=2024, form=form, unit=unit),
    ]
    rows = pd.concat([contents(f"2022/old:{form}", before), contents(f"2024/new:{form}", now)])
    return list(find_copies(pd.DataFrame(versions), rows).itertuples(index=False, name=None))


ROWS = [f"row {number}" for number in range(100)]


@pytest.mark.parametrize(("equal", "is_copy"), [(94, False), (95, False), (96, True), (100, True)])
def test_more_than_95_percent_of_the_rows_make_a_copy(equal: int, is_copy: bool) -> None:
    found = copies(ROWS[:equal] + [f"new {number}" for number in range(100 - equal)], ROWS)
    assert found == ([("2024/new:03", "2022/old:03", equal)] if is_copy else [])


def test_the_share_is_that_of_this_years_rows() -> None:
    assert copies(ROWS[:10], ROWS)
    assert not copies(ROWS, ROWS[:10])


def test_only_forms_03_and_04_of_the_same_unit_are_compared_with_usable_ones() -> None:
    assert copies(ROWS, ROWS, form="04")
    assert not copies(ROWS, ROWS, form="02")
    assert not copies(ROWS, ROWS, rejected=True)
    assert not copies(ROWS, ROWS, unit="cho-don")


def test_a_form_without_rows_copies_nobody() -> None:
    assert not copies([], [])


def test_a_form_sent_twice_in_one_year_is_no_copy() -> None:
    versions = pd.DataFrame([version("a", 10), version("b", 11)])
    rows = pd.concat([contents("2024/a:03", ROWS), contents("2024/b:03", ROWS)])
    assert find_copies(versions, rows).empty


# Files


def counted(files: list[tuple[str, int]], versions: list[dict[str, Any]]) -> dict[str, bool]:
    received = pd.DataFrame(
        [
            {
                "file_key": name,
                "report_year": 2024,
                "unit_code": "ba-be",
                "file_path": name,
                "source_sha256": name,
                "received_at": datetime(2025, 1, day, 8),
                "size_bytes": 1,
                "is_readable": name != "broken",
            }
            for name, day in files
        ]
    )
    ordered = order_versions(pd.DataFrame(versions), NO_COPIES)
    found = count_files(received, ordered, FORMS)
    return dict(zip(found["file_key"], found["is_counted"], strict=True))


def test_an_unreadable_file_counts_until_every_form_came_in_a_later_one() -> None:
    good = [version("good", 20, form=form) for form in FORMS]
    assert counted([("broken", 15), ("good", 20)], good) == {"broken": False, "good": True}
    assert counted([("broken", 25), ("good", 20)], good) == {"broken": True, "good": True}
    assert counted([("broken", 15), ("good", 20)], good[:3]) == {"broken": True, "good": True}


def test_a_file_counts_as_long_as_one_of_its_forms_does() -> None:
    both = [version("first", 10, form="03"), version("first", 10, form="04")]
    assert counted([("first", 10), ("second", 11)], [*both, version("second", 11, form="03")]) == {
        "first": True,
        "second": True,
    }
    replaced = [*both, version("second", 11, form="03"), version("second", 11, form="04")]
    assert counted([("first", 10), ("second", 11)], replaced) == {"first": False, "second": True}
