"""What dbt's artefacts say becomes a plan; what a plan cannot carry out is refused by name."""

from pathlib import Path
from typing import Any

import pytest

from dagster_project.warehouse.plan import NotPlanned, Plan, plan_of, read_plan, write_plan

SEED, STG, MART, TEST = "seed.p.words", "model.p.stg_a", "model.p.mart_a", "test.p.sound_a"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "words.csv").write_text("code,label\na,A\n", encoding="utf-8")
    return tmp_path


def manifest() -> dict[str, Any]:
    config = {"enabled": True, "materialized": "table", "pre-hook": [], "post-hook": []}
    never = {"name": "code", "data_type": "string", "constraints": [{"type": "not_null"}]}
    told = {"description": "", "original_file_path": "words.csv", "depends_on": {"nodes": []}}
    given: dict[str, Any] = {
        "nodes": {
            MART: {
                **told, "resource_type": "model", "name": "mart_a", "schema": "marts", "fqn": ["p", "marts", "mart_a"],
                "config": config, "contract": {"enforced": True}, "columns": {"code": never},
                "depends_on": {"nodes": [STG, SEED]},
            },
            STG: {
                **told, "resource_type": "model", "name": "stg_a", "schema": "staging",
                "fqn": ["p", "staging", "stg_a"],
                "config": config, "contract": {"enforced": False}, "columns": {},
                "depends_on": {"nodes": ["source.p.judged.row"]},
            },
            SEED: {
                **told, "resource_type": "seed", "name": "words", "schema": "reference",
                "config": {"enabled": True, "column_types": {"code": "string", "label": "string"}},
            },
            TEST: {
                **told, "resource_type": "test", "name": "sound_a_b_c", "attached_node": STG,
                "test_metadata": {"name": "sound"}, "depends_on": {"nodes": [STG]},
                "config": {
                    "enabled": True, "severity": "WARN", "fail_calc": "count(*)", "error_if": "!= 0", "warn_if": "!= 0",
                    "limit": None,
                },
            },
        },
        "sources": {"source.p.judged.row": {"name": "row", "config": {"external_location": "read('{name}/*')"}}},
    }  # fmt: skip
    for unique_id, node in given["nodes"].items():
        node["unique_id"] = unique_id
    return given


def planned(project: Path, told: dict[str, Any]) -> Plan:
    return plan_of(told, {MART: "select 2", STG: "select 1", TEST: "select 3"}, project, "a stamp")


def test_each_node_comes_after_what_it_reads_with_what_dbt_compiled(project: Path) -> None:
    plan = planned(project, manifest())
    order = [node.node_id for node in plan.nodes]
    assert order.index(SEED) < order.index(MART) > order.index(STG) < order.index(TEST)
    by_id = {node.node_id: node for node in plan.nodes}
    assert (by_id[MART].sql, by_id[MART].columns, by_id[MART].reads) == (
        "select 2",
        {"code": "string not null"},
        (STG, SEED),
    )
    assert (by_id[STG].folder, by_id[STG].sources) == ("staging", {"judged.row": "read('row/*')"})
    assert by_id[SEED].columns == {"code": "string", "label": "string"}
    assert (by_id[TEST].guards, by_id[TEST].rule, by_id[TEST].only_warns) == (STG, "sound", True)


def test_a_plan_that_was_written_is_read_again_and_a_damaged_one_is_none(project: Path) -> None:
    plan, path = planned(project, manifest()), project / "plan.json"
    assert read_plan(path) is None
    write_plan(path, plan)
    assert read_plan(path) == plan
    path.write_text(path.read_text(encoding="utf-8")[:-20], encoding="utf-8")
    assert read_plan(path) is None


@pytest.mark.parametrize(
    ("node", "place", "value", "told"),
    [
        (STG, ("config", "materialized"), "incremental", "only tables and views without hooks"),
        (STG, ("config", "post-hook"), [{"sql": "analyze"}], "only tables and views without hooks"),
        (MART, ("columns", "code", "constraints"), [{"type": "unique"}], r"mart_a\.code: of constraints"),
        (SEED, ("config", "column_types"), {"code": "string"}, r"words\.csv: column_types names no type of label"),
        (TEST, ("config", "error_if"), "> 10", "without thresholds"),
        (TEST, ("config", "limit"), 5, "without thresholds"),
    ],
)
def test_what_only_dbt_can_do_is_refused(
    project: Path, node: str, place: tuple[str, ...], value: Any, told: str
) -> None:
    asked = manifest()
    part = asked["nodes"][node]
    for step in place[:-1]:
        part = part[step]
    part[place[-1]] = value
    with pytest.raises(NotPlanned, match=told):
        planned(project, asked)
