"""Everything that Dagster's pages offer a "Materialize" for can be launched from there, alone and together."""

import logging
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import dagster as dg
import pytest
from dagster._core.definitions.job_base import InMemoryJob
from dagster._core.execution.api import create_execution_plan
from dagster._daemon.backfill import execute_backfill_iteration

from dagster_project.defs.pulling import SOURCE_CHECKS
from dagster_project.lib.locks import locked
from dagster_project.settings import load_settings
from tests.unit.defs.conftest import RAW, UNITS, YEARS, Pages

pytestmark = pytest.mark.slow

_LAUNCH = """
mutation Launch($params: ExecutionParams!) {
  launchPipelineExecution(executionParams: $params) {
    __typename
    ... on LaunchRunSuccess { run { runId } }
    ... on PythonError { message stack }
    ... on RunConfigValidationInvalid { errors { message } }
    ... on InvalidSubsetError { message }
  }
}
"""
SELECTOR = {"repositoryLocationName": "dagster_project.definitions", "repositoryName": "__repository__"}


def launch(
    pages: Pages, assets: list[str], checks: list[tuple[str, str]] | None = None, tags: dict[str, str] | None = None
) -> Any:
    """Launch as the page does; returns the run."""
    selector = {
        **SELECTOR,
        "pipelineName": "__ASSET_JOB",
        "assetSelection": [{"path": [asset]} for asset in assets],
        "assetCheckSelection": None
        if checks is None
        else [{"assetKey": {"path": [asset]}, "name": name} for asset, name in checks],
    }
    params = {
        "selector": selector,
        "runConfigData": {},
        "mode": "default",
        "executionMetadata": {"tags": [{"key": key, "value": value} for key, value in (tags or {}).items()]},
    }
    told = pages.ask(_LAUNCH, params=params)["launchPipelineExecution"]
    assert told["__typename"] == "LaunchRunSuccess", told
    return pages.run(told["run"]["runId"])


def of(key: str) -> dict[str, str]:
    """Return the tags of a run of one partition, as the page sets them."""
    year, unit = key.split("|")
    return {"dagster/partition": key, "dagster/partition/report_year": year, "dagster/partition/unit_code": unit}


RETURNS = ["received_files", "raw_rows", "clean_rows", "judged_rows"]
SOURCE_CHECK_KEYS = [spec.key for spec in SOURCE_CHECKS]

_BACKFILL = """
mutation Backfill($params: LaunchBackfillParams!) {
  launchPartitionBackfill(backfillParams: $params) {
    __typename
    ... on LaunchBackfillSuccess { backfillId }
    ... on PythonError { message stack }
  }
}
"""
_STATUS = """
query Status($key: AssetKeyInput!) {
  assetNodeOrError(assetKey: $key) {
    ... on AssetNode {
      assetPartitionStatuses {
        ... on MultiPartitionStatuses {
          ranges {
            primaryDimStartKey
            primaryDimEndKey
            secondaryDim {
              ... on DefaultPartitionStatuses { materializedPartitions failedPartitions unmaterializedPartitions }
            }
          }
        }
      }
    }
  }
}
"""


def backfill(pages: Pages, assets: list[str], keys: set[str]) -> list[Any]:
    """Ask for several partitions at once, let the daemon do its part; returns the runs."""
    params = {"assetSelection": [{"path": [asset]} for asset in assets], "partitionNames": sorted(keys)}
    told = pages.ask(_BACKFILL, params=params)["launchPartitionBackfill"]
    assert told["__typename"] == "LaunchBackfillSuccess", told
    for _ in range(5):
        list(execute_backfill_iteration(pages.context, logging.getLogger("daemon")))
    return list(pages.instance.get_runs(dg.RunsFilter(tags={"dagster/backfill": told["backfillId"]})))


def green(pages: Pages, asset: str) -> tuple[set[str], set[str]]:
    """Return the partitions that the page of an asset shows as materialised, and as failed."""
    statuses = pages.ask(_STATUS, key={"path": [asset]})["assetNodeOrError"]["assetPartitionStatuses"]
    materialized, failed = set(), set()
    for one in statuses["ranges"]:
        for year in YEARS:
            if one["primaryDimStartKey"] <= year <= one["primaryDimEndKey"]:
                materialized |= {f"{year}|{unit}" for unit in one["secondaryDim"]["materializedPartitions"]}
                failed |= {f"{year}|{unit}" for unit in one["secondaryDim"]["failedPartitions"]}
    return materialized, failed


def said(pages: Pages, key: str) -> int:
    """Return how many rows the page of a partition says were judged."""
    asked = dg.AssetRecordsFilter(dg.AssetKey("judged_rows"), asset_partitions=[key])
    last = pages.instance.fetch_materializations(asked, limit=1).records[0].asset_materialization
    assert last
    return last.metadata["dagster/row_count"].value


def test_a_return_is_done_and_done_again_from_the_pages(pages: Pages) -> None:
    for asset in RETURNS:
        assert launch(pages, [asset], [], of("2021|ba-be")).is_success, asset
        assert green(pages, asset) == ({"2021|ba-be"}, set())
    assert said(pages, "2021|ba-be") == pages.rows_judged("2021|ba-be")
    written = pages.store.path("raw", "row", (2021, "ba-be"))
    before = written.stat().st_mtime_ns, written.read_bytes()
    pages.store.forget("clean", [(2021, "ba-be")])
    assert launch(pages, RETURNS, [], of("2021|ba-be")).is_success
    # Somebody asked for it: read again, to the same bytes (an equal file is left alone).
    assert written.read_bytes() == before[1]
    assert pages.store.stamp("clean", (2021, "ba-be"))


def test_a_range_is_one_run_and_what_was_not_sent_is_not_green(pages: Pages) -> None:
    runs = backfill(pages, RETURNS, {f"2022|{unit}" for unit in UNITS})
    assert [run.is_success for run in runs] == [True]
    for asset in RETURNS:
        materialized, failed = green(pages, asset)
        assert (materialized & {"2022|tinh", "2022|ba-be"}, failed) == ({"2022|tinh"}, set()), asset
    assert said(pages, "2022|tinh") == pages.rows_judged("2022|tinh")


def test_one_that_sent_nothing_fails_with_the_reason(pages: Pages) -> None:
    run = launch(pages, ["received_files"], [], of("2021|tinh"))
    assert run.is_failure
    assert "2021|tinh: the unit sent nothing" in pages.reason(run)
    materialized, failed = green(pages, "received_files")
    assert "2021|tinh" not in materialized
    assert failed == {"2021|tinh"}


def test_a_check_runs_alone(pages: Pages) -> None:
    run = launch(pages, [], [("received_files", "source_reachable")])
    assert run.is_success
    assert [event.check_name for event in pages.evaluations(run)] == ["source_reachable"]


def test_a_file_that_arrives_starts_its_return_and_then_the_marts(pages: Pages) -> None:
    sensor = pages.definitions.resolve_sensor_def("on_arrival")
    repository = pages.definitions.get_repository_def()

    def look(cursor: str | None) -> tuple[list[dg.RunRequest], str | None]:
        context = dg.build_sensor_context(pages.instance, cursor=cursor, repository_def=repository)
        told = sensor.evaluate_tick(context)
        return list(told.run_requests or []), told.cursor

    asked, cursor = look(None)
    assert asked == []
    shutil.copytree(RAW / "2021" / "tinh", pages.returns / "2021" / "tinh")
    asked, cursor = look(cursor)
    # It may still grow.
    assert asked == []
    asked, cursor = look(cursor)
    assert [(one.job_name, one.partition_key) for one in asked] == [("one_return", "2021|tinh"), ("marts", None)]
    assert look(cursor)[0] == []
    shutil.rmtree(pages.returns / "2021" / "tinh")


def test_a_run_waits_for_another_that_writes(pages: Pages) -> None:
    lock = load_settings().data_dir / "night.lock"
    with ThreadPoolExecutor(1) as other:
        with locked(lock, wait=False):
            run = other.submit(launch, pages, [], [("received_files", "source_reachable")])
            deadline = time.monotonic() + 60
            while not (begun := pages.instance.get_runs(dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED]))):
                assert time.monotonic() < deadline
                time.sleep(0.1)
            time.sleep(0.5)
            assert not pages.run(begun[0].run_id).is_finished
        assert run.result(timeout=60).is_success


@pytest.mark.parametrize("every", [20, pytest.param(1, marks=pytest.mark.deep)])
def test_every_asset_and_check_can_be_launched_alone(pages: Pages, every: int) -> None:
    """What a launch does before its run begins; a model or check that cannot be had alone is refused there."""
    job = pages.definitions.resolve_implicit_global_asset_job_def()
    graph = job.asset_layer.asset_graph
    checks = sorted(graph.asset_check_keys)
    ours = [check for check in checks if check.name.startswith("rules_") or check in SOURCE_CHECK_KEYS]
    assert len(ours) == 14
    for asset in sorted(graph.executable_asset_keys)[::every]:
        create_execution_plan(InMemoryJob(job.get_subset(asset_selection={asset})))
    for check in [*ours, *checks[::every]]:
        create_execution_plan(InMemoryJob(job.get_subset(asset_selection=set(), asset_check_selection={check})))
