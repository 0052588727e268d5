"""What follows from a row's own values, for the rules (rows.checks_of), for identity and for dbt.

Belongs here: functions of the values of one row and of the days it is seen from. Does not belong here: what a cell says
(cells.py) and what another row says again (persons/mentions.py).
"""

from collections.abc import Callable
from datetime import date, timedelta

from dagster_project.lib.records import Row

_USABLE = ("read", "repaired")
_NOT_THERE = ("blank", "absent")


def identifiers(citizen_id_state: str, party_card_state: str) -> str:
    """Tell whether a person can be found by what the row holds: ``usable``, ``missing`` or ``absent`` columns."""
    if citizen_id_state == party_card_state == "absent":
        return "absent"
    return "usable" if citizen_id_state in _USABLE or party_card_state in _USABLE else "missing"


def decision_facts(report_year: int, received_on: date) -> Callable[..., Row]:
    """Return what tells whether a rating is decided, or only proposed: by a number with a digit, on a day of Y.

    Its arguments: rating, its state, the exemption's state, decision number, its state, decided on, its state.
    """

    def told(
        rating: str | None,
        rating_state: str,
        exemption_state: str,
        decision_number: str | None,
        number_state: str,
        decided_on: date | None,
        day_state: str,
    ) -> Row:
        is_rated = rating is not None
        is_numbered = any(letter.isdigit() for letter in decision_number or "")
        is_absent = "absent" in (number_state, day_state)
        is_complete = is_numbered and day_state != "blank"
        in_year = decided_on is not None and date(report_year, 1, 1) <= decided_on <= received_on
        given = rating_state != "blank" or exemption_state not in _NOT_THERE
        return {
            "rating_or_exemption": "given" if given else "blank",
            "decision": "absent" if is_absent else "complete" if is_complete or not is_rated else "missing",
            "decided_in_year": "untold" if not is_rated or decided_on is None else "yes" if in_year else "no",
            "is_decided": is_rated and is_numbered and in_year,
        }

    return told


def course_facts(received_on: date, snapshot_on: date) -> Callable[..., Row]:
    """Return what tells of a course when it ended; its arguments: started on, ended on, its precision, result."""

    def told(started: date | None, ended: date | None, precision: str | None, result: str | None) -> Row:
        until = last_day(ended, precision)
        is_ended = ended is not None and ended <= received_on
        is_completed = result == "completed" and ended is not None
        return {
            "ended_until": until,
            "is_ended_at_receipt": is_ended,
            "completion": "none" if not is_completed else "ended" if is_ended else "not_ended",
            "ended_year": ended.year if ended else None,
            "days_after_snapshot": (ended - snapshot_on).days if ended else None,
            "course_days": (until - started).days if until and started else None,
        }

    return told


def last_day(first: date | None, precision: str | None) -> date | None:
    """Return the last day of the period that begins on ``first``."""
    if first is None:
        return None
    if precision == "year":
        return date(first.year, 12, 31)
    if precision == "month":
        return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return first
