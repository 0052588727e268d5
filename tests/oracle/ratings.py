"""Rules 4 and 5: which ratings are decided, which one counts, who is exempt."""

from __future__ import annotations

from datetime import date

from tests.oracle import reference
from tests.oracle.ledger import Row


def has_number(row: Row) -> bool:
    """Tell whether there is a decision number: at least one digit in it."""
    return any(letter.isdigit() for letter in row.values["decision_number"] or "")


def is_in_window(row: Row) -> bool:
    """Tell whether the decision's day is known and lies from 1 January of the year to the day of receipt."""
    decided = row.values["decided_on"]
    return decided is not None and date(row.year, 1, 1) <= decided.day <= row.received_on


def is_decided(row: Row) -> bool:
    """Tell a rating from a proposal."""
    return row.values["rating"] is not None and has_number(row) and is_in_window(row)


def counts(row: Row, periods: frozenset[str]) -> bool:
    """Tell whether the row is about a period that counts for the indicators; organisations have but one."""
    return row.form == "01" or row.values["period"] in periods


def decisions(rows: list[Row], periods: frozenset[str]) -> list[tuple[date, str]]:
    """Return the decided ratings that count, with their day."""
    return [
        (row.values["decided_on"].day, row.values["rating"]) for row in rows if counts(row, periods) and is_decided(row)
    ]


def rating(rows: list[Row], periods: frozenset[str]) -> str | None:
    """Return the rating that counts: of the latest decision, on a tie the lowest."""
    decided = decisions(rows, periods)
    if not decided:
        return None
    latest = max(day for day, _ in decided)
    return min((code for day, code in decided if day == latest), key=reference.ranks("rating").__getitem__)


def is_exempt(rows: list[Row], periods: frozenset[str]) -> bool:
    """Tell whether there is no decided rating, and a recognised reason on a row without any rating."""
    reasons = {row.values["exemption"] for row in rows if counts(row, periods) and row.line.is_blank("rating")}
    return not decisions(rows, periods) and bool(reasons & reference.recognised_exemptions())
