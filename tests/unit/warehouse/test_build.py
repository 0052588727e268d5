"""The database in building/: upon what stands where that is sound and of this plan, else from nothing."""

from pathlib import Path

import duckdb
import pytest

from dagster_project.settings import Settings, load_settings
from dagster_project.warehouse.build import build_warehouse, finish_building
from dagster_project.warehouse.carry_out import BUILT, STANDS
from dagster_project.warehouse.plan import Node, Plan

PLAN = Plan(
    "the plan",
    tuple(
        Node(name, "model", name, schema="core", sql=f"select range as n from range({rows})", materialized="table")
        for name, rows in (("small", 3), ("large", 400_000))
    ),
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(None, WAREHOUSE_DATA_DIR=str(tmp_path))


def built(settings: Settings, plan: Plan = PLAN) -> set[str]:
    outcomes = build_warehouse(settings, plan, lambda _: None)
    assert {outcome.status for outcome in outcomes} <= {BUILT, STANDS}
    finish_building(settings, "inputs")
    return {outcome.node.name for outcome in outcomes if outcome.status == BUILT}


def test_what_stands_is_built_upon(settings: Settings) -> None:
    assert built(settings) == {"small", "large"}
    assert built(settings) == set()
    with duckdb.connect(str(settings.warehouse_path), read_only=True) as warehouse:
        assert warehouse.sql("select count(*) from core.large").fetchall() == [(400_000,)]
    assert list(settings.building_path.parent.iterdir()) == [], "nothing is left beside it"


def test_a_damaged_warehouse_and_one_of_another_plan_are_not(settings: Settings) -> None:
    built(settings)
    settings.warehouse_path.write_bytes(b"x" * 20_000)
    assert built(settings) == {"small", "large"}
    assert built(settings, Plan("another", PLAN.nodes)) == {"small", "large"}


def test_one_that_is_mostly_room_left_over_is_not(settings: Settings) -> None:
    built(settings)
    with duckdb.connect(str(settings.warehouse_path)) as warehouse:
        warehouse.execute("create table core.gone as select random() as n from range(1_000_000)")
        # What lies behind it keeps its blocks in the file.
        warehouse.execute("checkpoint; create table core.after as select range as n from range(100_000); checkpoint")
        warehouse.execute("drop table core.gone; checkpoint")
        used, free = warehouse.sql("select used_blocks, free_blocks from pragma_database_size()").fetchall()[0]
        assert free > used
    assert built(settings) == {"small", "large"}
