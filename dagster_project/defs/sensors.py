"""A person is told when a night failed, a check failed or a return is missing, also when a schedule ran it."""

from datetime import datetime
from pathlib import Path

import dagster as dg

from dagster_project.defs.schedules import NightlyJob
from dagster_project.notify.news import news_of_failure, news_of_returns
from dagster_project.notify.targets import targets
from dagster_project.notify.tell import tell
from dagster_project.returns.remote import VIETNAM
from dagster_project.settings import Settings


def tell_of_night(settings: Settings, failure: str | None) -> list[str]:
    """Tell what is new after a night; returns what a person at the terminal should know about the telling.

    The end of ``make nightly`` and the sensor both call it; what the one told, the other does not tell again.
    """
    # After a failed night the marts of the last good one stand, and with them what they say of the returns.
    news = news_of_returns(_database(settings)) if _database(settings).exists() else {}
    if failure:
        news |= news_of_failure(failure, datetime.now(VIETNAM).date())
    log = settings.log_path.with_name("notifications.log")
    try:
        return tell(news, settings.data_dir / "told.json", targets(settings.notify_url.get_secret_value(), log))
    except ValueError as problem:
        return [str(problem)]


def _database(settings: Settings) -> Path:
    return settings.published_dir / "bi.duckdb"


def definitions(settings: Settings, job: NightlyJob) -> dg.Definitions:
    """Return the sensors on the nightly job; they run where Dagster's daemon runs."""

    @dg.run_status_sensor(
        run_status=dg.DagsterRunStatus.SUCCESS,
        monitored_jobs=[job],
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Tells of missing, late and rejected returns and of failed checks after a night.",
    )
    def tell_of_findings(context: dg.RunStatusSensorContext) -> dg.SkipReason | None:
        down = tell_of_night(settings, None)
        return dg.SkipReason("; ".join(down)) if down else None

    @dg.run_failure_sensor(
        monitored_jobs=[job],
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Tells that a night failed, and why.",
    )
    def tell_of_failure(context: dg.RunFailureSensorContext) -> dg.SkipReason | None:
        down = tell_of_night(settings, (context.failure_event.message or "?").splitlines()[0])
        return dg.SkipReason("; ".join(down)) if down else None

    return dg.Definitions(sensors=[tell_of_findings, tell_of_failure])
