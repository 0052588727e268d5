"""What Spark is told, and what becomes of what it says: with a stand-in for Spark's process, in milliseconds."""

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dagster_project.settings import Settings, load_settings
from dagster_project.warehouse import spark
from dagster_project.warehouse.carry_out import BUILT, FAILED, SKIPPED, WARNED, NodeOutcome
from dagster_project.warehouse.plan import DATA_DIR, Node, Plan

SOURCE = {
    "schema": "judged",
    "name": "form_01_row",
    "identifier": "form_01_row",
    "config": {"external_location": f"read_parquet('{DATA_DIR}/returns/judged/{{name}}/*/*.parquet', x = false)"},
}
SEED = Node("seed.p.rules", "seed", "rules", schema="reference", sql="seeds/rules.csv", columns={"rule_id": "string"})
MART = Node(
    "model.p.mart_x", "model", "mart_x", schema="marts", folder="marts", sql="select 1", materialized="table",
    columns={"unit": "string not null", "persons": "bigint"}, reads=(SEED.node_id,),
)  # fmt: skip
TEST = Node("test.p.sound", "test", "sound_mart_x", guards=MART.node_id, rule="sound", reads=(MART.node_id,))
PLAN = Plan("stamp", (SEED, MART, TEST))

#: Writes what Spark would, and says what dbt would: the lines of `told`, beside the task, after a line of nobody's.
STAND_IN = """#!{python}
import json, pathlib, sys
import duckdb
task = pathlib.Path(sys.argv[2])
for name, sql in json.loads((task.parents[2] / "tables.json").read_text()).items():
    folder = pathlib.Path(json.loads(task.read_text())["warehouse"]) / name
    folder.mkdir(parents=True)
    duckdb.sql(sql).write_parquet(str(folder / "part-0.parquet"))
for line in json.loads((task.parents[2] / "told.json").read_text()):
    print(json.dumps(line), flush=True)
sys.exit({code})
"""
TABLES = {
    "reference.db/rules": "select 'young' as rule_id",
    "marts.db/mart_x": "select 'ba-be' as unit, 7::bigint as persons",
}
WENT_WELL = [[MART.node_id, "success", "OK", 0.5], ["exposure.p.bi", "no-op", "", 0.0], [TEST.node_id, "pass", "", 0.1]]


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr(spark, "read_manifest", lambda _: {"sources": {"source.p.form": SOURCE}})
    return load_settings(None, WAREHOUSE_DATA_DIR=str(tmp_path / "data"))


def built(
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    told: list[list[Any]] = WENT_WELL,
    tables: dict[str, str] = TABLES,
    code: int = 0,
) -> dict[str, NodeOutcome]:
    import sys

    settings.data_dir.mkdir(exist_ok=True)
    (settings.data_dir / "told.json").write_text(json.dumps(told))
    (settings.data_dir / "tables.json").write_text(json.dumps(tables))
    stand_in = settings.data_dir / "python"
    stand_in.write_text(STAND_IN.format(python=sys.executable, code=code))
    stand_in.chmod(0o755)
    monkeypatch.setattr(spark, "SPARK_PYTHON", stand_in)
    return {one.node.name: one for one in spark.build_on_spark(settings, PLAN, lambda _: None)}


def statuses(outcomes: dict[str, NodeOutcome]) -> dict[str, str]:
    return {name: one.status for name, one in outcomes.items()}


def test_what_spark_wrote_is_the_database_that_becomes_the_warehouse(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert statuses(built(settings, monkeypatch)) == {"rules": BUILT, "mart_x": BUILT, "sound_mart_x": BUILT}
    with duckdb.connect(str(settings.building_path), read_only=True) as database:
        assert database.sql("select * from marts.mart_x").fetchall() == [("ba-be", 7)]
        assert database.sql("select * from reference.rules").fetchall() == [("young",)]
        nullable = "select column_name from duckdb_columns() where table_name = 'mart_x' and not is_nullable"
        assert database.sql(nullable).fetchall() == [("unit",)]
    # Tables with names lie in one place alone.
    assert not (settings.building_path.parent / "spark").exists()


def test_a_test_that_fails_on_spark_makes_no_warehouse(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    told = [WENT_WELL[0], [TEST.node_id, "fail", "Got 2 results, configured to fail if != 0", 0.1]]
    outcomes = built(settings, monkeypatch, told, code=1)
    assert outcomes["sound_mart_x"].status == FAILED
    assert "Got 2 results" in outcomes["sound_mart_x"].message
    assert not settings.building_path.exists()


def test_a_test_that_only_warns_does(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    told = [WENT_WELL[0], [TEST.node_id, "warn", "Got 2 results, configured to warn if != 0", 0.1]]
    assert built(settings, monkeypatch, told)["sound_mart_x"].status == WARNED
    assert settings.building_path.exists()


def test_an_error_is_told_without_a_value_of_a_row(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    error = "Runtime Error\n  [CAST_INVALID_INPUT] The value 'Nông Văn A' of the type STRING cannot be cast to INT."
    told = [[MART.node_id, "error", error, 0.5], [TEST.node_id, "skipped", None, 0.0]]
    outcomes = built(settings, monkeypatch, told, code=1)
    assert statuses(outcomes) == {"rules": BUILT, "mart_x": FAILED, "sound_mart_x": SKIPPED}
    assert "CAST_INVALID_INPUT" in outcomes["mart_x"].message
    assert "Nông" not in outcomes["mart_x"].message


def test_a_mart_of_another_type_breaks_its_contract(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = TABLES | {"marts.db/mart_x": "select 'ba-be' as unit, 7::integer as persons"}
    outcomes = built(settings, monkeypatch, tables=tables)
    assert outcomes["mart_x"].status == FAILED
    assert "persons: promised BIGINT, made INTEGER" in outcomes["mart_x"].message


def test_a_blank_where_none_may_be_breaks_it_too(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = TABLES | {"marts.db/mart_x": "select null::varchar as unit, 7::bigint as persons"}
    assert built(settings, monkeypatch, tables=tables)["mart_x"].status == FAILED


def test_spark_that_dies_half_way_is_said_with_its_log(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RuntimeError, match=r"did not come to sound_mart_x and 0 more: .*spark\.log"):
        built(settings, monkeypatch, WENT_WELL[:1], code=137)
    with pytest.raises(RuntimeError, match=r"exit code 3: .*spark\.log"):
        built(settings, monkeypatch, code=3)
    assert not settings.building_path.exists()


def test_it_is_told_where_the_sources_lie_and_how_seeds_are_typed(settings: Settings) -> None:
    task = spark.task_of(settings, PLAN, settings.data_dir / "tables")
    assert task["sources"] == {"judged.form_01_row": f"{settings.data_dir}/returns/judged/form_01_row/*/*.parquet"}
    assert task["seeds"]["reference.rules"]["columns"] == {"rule_id": "string"}
    assert Path(task["seeds"]["reference.rules"]["path"]).exists()
    assert task["master"] == "local[*]"


def test_a_folder_with_a_quote_in_its_name_is_found(tmp_path: Path) -> None:
    # As dbt writes it into SQL: doubled.
    source = {**SOURCE, "config": {"external_location": "read_parquet('/the unit''s/{name}.parquet')"}}
    assert spark.files_of(source, tmp_path) == "/the unit's/form_01_row.parquet"


def test_a_source_that_is_not_parquet_is_refused(settings: Settings) -> None:
    source = {**SOURCE, "config": {"external_location": "read_csv('x.csv')"}}
    with pytest.raises(RuntimeError, match=r"judged\.form_01_row"):
        spark.files_of(source, settings.data_dir)
