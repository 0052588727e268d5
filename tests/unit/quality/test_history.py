"""What the nights found is kept once, and told apart from the night before."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from dagster_project.lib import day_sets
from dagster_project.quality import history

MONDAY, TUESDAY, WEDNESDAY = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 25)


def night(day: date, hour: int = 2) -> datetime:
    return datetime(day.year, day.month, day.day, hour)


def findings(**counts: int) -> pd.DataFrame:
    rows = [(2024, "ba-be", "02", rule, "warn", count) for rule, count in counts.items()]
    return pd.DataFrame(rows, columns=["report_year", "unit_code", "form", "rule_id", "severity", "findings"])


def returns(state: str = "accepted", accepted: int = 10) -> pd.DataFrame:
    columns = ["report_year", "unit_code", "form", "expected", "state", "is_late", "rows_accepted", "rows_quarantined"]
    return pd.DataFrame([(2024, "ba-be", "02", True, state, False, accepted, 0)], columns=columns)


def counts(folder: Path, day: date | None = None) -> dict[tuple[date, str], int]:
    sets = history.read_sets(folder, "quality_count")
    return {(row.seen_on, row.rule_id): row.findings for row in sets.itertuples() if day in (None, row.seen_on)}


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.parquet"))}


def test_the_same_night_again_changes_no_byte(tmp_path):
    history.open_history(tmp_path, MONDAY)
    assert history.record_night(tmp_path, night(MONDAY), findings(value_unknown=3), returns())
    first = files(tmp_path)
    history.open_history(tmp_path, MONDAY)
    history.record_night(tmp_path, night(MONDAY), findings(value_unknown=3).sample(frac=1), returns())
    assert files(tmp_path) == first


def test_a_night_that_finds_nothing_new_adds_no_set_but_is_remembered_as_a_look(tmp_path):
    history.record_night(tmp_path, night(MONDAY), findings(value_unknown=3), returns())
    assert not history.record_night(tmp_path, night(TUESDAY), findings(value_unknown=3), returns())
    assert counts(tmp_path) == {(MONDAY, "value_unknown"): 3}
    assert history.read_runs(tmp_path) == [night(TUESDAY), night(MONDAY)]


def test_the_order_of_rows_is_no_change(tmp_path):
    found = findings(value_unknown=3, date_invalid=1)
    history.record_night(tmp_path, night(MONDAY), found, returns())
    assert not history.record_night(tmp_path, night(TUESDAY), found.iloc[::-1], returns())


def test_a_change_keeps_the_whole_set_and_says_zero_of_what_is_gone(tmp_path):
    history.record_night(tmp_path, night(MONDAY), findings(value_unknown=3, date_invalid=1), returns())
    history.record_night(tmp_path, night(TUESDAY), findings(value_unknown=3, duplicate_row=2), returns())
    assert counts(tmp_path, TUESDAY) == {
        (TUESDAY, "value_unknown"): 3,
        (TUESDAY, "duplicate_row"): 2,
        (TUESDAY, "date_invalid"): 0,
    }


def test_zero_is_said_once(tmp_path):
    history.record_night(tmp_path, night(MONDAY), findings(value_unknown=3), returns())
    history.record_night(tmp_path, night(TUESDAY), findings(), returns())
    assert not history.record_night(tmp_path, night(WEDNESDAY), findings(), returns())
    assert counts(tmp_path) == {(MONDAY, "value_unknown"): 3, (TUESDAY, "value_unknown"): 0}


def test_the_last_run_of_a_day_counts_and_a_change_taken_back_leaves_nothing(tmp_path):
    history.record_night(tmp_path, night(MONDAY), findings(value_unknown=3), returns())
    history.record_night(tmp_path, night(TUESDAY), findings(value_unknown=9), returns())
    history.record_night(tmp_path, night(TUESDAY), findings(value_unknown=4), returns())
    assert counts(tmp_path, TUESDAY) == {(TUESDAY, "value_unknown"): 4}
    history.record_night(tmp_path, night(TUESDAY), findings(value_unknown=3), returns())
    assert counts(tmp_path) == {(MONDAY, "value_unknown"): 3}


def test_a_form_that_comes_is_a_change_without_any_finding(tmp_path):
    history.record_night(tmp_path, night(MONDAY), findings(), returns("missing", 0))
    assert history.record_night(tmp_path, night(TUESDAY), findings(), returns("accepted", 10))
    states = history.read_sets(tmp_path, "return_state")
    assert list(states["state"]) == ["missing", "accepted"]
    assert list(history.last_set(states, TUESDAY)["state"]) == ["missing"]


def test_a_night_killed_before_it_was_recorded_is_mended_by_the_next(tmp_path):
    history.record_night(tmp_path, night(MONDAY), findings(value_unknown=3), returns())
    history.open_history(tmp_path, TUESDAY)  # and nothing more of Tuesday
    (tmp_path / "quality_count" / ".2026-11-24.parquet.half").write_bytes(b"PAR1")
    assert history.record_night(tmp_path, night(WEDNESDAY), findings(value_unknown=5), returns())
    assert counts(tmp_path) == {(MONDAY, "value_unknown"): 3, (WEDNESDAY, "value_unknown"): 5}


def test_only_so_many_sets_are_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(day_sets, "DAYS_KEPT", 3)
    for day in range(6):
        history.record_night(tmp_path, night(MONDAY) + timedelta(days=day), findings(value_unknown=day + 1), returns())
    assert set(counts(tmp_path).values()) == {4, 5, 6}


def test_before_the_first_night_dbt_finds_tables_without_rows_and_the_day(tmp_path):
    history.open_history(tmp_path, MONDAY)
    assert pq.read_table(tmp_path / "night.parquet").to_pylist() == [{"night_on": MONDAY}]
    for table, schema in (("quality_count", history.COUNT_SCHEMA), ("return_state", history.STATE_SCHEMA)):
        [empty] = (tmp_path / table).glob("*.parquet")
        found = pq.read_table(empty)
        assert found.num_rows == 0
        assert found.schema.names == schema.names
    assert history.read_sets(tmp_path, "quality_count").empty


@pytest.mark.parametrize("damaged", [b"", b"{"])
def test_a_damaged_list_of_looks_is_begun_anew(tmp_path, damaged):
    (tmp_path / "looks.json").write_bytes(damaged)
    history.record_night(tmp_path, night(MONDAY), findings(), returns())
    assert history.read_runs(tmp_path) == [night(MONDAY)]


def test_a_second_run_of_an_evening_is_compared_with_the_first_and_replaces_its_set(tmp_path):
    history.record_night(tmp_path, night(MONDAY), findings(value_unknown=3), returns("missing", 0))
    history.record_night(tmp_path, night(TUESDAY, 18), findings(value_unknown=3), returns("missing", 0))
    history.record_night(tmp_path, night(TUESDAY, 20), findings(value_unknown=3, age_implausible=5), returns())
    last = history.read_last_change(tmp_path)
    assert last is not None
    assert (last.found_at, last.before_at) == (night(TUESDAY, 20), night(TUESDAY, 18))
    assert list(last.counts["rule_id"]) == ["value_unknown"]
    assert list(last.states["state"]) == ["missing"]
    history.record_night(tmp_path, night(TUESDAY, 22), findings(age_implausible=7), returns())
    last = history.read_last_change(tmp_path)
    assert last is not None
    assert (last.before_at, dict(zip(last.counts["rule_id"], last.counts["findings"], strict=True))) == (
        night(TUESDAY, 20), {"value_unknown": 3, "age_implausible": 5}
    )  # fmt: skip
    assert counts(tmp_path, TUESDAY) == {(TUESDAY, "age_implausible"): 7, (TUESDAY, "value_unknown"): 0}


def test_a_run_that_changes_nothing_leaves_what_stood_before_the_last_change(tmp_path):
    history.record_night(tmp_path, night(MONDAY), findings(value_unknown=3), returns())
    assert history.read_last_change(tmp_path) is None
    history.record_night(tmp_path, night(MONDAY, 20), findings(value_unknown=4), returns())
    before = files(tmp_path)
    history.record_night(tmp_path, night(MONDAY, 21), findings(value_unknown=4), returns())
    history.record_night(tmp_path, night(TUESDAY), findings(value_unknown=4), returns())
    assert files(tmp_path) == before
    assert history.read_last_change(tmp_path).found_at == night(MONDAY, 20)


def test_of_an_earlier_day_the_last_run_is_remembered_of_today_every_one(tmp_path):
    for at in (night(MONDAY), night(MONDAY, 20), night(TUESDAY), night(TUESDAY, 9)):
        history.record_night(tmp_path, at, findings(), returns())
    assert history.read_runs(tmp_path) == [night(TUESDAY, 9), night(TUESDAY), night(MONDAY, 20)]


def test_a_list_of_looks_of_an_earlier_version_held_days(tmp_path):
    (tmp_path / "looks.json").write_text(json.dumps(["2026-11-23"]), encoding="utf-8")
    history.record_night(tmp_path, night(TUESDAY), findings(), returns())
    assert history.read_runs(tmp_path) == [night(TUESDAY), night(MONDAY, 0)]


def test_a_night_killed_before_it_told_when_is_told_by_the_next(tmp_path, monkeypatch):
    history.record_night(tmp_path, night(MONDAY), findings(value_unknown=3), returns())
    with monkeypatch.context() as killed:
        killed.setattr(history, "_keep", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            history.record_night(tmp_path, night(TUESDAY), findings(value_unknown=9), returns())
    history.record_night(tmp_path, night(TUESDAY, 4), findings(value_unknown=9), returns())
    last = history.read_last_change(tmp_path)
    assert (last.found_at, list(last.counts["findings"])) == (night(TUESDAY, 4), [3])


@pytest.mark.parametrize("damaged", [b"", b"{", b"{}", b"[]"])
def test_a_damaged_change_is_none(tmp_path, damaged):
    history.record_night(tmp_path, night(MONDAY), findings(value_unknown=3), returns())
    history.record_night(tmp_path, night(TUESDAY), findings(), returns())
    (tmp_path / "before" / "change.json").write_bytes(damaged)
    assert history.read_last_change(tmp_path) is None


def test_a_run_is_kept_as_the_clocks_of_vietnam_show_it(tmp_path):
    history.record_night(tmp_path, datetime.fromisoformat("2026-11-23T20:30:00+00:00"), findings(), returns())
    assert history.read_runs(tmp_path) == [datetime(2026, 11, 24, 3, 30)]
