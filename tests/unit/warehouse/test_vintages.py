"""The figures of a day, and what they were made of, are kept before they are replaced."""

from datetime import date, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dagster_project.lib import day_sets
from dagster_project.tables.handed_over import VINTAGES
from dagster_project.tables.history import FIGURE_STAMP_SCHEMA, VINTAGE_INPUT_SCHEMA, VINTAGE_SCHEMA
from dagster_project.warehouse.vintages import open_vintages, record_vintages

MONDAY, TUESDAY, WEDNESDAY = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 25)


@pytest.fixture
def history(tmp_path: Path) -> Path:
    open_vintages(tmp_path / "history", FIGURE_STAMP_SCHEMA.empty_table())
    return tmp_path / "history"


def warehouse(
    folder: Path, night: date, vintages: dict[date, dict[str, int]], inputs: dict[date, str] | None = None
) -> Path:
    """Build a warehouse of a night: as_of → unit → numerator, and seen_on → the stamp of the one return."""
    path = folder / "warehouse.duckdb"
    path.unlink(missing_ok=True)
    figures = [
        {"as_of": day, "unit_code": unit, "numerator": number, "value_pct": 1 / 3, "status": "met"}
        for day, units in vintages.items()
        for unit, number in units.items()
    ]
    seen = inputs if inputs is not None else {day: f"x{day}" for day in vintages}
    made_of = [{"seen_on": day, "kind": "returns", "name": "2024/a/02", "stamp": stamp} for day, stamp in seen.items()]
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema core; create schema staging")
        connection.execute("create table staging.stg_night as select cast(? as date) as night_on", [night])
        for model, rows, schema in (
            ("fct_indicator_vintage", figures, VINTAGE_SCHEMA),
            ("fct_vintage_input", made_of, VINTAGE_INPUT_SCHEMA),
        ):
            connection.register("rows", pa.Table.from_pylist(rows, schema=schema))
            connection.execute(f"create table core.{model} as select * from rows order by all desc")
    return path


def kept(history: Path) -> dict[date, dict[str, int]]:
    found: dict[date, dict[str, int]] = {}
    for row in day_sets.read_sets(history / "indicator_vintage", VINTAGE_SCHEMA).to_pylist():
        found.setdefault(row["as_of"], {})[row["unit_code"]] = row["numerator"]
    return found


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.parquet"))}


def test_the_newest_set_is_kept_and_the_same_warehouse_again_changes_no_byte(tmp_path, history):
    path = warehouse(tmp_path, TUESDAY, {MONDAY: {"a": 1}, TUESDAY: {"a": 2, "b": 3}})
    record_vintages(history, path)
    assert kept(history) == {TUESDAY: {"a": 2, "b": 3}}
    first = files(history)
    record_vintages(history, path)
    assert files(history) == first
    read = pq.read_table(history / "indicator_vintage" / "2026-11-24.parquet")
    assert read.schema == VINTAGE_SCHEMA
    assert read.column("value_pct").to_pylist() == [1 / 3, 1 / 3]


def test_a_night_that_changed_nothing_keeps_no_set_of_its_own(tmp_path, history):
    record_vintages(history, warehouse(tmp_path, MONDAY, {MONDAY: {"a": 1}}))
    before = files(history)
    record_vintages(history, warehouse(tmp_path, TUESDAY, {MONDAY: {"a": 1}}))
    assert files(history) == before


def test_the_last_run_of_a_day_counts_and_a_change_taken_back_leaves_nothing(tmp_path, history):
    record_vintages(history, warehouse(tmp_path, MONDAY, {MONDAY: {"a": 1}}))
    record_vintages(history, warehouse(tmp_path, TUESDAY, {MONDAY: {"a": 1}, TUESDAY: {"a": 9}}))
    record_vintages(history, warehouse(tmp_path, TUESDAY, {MONDAY: {"a": 1}, TUESDAY: {"a": 4}}))
    assert kept(history) == {MONDAY: {"a": 1}, TUESDAY: {"a": 4}}
    record_vintages(history, warehouse(tmp_path, TUESDAY, {MONDAY: {"a": 1}}))
    assert kept(history) == {MONDAY: {"a": 1}}
    assert day_sets.days_kept(history / "vintage_input") == [MONDAY]


def test_a_night_killed_between_two_files_is_mended_by_the_next_one(tmp_path, history, monkeypatch):
    """Before the next build the warehouse that stands is recorded once more."""
    path = warehouse(tmp_path, TUESDAY, {MONDAY: {"a": 1}, TUESDAY: {"a": 2}})
    written, write_set = [], day_sets.write_set

    def killed_at_the_second(folder: Path, day: date, rows: pa.Table) -> None:
        if written:
            raise KeyboardInterrupt
        written.append(folder.name)
        write_set(folder, day, rows)

    with monkeypatch.context() as killed:
        killed.setattr(day_sets, "write_set", killed_at_the_second)
        with pytest.raises(KeyboardInterrupt):
            record_vintages(history, path)
    # The figures come last: none are there without what they were made of.
    assert written == ["vintage_input"]
    assert kept(history) == {}
    record_vintages(history, path)
    assert kept(history) == {TUESDAY: {"a": 2}}


def test_a_clock_that_was_set_back_takes_nothing_away(tmp_path, history):
    record_vintages(history, warehouse(tmp_path, TUESDAY, {TUESDAY: {"a": 1}}))
    record_vintages(history, warehouse(tmp_path, date(2020, 1, 1), {date(2020, 1, 1): {"a": 1}}))
    assert set(kept(history)) == {date(2020, 1, 1), TUESDAY}


def test_only_so_many_days_are_kept_and_the_inputs_that_they_were_made_of(tmp_path, history, monkeypatch):
    monkeypatch.setattr(day_sets, "DAYS_KEPT", 2)
    inputs = {MONDAY - timedelta(days=9): "long ago", MONDAY - timedelta(days=5): "of Monday", WEDNESDAY: "new"}
    days = [MONDAY - timedelta(days=7), MONDAY, WEDNESDAY]
    for day in days:
        seen = {on: stamp for on, stamp in inputs.items() if on <= day}
        record_vintages(history, warehouse(tmp_path, day, {day: {"a": 1}}, seen))
    assert set(kept(history)) == {MONDAY, WEDNESDAY}
    # Monday's figures were made of those of five days before, the oldest ones' are of no use any more.
    assert day_sets.days_kept(history / "vintage_input") == [MONDAY - timedelta(days=5), WEDNESDAY]


def test_without_a_warehouse_or_with_one_from_before_there_is_nothing_to_keep(tmp_path, history):
    before = files(history)
    record_vintages(history, tmp_path / "warehouse.duckdb")
    duckdb.connect(str(tmp_path / "warehouse.duckdb")).close()
    record_vintages(history, tmp_path / "warehouse.duckdb")
    assert files(history) == before


def test_before_the_first_night_dbt_finds_tables_without_rows_and_tonights_stamps(tmp_path):
    stamps = pa.Table.from_pylist([{"kind": "code", "name": "models", "stamp": "x"}], schema=FIGURE_STAMP_SCHEMA)
    open_vintages(tmp_path, stamps)
    assert pq.read_table(tmp_path / "figure_stamp.parquet") == stamps
    for table, schema in VINTAGES.items():
        [empty] = (tmp_path / table).glob("*.parquet")
        assert pq.read_table(empty) == schema.empty_table()
