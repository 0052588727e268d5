"""Mistakes in form 01, except in its ratings (see ``ratings``)."""

from __future__ import annotations

import copy
from datetime import timedelta

from sample.defects.common import Context, break_cell, defect, duplicate
from sample.evaluations import newest_allowed
from sample.lines import ROW, WARN, Day, Line
from sample.posts import CELL


def _extra_cell(context: Context, number: int) -> Line:
    template = next(line for line in context.lines if line.values["organisation_type"] == "grassroots_party_cell")
    line = copy.deepcopy(template)
    line.typed, line.broken = {}, {}
    stem = template.values["organisation_code"].rsplit("-", 1)[0]
    line.values |= {
        "organisation_code": f"{stem}-HTX{number}",
        "organisation_name": f"Chi bộ Hợp tác xã số {number}",
        "rating": "HTTNV",
        "exemption": None,
    }
    place = context.lines.index(template)
    rated = next(one for one in context.lines[place:] if one.values["decided_on"] and not one.typed)
    line.values |= {key: rated.values[key] for key in ("decision_number", "decided_on")}
    context.lines.insert(place + 1 + number, line)
    return line


@defect
def code_blank(context: Context, number: int) -> None:
    """List an organisation without its code."""
    for one in range(number):
        break_cell(_extra_cell(context, one + 1), "organisation_code", None, "required_blank", ROW)


@defect
def type_unknown(context: Context, number: int) -> None:
    """List an organisation of a type that is none."""
    for one in range(number):
        break_cell(_extra_cell(context, one + 4), "organisation_type", "Tổ đảng", "value_unknown", ROW)


@defect
def duplicate_organisation(context: Context, number: int) -> None:
    """List an organisation twice."""
    duplicate(context, number, lambda line: line.values["organisation_type"] == "subordinate_cell")


@defect
def founded_invalid(context: Context, number: int) -> None:
    """Write a founding date that is none."""
    for line in context.pick(number, lambda line: line.values["organisation_type"] == "subordinate_cell"):
        break_cell(line, "founded_on", "31/9/2012", "date_invalid", WARN)


@defect
def new_organisation_rated(context: Context, number: int) -> None:
    """Rate an organisation that is younger than six months (``rating_not_allowed``)."""
    founded = newest_allowed(context.year) + timedelta(days=46)
    for one in range(number):
        _extra_cell(context, one + 7).values["founded_on"] = Day(founded)


@defect
def code_of_another_unit(context: Context, number: int) -> None:
    """Give a cell the code of another unit's cell (``organisation_code_shared``)."""
    codes = [one.code for one in context.world.organisations if one.kind == CELL and one.unit_in(2025) == "cong-an"]
    for one in range(number):
        _extra_cell(context, one + 10).values["organisation_code"] = codes[one]
