"""One night in this process, without a server: the same job that the schedule and ``make ui`` run."""

import logging
from dataclasses import dataclass

import dagster as dg

from dagster_project.defs.build import build_definitions
from dagster_project.defs.night import Night, open_night
from dagster_project.defs.outcome import is_published, reason_of
from dagster_project.defs.partitions import returns_partitions, whole_range
from dagster_project.defs.schedules import JOB_NAME, RUN_CONFIG
from dagster_project.lib.reasons import reason_of_error
from dagster_project.settings import Settings
from dagster_project.upkeep.mending import ended_well, mend, mend_records
from dagster_project.upkeep.person_key import person_key_in_force

DAGSTER_RUNS_KEPT = 30


@dataclass(frozen=True)
class Outcome:
    """How a night ended: the reason when marts were not published, and what a person should know either way."""

    failure: str | None
    notes: list[str]
    #: What failed after the marts were published.
    failed_after: str | None = None


def run_night(settings: Settings, progress) -> Outcome:  # type: ignore[no-untyped-def]
    """Run the nightly job; ``progress`` is told (step, done, all). Never raises, whatever a night meets."""
    notes: list[str] = []
    try:
        night = open_night(settings)
        night.progress, night.notes = progress, notes
        night.notes += [*mend_records(settings), *mend(settings)]
        person_key_in_force(settings)
        return _run(night)
    except Exception as problem:
        logging.getLogger("dagster_project.night").exception("the night ended outside of its steps")
        return Outcome(reason_of_error(problem), notes)


def _run(night: Night) -> Outcome:
    definitions = build_definitions(night)
    job = definitions.resolve_job_def(JOB_NAME)
    with dg.DagsterInstance.get() as instance:
        _forget_old_runs(instance)
        result = job.execute_in_process(
            run_config=RUN_CONFIG,
            instance=instance,
            resources={**(definitions.resources or {}), "night": night},
            tags=whole_range(returns_partitions(night.reference)),
            raise_on_error=False,
        )
    if result.success:
        ended_well(night.settings)
        return Outcome(None, night.notes)
    failure = reason_of(result.all_events) or "the run failed before its first step; see the lines above"
    if is_published(result.get_asset_materialization_events()):
        # The marts stand; what failed after them (a report) is said, but does not make the night a failed one.
        return Outcome(None, [*night.notes, failure], failed_after=failure)
    return Outcome(failure, night.notes)


def _forget_old_runs(instance: dg.DagsterInstance) -> None:
    """Delete the records of all but the latest runs: each takes some megabytes, and there is one a night."""
    for record in instance.get_run_records()[DAGSTER_RUNS_KEPT:]:
        instance.delete_run(record.dagster_run.run_id)
