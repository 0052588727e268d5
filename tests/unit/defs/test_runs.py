"""However many nights there were, and whoever started them, a bounded number of runs is kept, with their files."""

from pathlib import Path

import dagster as dg
import pytest
from dagster._core.instance.ref import InstanceRef

from dagster_project.defs import runs
from dagster_project.defs.runs import QUIET_TAG, forget_old_runs
from dagster_project.defs.storage import open_instance

KEPT, KEPT_QUIET = 2, 1


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "KEPT", KEPT)
    monkeypatch.setattr(runs, "KEPT_QUIET", KEPT_QUIET)


def a_run(instance: dg.DagsterInstance, **tags: str) -> str:
    run = instance.add_run(dg.DagsterRun("nightly", tags=tags, status=dg.DagsterRunStatus.SUCCESS))
    instance.report_engine_event("looked", run)
    return run.run_id


def test_quiet_nights_do_not_push_out_the_others(tmp_path: Path) -> None:
    with open_instance(tmp_path) as instance:
        worked = [a_run(instance) for _ in range(KEPT + 1)]
        quiet = [a_run(instance, **{QUIET_TAG: "since"}) for _ in range(KEPT_QUIET + 2)]
        (tmp_path / "storage" / worked[0]).mkdir(parents=True)
        forget_old_runs(instance)
        assert {run.run_id for run in instance.get_runs()} == {*worked[1:], *quiet[2:]}
    left = {path.name.partition(".")[0] for path in (tmp_path / "history" / "runs").glob("*-*.db*")}
    assert left == {*worked[1:], *quiet[2:]}
    assert not (tmp_path / "storage" / worked[0]).exists()


def test_a_run_that_is_not_over_is_kept(tmp_path: Path) -> None:
    with open_instance(tmp_path) as instance:
        running = instance.add_run(dg.DagsterRun("nightly", status=dg.DagsterRunStatus.STARTED)).run_id
        for _ in range(KEPT):
            a_run(instance)
        forget_old_runs(instance)
        assert running in {run.run_id for run in instance.get_runs()}


def test_dagster_reads_what_was_written_with_its_files_kept_open(tmp_path: Path) -> None:
    with open_instance(tmp_path) as instance:
        run_id = a_run(instance)
    with dg.DagsterInstance.from_ref(InstanceRef.from_dir(str(tmp_path))) as plain:
        assert [entry.message for entry in plain.all_logs(run_id)] == ["looked"]
