"""Runs as Dagster keeps them: how many it keeps, and under which place of code its pages show them.

Belongs here: records of runs. Not here: what a run does.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
from dagster._core.remote_origin import RegisteredCodeLocationOrigin, RemoteJobOrigin, RemoteRepositoryOrigin

#: Marks a night that found nothing new.
QUIET_TAG = "warehouse/nothing_new"
KEPT, KEPT_QUIET = 30, 30
_LOCATION = "dagster_project.definitions"


def job_origin(job_name: str) -> RemoteJobOrigin:
    """Return what makes a run of this process one of the job on the pages of ``make ui``, also in their timeline.

    The pages look for the name of the place of code, which is the module that ``make ui`` names, and for Dagster's
    name of what that module defines.
    """
    return RemoteJobOrigin(RemoteRepositoryOrigin(RegisteredCodeLocationOrigin(_LOCATION), "__repository__"), job_name)


def forget_old_runs(instance: dg.DagsterInstance) -> None:
    """Delete the records, events and files of all but the latest runs.

    Nights that found nothing new are counted apart: however many there are, the pages know the last ones that did.
    What an old run told of partitions is told again by the next night (`tell`).
    """
    home = Path(instance.root_directory)
    for run_id in _too_many(instance):
        instance.delete_run(run_id)
        for left in (home / "history" / "runs").glob(f"{run_id}.db*"):
            left.unlink(missing_ok=True)
        shutil.rmtree(home / "storage" / run_id, ignore_errors=True)


def _too_many(instance: dg.DagsterInstance) -> Iterator[str]:
    ended = [record for record in instance.get_run_records() if record.dagster_run.is_finished]
    quiet = [record.dagster_run.run_id for record in ended if QUIET_TAG in record.dagster_run.tags]
    others = [record.dagster_run.run_id for record in ended if QUIET_TAG not in record.dagster_run.tags]
    yield from quiet[KEPT_QUIET:]
    yield from others[KEPT:]
