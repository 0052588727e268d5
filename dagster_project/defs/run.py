"""One night in this process, without a server: the same job that the schedule and ``make ui`` run."""

from dataclasses import dataclass

import dagster as dg
from dagster._core.definitions.job_base import InMemoryJob
from dagster._core.execution.api import execute_run

from dagster_project.defs.build import build_definitions
from dagster_project.defs.night import open_night
from dagster_project.defs.outcome import is_published, reason_of
from dagster_project.defs.partitions import night_tags, returns_partitions
from dagster_project.defs.runs import forget_old_runs, job_origin
from dagster_project.defs.schedules import JOB_NAME, RUN_CONFIG
from dagster_project.returns.reference.load import InvalidReference
from dagster_project.settings import Settings


@dataclass(frozen=True)
class Outcome:
    """How a night ended: the reason when marts were not published, and what a person should know either way."""

    failure: str | None
    notes: list[str]
    #: What failed after the marts were published.
    failed_after: str | None = None


def run_night(settings: Settings, progress) -> Outcome:  # type: ignore[no-untyped-def]
    """Run the nightly job; ``progress`` is told (step, done, all). Never raises for what a night can meet."""
    try:
        night = open_night(settings)
        night.progress = progress
        definitions = build_definitions(night, night)
        job = definitions.resolve_job_def(JOB_NAME)
    except (InvalidReference, RuntimeError, OSError) as problem:
        return Outcome(str(problem), [])
    with dg.DagsterInstance.get() as instance:
        forget_old_runs(instance)
        run = instance.create_run_for_job(
            job,
            run_config=RUN_CONFIG,
            tags=night_tags(returns_partitions(night.reference)),
            remote_job_origin=job_origin(JOB_NAME),
        )
        result = execute_run(InMemoryJob(job), run, instance)
    if result.success:
        return Outcome(None, night.notes)
    failure = reason_of(result.all_events) or "the run failed before its first step; see the lines above"
    if is_published(result.all_events):
        # The marts stand; what failed after them (a report) is said, but does not make the night a failed one.
        return Outcome(None, [*night.notes, failure], failed_after=failure)
    return Outcome(failure, night.notes)
