"""How fresh the assets have to be: by the reporting calendar (report_years.csv), for returns come once a year.

Belongs here: policies from days. One that asked for new marts every day would be red for the months in which nobody
owes anything. Dagster's cron knows no years, so only days that are near count: a year's deadline is not asked for again
twelve months later.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

import dagster as dg

_ZONE = "Asia/Ho_Chi_Minh"
_MORNING = 6
_NEAR = timedelta(days=300)
#: Outside of the season somebody looks at the source once a week at least: corrections come at any time.
_WEEKLY = dg.FreshnessPolicy.time_window(fail_window=timedelta(days=8), warn_window=timedelta(days=2))


def looked_at(due: Mapping[int, date], today: date) -> dg.FreshnessPolicy:
    """Return the policy of the received files: looked at in the night after the returns of a year were due."""
    near = _near(due, today)
    return dg.FreshnessPolicy.cron(_mornings_after(near.values()), timedelta(hours=24), _ZONE) if near else _WEEKLY


def published_since(described: Mapping[int, date], due: Mapping[int, date], today: date) -> dg.FreshnessPolicy | None:
    """Return the policy of the marts: on that morning they are younger than the day that the returns describe.

    Args:
        described: report year → the day that its returns describe.
        due: report year → the day on which they are due.
        today: which deadlines are near.
    """
    near = _near(due, today)
    if not near:
        return None
    longest = max(day - described[year] for year, day in near.items())
    return dg.FreshnessPolicy.cron(_mornings_after(near.values()), longest + timedelta(days=1), _ZONE)


def _near(due: Mapping[int, date], today: date) -> dict[int, date]:
    return {year: day for year, day in due.items() if day >= today - _NEAR}


def _mornings_after(due: Iterable[date]) -> str:
    """Return the mornings after the due days as cron knows them: days and months."""
    mornings = [datetime.combine(day, datetime.min.time()) + timedelta(days=1) for day in due]
    days, months = (sorted({getattr(morning, part) for morning in mornings}) for part in ("day", "month"))
    return f"0 {_MORNING} {','.join(map(str, days))} {','.join(map(str, months))} *"
