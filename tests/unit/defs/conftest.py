"""Dagster as its pages see it, over two units and two years, with GraphQL in this process."""

import csv
import shutil
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from dagster._core.instance.ref import InstanceRef
from dagster._core.remote_origin import InProcessCodeLocationOrigin
from dagster._core.types.loadable_target_origin import LoadableTargetOrigin
from dagster._core.workspace.context import WorkspaceProcessContext
from dagster._core.workspace.load_target import InProcessWorkspaceLoadTarget
from dagster_graphql.schema import create_schema
from dagster_graphql.test.utils import execute_dagster_graphql

from dagster_project.definitions import defs
from dagster_project.defs.outcome import reason_of
from dagster_project.lib.seeds import SEEDS
from dagster_project.returns.store import ReturnsStore
from dagster_project.settings import load_settings, prepare_dagster_home

RAW = Path(__file__).parents[3] / "raw"
UNITS, YEARS = ("tinh", "ba-be"), ("2021", "2022")
# As the pages have it: runs begin at once, here in the test's own process.
_AT_ONCE = {
    "run_launcher": {
        "module": "dagster._core.launcher.sync_in_memory_run_launcher",
        "class": "SyncInMemoryRunLauncher",
    },
    "run_coordinator": {"module": "dagster._core.run_coordinator", "class": "DefaultRunCoordinator"},
}


class Pages:
    """What a person can do on Dagster's pages, and what they then see."""

    def __init__(self, context: WorkspaceProcessContext, instance: dg.DagsterInstance) -> None:
        self.context, self.instance, self.schema = context, instance, create_schema()

    def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        answer = execute_dagster_graphql(
            self.context.create_request_context(), query, variables=variables, schema=self.schema
        )
        assert not answer.errors, answer.errors
        return answer.data

    @property
    def returns(self) -> Path:
        return Path(load_settings().returns_url)

    @cached_property
    def definitions(self) -> dg.Definitions:
        return defs()

    @property
    def store(self) -> ReturnsStore:
        return ReturnsStore(load_settings().data_dir)

    def rows_judged(self, key: str) -> int:
        year, unit = key.split("|")
        versions = self.store.read("judged", "version", (int(year), unit)).to_pylist()
        return sum(one["rows_accepted"] + one["rows_quarantined"] for one in versions)

    def reason(self, run: dg.DagsterRun) -> str:
        logged = self.instance.all_logs(run.run_id)
        return reason_of(entry.dagster_event for entry in logged if entry.dagster_event) or ""

    def evaluations(self, run: dg.DagsterRun) -> list[dg.AssetCheckEvaluation]:
        logged = self.instance.all_logs(run.run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION)
        return [entry.dagster_event.asset_check_evaluation_data for entry in logged if entry.dagster_event]

    def run(self, run_id: str) -> dg.DagsterRun:
        run = self.instance.get_run_by_id(run_id)
        assert run
        return run


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    """Return the pages over two returns: the province for 2021 and Ba Bể for 2022 sent nothing."""
    root = tmp_path_factory.mktemp("pages")
    reference = root / "reference"
    reference.mkdir()
    _keep(reference, "units.csv", "unit_code", UNITS)
    _keep(reference, "report_years.csv", "report_year", YEARS)
    for year, unit in (("2021", "ba-be"), ("2022", "tinh")):
        shutil.copytree(RAW / year / unit, root / "returns" / year / unit)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WAREHOUSE_DATA_DIR", str(root / "data"))
        patch.setenv("WAREHOUSE_REFERENCE_DIR", str(reference))
        patch.setenv("RETURNS_URL", str(root / "returns"))
        home = prepare_dagster_home(load_settings())
        patch.setenv("DAGSTER_HOME", str(home))
        origin = InProcessCodeLocationOrigin(
            LoadableTargetOrigin(module_name="dagster_project.definitions"),
            location_name="dagster_project.definitions",
        )
        with (
            dg.DagsterInstance.from_ref(InstanceRef.from_dir(str(home), overrides=_AT_ONCE)) as instance,
            WorkspaceProcessContext(instance, InProcessWorkspaceLoadTarget(origin)) as context,
        ):
            yield Pages(context, instance)


def _keep(folder: Path, name: str, column: str, wanted: tuple[str, ...]) -> None:
    with (SEEDS / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(row for row in rows if row[column] in wanted)
