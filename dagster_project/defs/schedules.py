"""When the night runs: once, over all partitions in one run."""

from typing import Any

import dagster as dg

from dagster_project.defs.partitions import night_tags

JOB_NAME = "nightly"
LOGGER = "night_log"
# A logger is only used when it is named here; otherwise Dagster writes every event to the terminal.
RUN_CONFIG: dict[str, dict[str, dict[str, str]]] = {"loggers": {LOGGER: {}}}
AT_TWO_IN_THE_MORNING = "0 2 * * *"
# Dagster has no public name for what define_asset_job gives.
NightlyJob = Any


def nightly_job() -> NightlyJob:
    """Return the job over every asset."""
    return dg.define_asset_job(
        JOB_NAME,
        selection=dg.AssetSelection.all(),
        description="Pull, read, clean, judge, build and publish: one run over all units and years.",
    )


def definitions(job: NightlyJob, partitions: dg.MultiPartitionsDefinition) -> dg.Definitions:
    """Return the nightly job and its schedule."""

    @dg.schedule(
        job=job,
        cron_schedule=AT_TWO_IN_THE_MORNING,
        execution_timezone="Asia/Ho_Chi_Minh",
        description="Every night at two. Off until it is switched on: a laptop should not start it by itself.",
    )
    def every_night(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
        night = f"{context.scheduled_execution_time:%Y-%m-%d}"
        return dg.RunRequest(run_key=night, run_config=RUN_CONFIG, tags=night_tags(partitions))

    return dg.Definitions(jobs=[job], schedules=[every_night])
