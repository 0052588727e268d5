"""Telling of one night: what `make nightly` does at its end, and Dagster's sensors after a run.

Belongs here: putting news, memory and targets of the settings together. It never fails a night.
"""

from datetime import datetime

import duckdb

from dagster_project.lib.time import VIETNAM
from dagster_project.notify.news import CHECK, DAMAGE, RETURNS, news_of_failure, news_of_returns
from dagster_project.notify.targets import targets
from dagster_project.notify.tell import tell
from dagster_project.settings import Settings


def tell_of_night(
    settings: Settings, failure: str | None, *, is_published: bool = False, ended_at: datetime | None = None
) -> list[str]:
    """Tell what is new after a night; returns what a person at the terminal should know about the telling.

    The end of ``make nightly`` and the sensors both call it; what the one told, the other does not tell again.

    Args:
        settings: where the marts are, and who is told.
        failure: why the night failed, if it did.
        is_published: whether it failed only after the marts were published.
        ended_at: when the run ended; now, if not given.
    """
    ended_at = (ended_at or datetime.now(VIETNAM)).astimezone(VIETNAM)
    news = news_of_failure(failure, ended_at.date(), is_published=is_published) if failure else {}
    published = settings.published_dir / "bi.duckdb"
    # Damage is the weekly look's to tell, and to call mended.
    unseen: tuple[str, ...] = (DAMAGE,)
    notes = []
    try:
        # After a failed night the marts of the last good one stand, and with them what they say of the returns.
        news |= news_of_returns(published, _unit_names(settings))
    except (duckdb.Error, OSError):
        unseen = (DAMAGE, RETURNS, CHECK)
        if published.exists():
            notes = ["Không đọc được số liệu để báo tin, lần sau báo · the marts could not be read for the news"]
    where = targets(settings.notify_url.get_secret_value(), settings.notifications_path)
    return [*notes, *tell(news, settings.told_path, where, at=ended_at, unseen=unseen)]


def _unit_names(settings: Settings) -> dict[str, str]:
    """Return unit code → Vietnamese name of the reference in use; codes alone will do where it is not there."""
    try:
        units = duckdb.read_parquet(str(settings.canonical_reference_dir / "units.parquet"))
        return dict(units.select("unit_code", "unit_name_vi").fetchall())
    except duckdb.Error:
        return {}
