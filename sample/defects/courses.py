"""Mistakes in form 04."""

from __future__ import annotations

from datetime import date, timedelta

from sample import reference
from sample.defects.common import Context, break_cell, defect
from sample.lines import ROW, WARN, Day


@defect
def group_blank(context: Context, number: int) -> None:
    """Leave out the group of a course."""
    for line in context.pick(number):
        break_cell(line, "course_group", None, "required_blank", ROW)


@defect
def group_unknown(context: Context, number: int) -> None:
    """Write a group of courses that is none."""
    for line in context.pick(number):
        break_cell(line, "course_group", "Nghiệp vụ chung", "value_unknown", WARN)


@defect
def end_blank(context: Context, number: int) -> None:
    """Leave out the last day of a course."""
    for line in context.pick(number):
        break_cell(line, "ended_on", None, "required_blank", ROW)


@defect
def end_invalid(context: Context, number: int) -> None:
    """Write a last day that is none."""
    for line in context.pick(number):
        break_cell(line, "ended_on", "31/04/2022", "date_invalid", ROW)


@defect
def start_invalid(context: Context, number: int) -> None:
    """Write a first day that is none."""
    for line in context.pick(number):
        break_cell(line, "started_on", "29/02/2023", "date_invalid", WARN)


@defect
def result_unknown(context: Context, number: int) -> None:
    """Write a result that is not on the list."""
    for line in context.pick(number, lambda line: line.values["result"] == "completed"):
        break_cell(line, "result", "Khá", "value_unknown", WARN)


@defect
def ended_after_snapshot(context: Context, number: int) -> None:
    """Report a course that ends after the snapshot (``training_outside_year``)."""
    snapshot = reference.report_year(context.year).snapshot
    for line in context.pick(number):
        line.values |= {
            "started_on": Day(snapshot),
            "ended_on": Day(snapshot + timedelta(days=9)),
            "note": None,
        }
        line.typed["note"] = None


@defect
def ended_long_ago(context: Context, number: int) -> None:
    """Report a course from before the resolution (``training_outside_year``)."""
    for line in context.pick(number, lambda line: line.values["course_group"] == "party_building"):
        line.values |= {"started_on": Day(date(2020, 9, 7)), "ended_on": Day(date(2020, 9, 18))}
        line.typed["note"] = None


@defect
def started_after_end(context: Context, number: int) -> None:
    """Exchange the first and the last day of a course (``training_outside_year``)."""
    for line in context.pick(number):
        line.values["started_on"], line.values["ended_on"] = (
            line.values["ended_on"],
            line.values["started_on"],
        )
        line.typed["note"] = None


@defect
def ended_last_year(context: Context, number: int) -> None:
    """Report a course of the year before, which is allowed and counts there."""
    for line in context.pick(number):
        line.values |= {
            "started_on": Day(date(context.year - 1, 12, 3)),
            "ended_on": Day(date(context.year - 1, 12, 14)),
        }
        line.typed["note"] = None


@defect
def result_blank(context: Context, number: int) -> None:
    """Leave out the result of a course, which no rule forbids: whether it was completed is not known."""
    for line in context.pick(number, lambda line: line.values["result"] == "completed"):
        line.values["result"] = None
        line.typed["note"] = None


@defect
def not_ended(context: Context, number: int) -> None:
    """Report a course as completed that ends after the file is sent (``training_not_ended``)."""
    due = reference.report_year(context.year).due
    for line in context.pick(number, lambda line: line.values["result"] == "completed"):
        line.values |= {"started_on": Day(due), "ended_on": Day(due + timedelta(days=60))}
        line.typed["note"] = None
