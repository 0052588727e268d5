"""A plan is carried out: what changed is built, what stands is what a full build would give, and failures are told."""

from dataclasses import replace
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dagster_project.warehouse.carry_out import (
    BUILT,
    FAILED,
    SKIPPED,
    STANDS,
    WARNED,
    NodeOutcome,
    carry_out,
    told_in_a_line,
)
from dagster_project.warehouse.plan import DATA_DIR, Node, Plan

_ROWS = f"read_parquet('{DATA_DIR}/judged/*.parquet')"
_BROKEN = "select 'n is negative' as broken_rule, count(*) as broken_rows"


def model(name: str, sql: str, *reads: str, **more: object) -> Node:
    return Node(name, "model", name, schema="core", sql=sql, reads=reads, **{"materialized": "table", **more})  # type: ignore[arg-type]


def guard(table: str, sql: str, rule: str = "sound") -> Node:
    return Node(f"test_{table}", "test", f"test_{table}", guards=table, rule=rule, sql=sql, reads=(table,))


#: A seed; rows; a view of them; their sums; and a mart that only sees whether there are any, with a contract.
NODES = {
    node.node_id: node
    for node in (
        Node(
            "words", "seed", "words", schema="reference", sql="words.csv", columns={"code": "string", "rank": "integer"}
        ),
        model("stg_row", f"select * from {_ROWS}", sources={"judged.row": _ROWS}),
        model("seen_row", "select unit, n from core.stg_row", "stg_row", materialized="view"),
        model("by_unit", "select unit, sum(n) as n from core.seen_row group by unit", "seen_row"),
        model(
            "mart",
            "select unit, n > 0 as has_any from core.by_unit",
            "by_unit",
            columns={"unit": "string not null", "has_any": "boolean"},
        ),
        guard("by_unit", f"{_BROKEN} from core.by_unit where n < 0 having count(*) > 0"),
        guard("mart", "select * from core.mart where unit = 'nowhere'", "own"),
    )
}


class Tried:
    """A data folder with the database that is built from it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = duckdb.connect()
        (folder / "judged").mkdir()
        (folder / "words.csv").write_text('code,rank\na,1\n"b ""quoted"", and more",\n', encoding="utf-8")
        self.send("ba-be", 1, 2)
        self.send("cho-don", 3)

    def send(self, unit: str, *numbers: int) -> None:
        table = pa.table({"unit": pa.array([unit] * len(numbers), pa.string()), "n": pa.array(numbers, pa.int64())})
        pq.write_table(table, self.folder / "judged" / f"{unit}.parquet")

    def build(self, **changed: Node | None) -> dict[str, NodeOutcome]:
        nodes = tuple(node for node in ({**NODES, **changed}).values() if node)
        plan = Plan("the plan", nodes)
        done = carry_out(plan, self.database, data_dir=self.folder, project_dir=self.folder, workers=2)
        assert [outcome.node for outcome in done] == list(nodes)
        return {outcome.node.node_id: outcome for outcome in done}

    def built(self) -> set[str]:
        return {name for name, outcome in self.build().items() if outcome.status == BUILT}

    def rows(self, table: str) -> list[tuple]:
        return sorted(self.database.sql(f"select * from {table}").fetchall())


@pytest.fixture
def tried(tmp_path: Path) -> Tried:
    return Tried(tmp_path)


def test_everything_is_built_and_then_everything_stands(tried: Tried) -> None:
    assert tried.built() == set(NODES)
    assert tried.rows("core.mart") == [("ba-be", True), ("cho-don", True)]
    assert tried.rows("reference.words") == [("a", 1), ('b "quoted", and more', None)]
    assert tried.built() == set()


def test_a_change_is_built_as_far_as_it_makes_a_difference(tried: Tried) -> None:
    tried.build()
    tried.send("ba-be", 1, 5)
    # Of the mart its rows are the same: so are its tests.
    assert tried.built() == {"stg_row", "seen_row", "by_unit", "test_by_unit", "mart"}
    tried.send("ba-be", 5, 1)
    assert tried.built() == {"stg_row"}, "the same rows in another order are the same rows"
    (tried.folder / "words.csv").write_text("code,rank\na,2\n", encoding="utf-8")
    assert tried.built() == {"words"}


def test_what_is_built_upon_what_stood_is_what_is_built_from_nothing(tried: Tried, tmp_path_factory) -> None:
    tried.build()
    for unit, numbers in (("ba-be", (7,)), ("na-ri", (1, 1)), ("cho-don", ())):
        tried.send(unit, *numbers)
        tried.build()
    (tried.folder / "judged" / "na-ri.parquet").unlink()
    tried.build()
    fresh = Tried(tmp_path_factory.mktemp("fresh"))
    for path in (fresh.folder / "judged").iterdir():
        path.unlink()
    for path in (tried.folder / "judged").iterdir():
        (fresh.folder / "judged" / path.name).write_bytes(path.read_bytes())
    fresh.build()
    for table in ("core.stg_row", "core.seen_row", "core.by_unit", "core.mart", "reference.words"):
        assert tried.rows(table) == fresh.rows(table)


def test_another_plan_is_built_from_nothing(tried: Tried) -> None:
    tried.build()
    plan = Plan("another", tuple(NODES.values()))
    done = carry_out(plan, tried.database, data_dir=tried.folder, project_dir=tried.folder, workers=1)
    assert {outcome.status for outcome in done} == {BUILT}


def test_a_broken_rule_is_told_by_name_and_asked_again_until_it_holds(tried: Tried) -> None:
    tried.send("ba-be", -1)
    for _ in range(2):
        outcomes = tried.build()
        assert outcomes["test_by_unit"].status == FAILED
        assert told_in_a_line([outcomes["test_by_unit"]]) == "dbt: sound of by_unit — n is negative (1 rows)"
        assert outcomes["test_mart"].status in (BUILT, STANDS), "the others are tried all the same"
    tried.send("ba-be", 1)
    assert tried.build()["test_by_unit"].status == BUILT


def test_a_test_that_only_warns_is_told_every_night(tried: Tried) -> None:
    warns = replace(NODES["test_mart"], sql="select * from core.mart", only_warns=True)
    for _ in range(2):
        outcome = tried.build(test_mart=warns)["test_mart"]
        assert (outcome.status, outcome.message) == (WARNED, "2 rows")


def test_what_reads_a_model_that_failed_is_left_out(tried: Tried) -> None:
    outcomes = tried.build(seen_row=replace(NODES["seen_row"], sql="select unit, nothing from core.stg_row"))
    assert outcomes["seen_row"].status == FAILED
    assert "nothing" in outcomes["seen_row"].message
    left_out = {name for name, outcome in outcomes.items() if outcome.status == SKIPPED}
    assert left_out == {"by_unit", "test_by_unit", "mart", "test_mart"}
    assert tried.build()["mart"].status == BUILT


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("select unit from core.by_unit", "has_any: promised BOOLEAN, made no such column"),
        ("select unit, n as has_any from core.by_unit", "has_any: promised BOOLEAN, made HUGEINT"),
        ("select unit, true as has_any, 1 as more from core.by_unit", "more: promised no such column, made INTEGER"),
        ("select cast(null as varchar) as unit, true as has_any", "NOT NULL constraint failed: mart.unit"),
    ],
)
def test_a_table_that_breaks_its_contract_is_not_built(tried: Tried, sql: str, told: str) -> None:
    outcomes = tried.build(mart=replace(NODES["mart"], sql=sql))
    assert outcomes["mart"].status == FAILED
    assert told in outcomes["mart"].message
    tables = tried.database.sql("select table_name from duckdb_tables() where table_name = 'mart'")
    assert tables.fetchall() == []
