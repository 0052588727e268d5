"""A person is told when a night failed, a check failed or a return is missing, also when a schedule ran it.

The sensors are on from the start: they only speak of nights that were run, and say once what is new. They need
Dagster's daemon, which `make ui` starts; `make nightly` has none and calls `tell_of_night` itself.
"""

from collections.abc import Sequence
from datetime import datetime

import dagster as dg

from dagster_project.defs.outcome import is_published, reason_of
from dagster_project.defs.schedules import AssetJob
from dagster_project.lib.time import VIETNAM
from dagster_project.notify.night import tell_of_night
from dagster_project.settings import Settings


def definitions(settings: Settings, jobs: Sequence[AssetJob]) -> dg.Definitions:
    """Return the sensors on the runs of the jobs; they run where Dagster's daemon runs."""

    @dg.run_status_sensor(
        run_status=dg.DagsterRunStatus.SUCCESS,
        monitored_jobs=jobs,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Tells of missing, late and rejected returns and of failed checks after a night.",
    )
    def tell_of_findings(context: dg.RunStatusSensorContext) -> dg.SkipReason | None:
        return _skipped(tell_of_night(settings, None, ended_at=_ended_at(context)))

    @dg.run_failure_sensor(
        monitored_jobs=jobs,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Tells that a night failed, and why.",
    )
    def tell_of_failure(context: dg.RunFailureSensorContext) -> dg.SkipReason | None:
        reason = reason_of(context.get_step_failure_events()) or context.failure_event.message or "?"
        logged = context.instance.all_logs(
            context.dagster_run.run_id, of_type=dg.DagsterEventType.ASSET_MATERIALIZATION
        )
        published = is_published(entry.dagster_event for entry in logged if entry.dagster_event)
        return _skipped(tell_of_night(settings, reason, is_published=published, ended_at=_ended_at(context)))

    return dg.Definitions(sensors=[tell_of_findings, tell_of_failure])


def _skipped(notes: list[str]) -> dg.SkipReason | None:
    return dg.SkipReason("; ".join(notes)) if notes else None


def _ended_at(context: dg.RunStatusSensorContext) -> datetime | None:
    """Return when the run ended: a daemon that was off may tell of it much later."""
    record = context.instance.get_run_record_by_id(context.dagster_run.run_id)
    return datetime.fromtimestamp(record.end_time, VIETNAM) if record and record.end_time else None
