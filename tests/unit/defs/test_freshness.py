"""Freshness asks for something when returns are due, and for nothing in the months between."""

from datetime import date, timedelta

import dagster as dg

from dagster_project.defs.freshness import looked_at, published_since

DESCRIBED = {2026: date(2026, 12, 31), 2027: date(2027, 6, 30)}
DUE = {2026: date(2027, 1, 31), 2027: date(2027, 7, 31)}


def test_the_source_is_looked_at_in_the_night_after_a_deadline() -> None:
    policy = looked_at(DUE, date(2027, 1, 10))
    assert (policy.deadline_cron, policy.lower_bound_delta) == ("0 6 1 2,8 *", timedelta(hours=24))  # type: ignore[attr-defined]
    assert policy.timezone == "Asia/Ho_Chi_Minh"  # type: ignore[attr-defined]


def test_the_marts_are_younger_than_the_day_that_the_returns_describe() -> None:
    policy = published_since(DESCRIBED, DUE, date(2027, 1, 10))
    assert isinstance(policy, type(looked_at(DUE, date(2027, 1, 10))))
    assert policy.lower_bound_delta == timedelta(days=32)  # type: ignore[union-attr]


def test_last_years_deadline_is_not_asked_for_again() -> None:
    # The last morning on which 31 July 2027 is near, and the one after.
    last = date(2027, 7, 31) + timedelta(days=300)
    assert published_since(DESCRIBED, DUE, last)
    assert published_since(DESCRIBED, DUE, last + timedelta(days=1)) is None
    weekly = looked_at(DUE, last + timedelta(days=1))
    assert weekly == dg.FreshnessPolicy.time_window(fail_window=timedelta(days=8), warn_window=timedelta(days=2))
