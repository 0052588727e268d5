"""When the night runs: once, over all partitions in one run."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import dagster as dg

from dagster_project.defs.partitions import night_tags

JOB_NAME = "nightly"
LOGGER = "night_log"
# A logger is only used when it is named here; otherwise Dagster writes every event to the terminal.
RUN_CONFIG: dict[str, dict[str, dict[str, str]]] = {"loggers": {LOGGER: {}}}
AT_TWO_IN_THE_MORNING = "0 2 * * *"
# Dagster has no public name for what define_asset_job gives.
AssetJob = Any


@dataclass(frozen=True)
class Jobs:
    """The night, and its two halves for what arrives by day."""

    nightly: AssetJob
    one_return: AssetJob
    marts: AssetJob

    def __iter__(self) -> Iterator[AssetJob]:
        """Yield each of them."""
        yield from (self.nightly, self.one_return, self.marts)


def night_jobs(returns: dg.AssetSelection, rule_checks: dg.AssetSelection) -> Jobs:
    """Return the jobs, given the assets of one return and the checks that read the marts."""
    everything = dg.AssetSelection.all()
    return Jobs(
        dg.define_asset_job(
            JOB_NAME,
            selection=everything,
            description="Pull, read, clean, judge, build and publish: one run over all units and years.",
        ),
        dg.define_asset_job(
            "one_return", selection=returns, description="Pull, read, clean and judge the partitions asked."
        ),
        dg.define_asset_job(
            "marts",
            selection=(everything - returns) | rule_checks,
            description="Ledger, persons, marts and reports from what was judged.",
        ),
    )


def definitions(jobs: Jobs, partitions: dg.MultiPartitionsDefinition) -> dg.Definitions:
    """Return the jobs and the schedule of the night."""

    @dg.schedule(
        job=jobs.nightly,
        cron_schedule=AT_TWO_IN_THE_MORNING,
        execution_timezone="Asia/Ho_Chi_Minh",
        description="Every night at two. Off until it is switched on: a laptop should not start it by itself.",
    )
    def every_night(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
        night = f"{context.scheduled_execution_time:%Y-%m-%d}"
        return dg.RunRequest(run_key=night, run_config=RUN_CONFIG, tags=night_tags(partitions))

    return dg.Definitions(jobs=list(jobs), schedules=[every_night])
