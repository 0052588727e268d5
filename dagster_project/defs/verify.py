"""Every hash is looked at once a week, so that damage in the archive is noticed before somebody needs the file.

Belongs here: the job, when it runs, and telling people when it finds something. What is looked at: upkeep/verify.py.
"""

from datetime import datetime

import dagster as dg

from dagster_project.lib.time import VIETNAM
from dagster_project.notify.news import CHECK, FAILURE, RETURNS, news_of_damage
from dagster_project.notify.targets import targets
from dagster_project.notify.tell import tell
from dagster_project.settings import Settings
from dagster_project.upkeep.verify import verify

_SUNDAY_AT_FIVE = "0 5 * * 0"


def definitions(settings: Settings) -> dg.Definitions:
    """Return the job ``verify`` and its weekly schedule."""

    @dg.op(description="Compare every file of the archive and of the publication with its hash.")
    def every_hash(context: dg.OpExecutionContext) -> None:
        found = verify(settings)
        _tell(settings, found.damage)
        context.log.info(f"{found.files} files looked at")
        if found.damage:
            raise dg.Failure("; ".join(found.damage))

    @dg.job(name="verify", description="`make verify`: is everything that is kept still what it was?")
    def verify_job() -> None:
        every_hash()

    @dg.schedule(
        job=verify_job,
        cron_schedule=_SUNDAY_AT_FIVE,
        execution_timezone="Asia/Ho_Chi_Minh",
        description="Every Sunday at five. Off until it is switched on, like the night.",
    )
    def every_week(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
        return dg.RunRequest(run_key=f"{context.scheduled_execution_time:%Y-%m-%d}")

    return dg.Definitions(jobs=[verify_job], schedules=[every_week])


def _tell(settings: Settings, damage: list[str]) -> None:
    where = targets(settings.notify_url.get_secret_value(), settings.notifications_path)
    news = news_of_damage(len(damage))
    tell(news, settings.told_path, where, at=datetime.now(VIETNAM), unseen=(FAILURE, RETURNS, CHECK))
