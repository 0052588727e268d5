"""One night in this process, without a server: the same job that the schedule and ``make ui`` run.

What needs dbt, pandas or Great Expectations is imported only where there is something to do: `_whole_night`.
"""

import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import dagster as dg

from dagster_project.defs.findings import news_of
from dagster_project.defs.outcome import is_published, reason_of
from dagster_project.defs.partitions import night_tags, returns_partitions
from dagster_project.defs.pulling import pull_from_source, pulled_notes
from dagster_project.defs.quiet import record_quiet_night
from dagster_project.defs.runs import forget_old_runs, job_origin
from dagster_project.defs.schedules import JOB_NAME, RUN_CONFIG
from dagster_project.defs.storage import open_instance
from dagster_project.lib.reasons import reason_of_error
from dagster_project.lib.time import VIETNAM
from dagster_project.publish import standing
from dagster_project.returns.receive.step import PullResult
from dagster_project.settings import Settings
from dagster_project.upkeep.mending import ended_well, mend, mend_records
from dagster_project.upkeep.person_key import person_key_in_force

_EVALUATED = dg.DagsterEventType.ASSET_CHECK_EVALUATION


@dataclass(frozen=True)
class Outcome:
    """How a night ended: the reason when marts were not published, and what a person should know either way."""

    failure: str | None
    notes: list[str]
    #: What failed after the marts were published.
    failed_after: str | None = None
    #: Nothing came and nothing changed: what was published by an earlier night stands.
    nothing_new: bool = False


def run_night(settings: Settings, progress) -> Outcome:  # type: ignore[no-untyped-def]
    """Run the nightly job; ``progress`` is told (step, done, all). Never raises, whatever a night meets."""
    # Everything a night writes is for its owner.
    os.umask(0o077)
    notes: list[str] = []
    try:
        notes += mend_records(settings)
        person_key_in_force(settings)
        return _quiet_night(settings, progress, notes) or _whole_night(settings, progress, notes)
    except Exception as problem:
        logging.getLogger("dagster_project.night").exception("the night ended outside of its steps")
        return Outcome(reason_of_error(problem, settings.data_dir), notes)


def _quiet_night(settings: Settings, progress, notes: list[str]) -> Outcome | None:  # type: ignore[no-untyped-def]
    """Return how a night ended that found nothing new; None where a whole night is to run."""
    before = standing.recall(settings)
    # PostgreSQL may have lost what it was given: only loading it tells.
    if before is None or settings.bi_postgres_url.get_secret_value():
        return None
    pulled = pull_from_source(settings, before.units, before.years, progress)
    if not standing.is_same(before, pulled.received.entries):
        # What was pulled is not pulled again.
        return _whole_night(settings, progress, notes, pulled)
    with open_instance(settings.dagster_home) as instance:
        record_quiet_night(instance, pulled, before, _today())
    return Outcome(None, [*notes, *pulled_notes(pulled)], nothing_new=True)


def _whole_night(  # type: ignore[no-untyped-def]
    settings: Settings, progress, notes: list[str], pulled: PullResult | None = None
) -> Outcome:
    from dagster._core.definitions.job_base import InMemoryJob
    from dagster._core.execution.api import execute_run

    from dagster_project.defs.build import build_definitions
    from dagster_project.defs.night import open_night

    standing.forget(settings)
    notes += mend(settings)
    night = open_night(settings)
    night.progress, night.pulled, night.notes = progress, pulled, notes
    job = build_definitions(night, night).resolve_job_def(JOB_NAME)
    with open_instance(settings.dagster_home) as instance:
        forget_old_runs(instance)
        run = instance.create_run_for_job(
            job,
            run_config=RUN_CONFIG,
            tags=night_tags(returns_partitions(night.reference)),
            remote_job_origin=job_origin(JOB_NAME),
        )
        result = execute_run(InMemoryJob(job), run, instance)
    if result.success:
        ended_well(settings)
        if night.pulled:
            entries, reference = night.pulled.received.entries, night.reference
            day = night.started_at.date().isoformat()
            standing.remember(settings, entries, reference.unit_codes, reference.years, day, _news(result.all_events))
        return Outcome(None, night.notes)
    failure = reason_of(result.all_events) or "the run failed before its first step; see the lines above"
    if is_published(result.all_events):
        # The marts stand; what failed after them (a report) is said, but does not make the night a failed one.
        return Outcome(None, [*night.notes, failure], failed_after=failure)
    return Outcome(failure, night.notes)


def _news(events: Sequence[dg.DagsterEvent]) -> list[dict[str, Any]]:
    """Return the checks that failed for something new."""
    evaluated = (event.asset_check_evaluation_data for event in events if event.event_type == _EVALUATED)
    return [news for one in evaluated if (news := news_of(one))]


def _today() -> date:
    return datetime.now(VIETNAM).date()
