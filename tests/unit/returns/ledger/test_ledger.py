"""Versions in the order of receipt: which one is in force, which repeats another year, and whose findings count."""

from datetime import datetime
from typing import Any

import duckdb
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dagster_project.returns.ledger.versions import (
    Rejected,
    count_files,
    find_rejected,
    nearly_equal,
    order_versions,
)
from dagster_project.tables.forms import forms


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
        **dict.fromkeys(("rows_read", "rows_quarantined", "rows_non_data", "control_total"), 0),
        "rows_accepted": more.get("accepted", 0),
        "replaces_all": more.get("replaces_all", False),
    }


def told(versions: list[dict[str, Any]], rejected: set[str] | None = None) -> dict[str, tuple[int, str]]:
    """Return file → (number, letters: usable, in force, counted)."""
    ordered = order_versions(pd.DataFrame(versions), rejected or set())
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


def test_what_comparing_versions_rejects_is_not_usable() -> None:
    assert told([version("a", 10), version("b", 11)], {"2024/b:03"}) == {"a": (1, "ufc"), "b": (2, "c")}


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


DATABASE = duckdb.connect()
NO_ROWS = pd.DataFrame({"version_id": [], "content_hash": []}, dtype=object)


def rejected_of(versions: list[dict[str, Any]], rows: pd.DataFrame = NO_ROWS) -> Rejected:
    frame = pd.DataFrame(versions)
    DATABASE.register("version", frame[["version_id", "report_year", "unit_code", "form"]])
    DATABASE.register("content", rows)
    return find_rejected(frame, nearly_equal(DATABASE))


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
    return list(rejected_of(versions, rows).copies.itertuples(index=False, name=None))


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
    rows = pd.concat([contents("2024/a:03", ROWS), contents("2024/b:03", ROWS)])
    assert rejected_of([version("a", 10), version("b", 11)], rows).copies.empty


def test_the_latest_year_that_it_repeats_is_told() -> None:
    versions = [version(name, 10, year=year) for name, year in (("a", 2021), ("b", 2022), ("c", 2024))]
    rows = pd.concat([contents(f"{year}/{name}:03", ROWS) for name, year in (("a", 2021), ("b", 2022), ("c", 2024))])
    found = rejected_of(versions, rows)
    assert list(found.copies["copied_from"]) == ["2021/a:03", "2022/b:03"]
    assert found.version_ids == {"2022/b:03", "2024/c:03"}


# Versions that shrank


def shrunk(*versions: dict[str, Any], rows: pd.DataFrame = NO_ROWS) -> list[tuple[str, int, int]]:
    """Return (file, its rows, those of the version in force)."""
    found = rejected_of(list(versions), rows).shrunk
    files = [one.split("/")[1].split(":")[0] for one in found["version_id"]]
    return list(zip(files, found["rows_accepted"], found["rows_in_force"], strict=True))


@pytest.mark.parametrize(
    ("before", "now", "is_shrunk"),
    [(300, 149, True), (300, 150, False), (3, 1, True), (2, 1, False), (1, 0, True), (0, 0, False), (100, 300, False)],
)
def test_fewer_than_half_the_accepted_rows_is_too_few(before: int, now: int, is_shrunk: bool) -> None:
    versions = [version("a", 10, accepted=before), version("b", 11, accepted=now)]
    assert shrunk(*versions) == ([("b", now, before)] if is_shrunk else [])
    assert shrunk(*reversed(versions)) == shrunk(*versions)


@pytest.mark.parametrize(("said", "is_shrunk"), [(True, False), (False, True), (None, True)])
def test_a_version_that_says_so_replaces_all(said: bool | None, is_shrunk: bool) -> None:
    first = version("a", 10, accepted=300, replaces_all=True)
    assert bool(shrunk(first, version("b", 11, accepted=12, replaces_all=said))) is is_shrunk


def test_what_it_is_measured_by_is_in_force_at_that_moment() -> None:
    # A supplement never was in force; neither was what the judge rejected.
    supplements = [version("a", 10, accepted=300), version("b", 11, accepted=100), version("c", 12, accepted=60)]
    assert shrunk(*supplements) == [("b", 100, 300), ("c", 60, 300)]
    rejected = version("a", 10, accepted=300, rejected=True)
    assert shrunk(rejected, *supplements[1:]) == []
    # Step by step it may shrink, and what replaced all is the new measure.
    assert shrunk(*(version(name, 10 + n, accepted=300 >> n) for n, name in enumerate("abc"))) == []
    replaced = version("b", 11, accepted=100, replaces_all=True)
    assert shrunk(supplements[0], replaced, supplements[2]) == []


def test_a_rejected_version_is_not_measured() -> None:
    assert shrunk(version("a", 10, accepted=300), version("b", 11, accepted=12, rejected=True)) == []


@pytest.mark.parametrize("other", [{"year": 2023}, {"unit": "cho-don"}, {"form": "04"}], ids=str)
def test_only_versions_of_one_return_are_compared(other: dict[str, Any]) -> None:
    assert shrunk(version("a", 10, accepted=300, **other), version("b", 11, accepted=12)) == []


@pytest.mark.parametrize("form", forms())
def test_every_form_may_shrink(form: str) -> None:
    assert shrunk(version("a", 10, accepted=300, form=form), version("b", 11, accepted=12, form=form))


def test_a_copy_was_never_in_force_and_what_shrank_was_never_copied() -> None:
    last_year = version("last", 10, year=2023, accepted=100)
    copy, right = version("copy", 11, accepted=100), version("right", 12, accepted=30)
    rows = pd.concat([contents("2023/last:03", ROWS), contents("2024/copy:03", ROWS)])
    found = rejected_of([last_year, copy, right], rows)
    assert (list(found.copies["version_id"]), found.shrunk.empty) == (["2024/copy:03"], True)

    supplement = version("supplement", 11, year=2023, accepted=10)
    late = ["late 1", "late 2"]
    rows = pd.concat([contents("2023/last:03", ROWS), contents("2023/supplement:03", late)])
    rows = pd.concat([rows, contents("2024/right:03", late)])
    found = rejected_of([last_year, supplement, right], rows)
    assert (found.copies.empty, list(found.shrunk["version_id"])) == (True, ["2023/supplement:03"])


def test_a_version_that_shrank_counts_until_a_full_one_comes() -> None:
    versions = [version("a", 10, accepted=300), version("b", 11, accepted=12)]
    assert told(versions, rejected_of(versions).version_ids) == {"a": (1, "ufc"), "b": (2, "c")}
    versions.append(version("c", 12, accepted=312))
    assert told(versions, rejected_of(versions).version_ids) == {"a": (1, "u"), "b": (2, ""), "c": (3, "ufc")}


RECEIVED = st.lists(
    st.tuples(st.integers(0, 9), st.booleans(), st.booleans(), st.integers(0, 3)), min_size=1, max_size=7
)


@settings(deadline=None)
@given(RECEIVED, st.randoms())
def test_versions_are_compared_one_after_the_other(received: list[tuple[Any, ...]], random: Any) -> None:
    versions = [
        version(str(number), 10 + day, accepted=accepted, replaces_all=replaces, rejected=rejected)
        for number, (accepted, replaces, rejected, day) in enumerate(received)
    ]
    in_force, expected = None, []
    for one in sorted(versions, key=lambda one: (one["received_at"], one["file_path"])):
        if one["is_rejected"]:
            continue
        if in_force and one["rows_accepted"] < in_force["rows_accepted"] / 2 and not one["replaces_all"]:
            expected.append((one["file_key"], one["rows_accepted"], in_force["rows_accepted"]))
        else:
            in_force = one
    assert shrunk(*random.sample(versions, len(versions))) == expected
    letters = told(versions, rejected_of(versions).version_ids)
    assert [file for file, (_, flags) in letters.items() if "f" in flags] == (
        [in_force["file_key"]] if in_force else []
    )


def test_nothing_received_at_all() -> None:
    empty = pd.DataFrame([version("a", 10)]).iloc[:0]
    assert find_rejected(empty, {}).version_ids == set()
    assert order_versions(empty, set()).empty


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
    ordered = order_versions(pd.DataFrame(versions, columns=list(version("any", 1))), set())
    found = count_files(received, ordered)
    return dict(zip(found["file_key"], found["is_counted"], strict=True))


def test_an_unreadable_file_counts_until_every_form_came_in_a_later_one() -> None:
    good = [version("good", 20, form=form) for form in forms()]
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


def test_a_file_that_brought_no_version_counts_until_every_form_came_later() -> None:
    """A template without rows: its form_empty stands as long as no later file brought the forms."""
    good = [version("good", 20, form=form) for form in forms()]
    assert counted([("template", 15)], []) == {"template": True}
    assert counted([("template", 15), ("good", 20)], good) == {"template": False, "good": True}
    assert counted([("template", 25), ("good", 20)], good) == {"template": True, "good": True}


def test_an_empty_sheet_counts_with_the_other_forms_of_its_file() -> None:
    partly = [version("partly", 10, form=form) for form in ("01", "02")]
    assert counted([("partly", 10)], partly) == {"partly": True}
    assert counted([("partly", 10), ("later", 11)], [*partly, version("later", 11, form="01")])["partly"]
    replaced = [*partly, *(version("later", 11, form=form) for form in ("01", "02"))]
    assert not counted([("partly", 10), ("later", 11)], replaced)["partly"]
