"""Mistakes in ratings (forms 01 and 03), and in who is rated."""

from __future__ import annotations

import copy
from datetime import date, timedelta

from sample import reference
from sample.defects.common import Context, always_new_id, break_cell, defect, has_new_id
from sample.lines import WARN, Day, Line


def _rated(line: Line) -> bool:
    return (
        line.values["rating"] is not None
        and line.values["decided_on"] is not None
        and line.values.get("period", "year") in ("year", "closing")
    )


@defect
def not_decided(context: Context, number: int) -> None:
    """Send proposals: ratings without a decision's number or date."""
    for place, line in enumerate(context.pick(number, _rated)):
        for column in (("decision_number",), ("decided_on",), ("decision_number", "decided_on"))[place % 3]:
            line.values[column] = None
        line.typed["note"] = None


@defect
def proposed(context: Context, number: int) -> None:
    """Write a word where the decision's number belongs: a proposal (``rating_not_decided``)."""
    for line in context.pick(number, _rated):
        line.values["decision_number"] = context.rng.choice(("Tờ trình", "dự kiến", "đang trình"))
        line.typed["note"] = None


@defect
def decided_another_year(context: Context, number: int) -> None:
    """Write last year's decision (``rating_outside_year``)."""
    for line in context.pick(number, _rated):
        decided = line.values["decided_on"].day
        line.values["decided_on"] = Day(date(context.year - 1, 12, min(decided.day, 28)))
        line.typed["note"] = None


@defect
def decided_after_receipt(context: Context, number: int) -> None:
    """Write a decision that is yet to come (``rating_outside_year``)."""
    for line in context.pick(number, _rated):
        line.values["decided_on"] = Day(reference.report_year(context.year).due + timedelta(days=40))
        line.typed["note"] = None


@defect
def exempt_beside_rating(context: Context, number: int) -> None:
    """Write a reason for no rating beside a rating, decided or not (``exemption_contradicts``)."""
    for place, line in enumerate(context.pick(number, _rated)):
        line.values["exemption"] = "excused"
        if place % 2:
            line.values["decision_number"] = None
        line.typed["note"] = None


@defect
def exempt_as_new_though_old(context: Context, number: int) -> None:
    """Call somebody new who is not (``exemption_contradicts``)."""
    for line in context.pick(number, lambda line: _rated(line) and line.values["rating"] == "HTNV"):
        line.values |= {"rating": None, "decision_number": None, "decided_on": None, "exemption": "new"}
        line.typed["note"] = None


@defect
def period_of_another_year(context: Context, number: int) -> None:
    """Write another year where the period belongs: for what time the rating is cannot be told."""
    for line in context.pick(number, _rated):
        break_cell(line, "period", f"Năm {context.year - 1}", "value_unknown", WARN)


@defect
def rating_ticked_twice(context: Context, number: int) -> None:
    """Tick two ratings: none counts."""
    for line in context.pick(number, _rated):
        break_cell(line, "rating", "x", "value_unknown", WARN)
        line.typed["rating="] = ("HTTNV", "HTNV")


@defect
def wrong_name(context: Context, number: int) -> None:
    """Write another name beside a right id (``name_differs``)."""
    for line in context.pick(number, has_new_id):
        line.values["full_name"] = "Bế Thị Nhầm"
        line.typed["note"] = None


@defect
def rating_blank(context: Context, number: int) -> None:
    """Leave out the rating and the reason for none."""
    for line in context.pick(number, _rated):
        line.values |= {"rating": None, "decision_number": None, "decided_on": None}
        line.broken["required_blank"] = WARN


@defect
def rating_unknown(context: Context, number: int) -> None:
    """Write a rating that is not on the list."""
    for line in context.pick(number, _rated):
        break_cell(line, "rating", context.rng.choice(("Loại A", "Khá")), "value_unknown", WARN)


@defect
def new_person_rated(context: Context, number: int) -> None:
    """Rate somebody appointed less than six months ago (``rating_not_allowed``)."""
    decided = next(line for line in context.lines if _rated(line))
    for line in context.pick(number, lambda line: line.values["exemption"] == "new"):
        line.values |= {key: decided.values[key] for key in ("decision_number", "decided_on")}
        line.values |= {"rating": "HTTNV", "exemption": None}
        line.typed["note"] = None


@defect
def rated_twice(context: Context, number: int) -> None:
    """Rate a person again, by a later decision or by another of the same day (``rating_conflict``)."""
    for place, line in enumerate(context.pick(number, lambda line: _rated(line) and line.values["rating"] == "HTTNV")):
        again = copy.deepcopy(line)
        later = line.values["decided_on"].day + timedelta(days=3 if place % 2 == 0 else 0)
        again.values |= {"rating": "HTNV", "decision_number": "991-QĐ/TU", "decided_on": Day(later)}
        again.typed["note"] = line.typed["note"] = None
        context.lines.insert(context.lines.index(line) + 1, again)


@defect
def rated_otherwise(context: Context, number: int) -> None:
    """Give another, earlier rating than the province does (``rating_conflict``)."""
    for line in context.pick(number, lambda line: _rated(line) and _is_province_s(context, line)):
        decided = line.values["decided_on"].day - timedelta(days=9)
        line.values |= {"rating": "HTNV", "decided_on": Day(decided), "decision_number": "77-QĐ/HU"}
        line.typed["note"] = None


@defect
def committee_rated_again(context: Context, number: int) -> None:
    """Rate the standing committee otherwise, by a later decision than the province's."""
    for line in context.pick(number, lambda line: _rated(line) and _is_province_s(context, line)):
        decided = line.values["decided_on"].day + timedelta(days=6)
        line.values |= {"rating": "HTNV", "decided_on": Day(decided), "decision_number": "912-QĐ/TU"}
        line.typed["note"] = None


def _is_province_s(context: Context, line: Line) -> bool:
    if line.form == "01":
        return bool(line.values["organisation_type"] == "district_standing_committee")
    return context.world.senders[context.year][context.person(line)] == "tinh" != context.unit


@defect
def too_many_best(context: Context, number: int) -> None:
    """Give the best rating to more than the fifth part (``top_rating_share``)."""
    for line in context.pick(number, lambda line: _rated(line) and line.values["rating"] == "HTTNV"):
        line.values["rating"] = "HTXSNV"
        line.typed["note"] = None


@defect
def stranger(context: Context, number: int) -> None:
    """Write a line about somebody whom no unit lists (``orphan_person``)."""
    for place, line in enumerate(context.pick(number, has_new_id)):
        again = copy.deepcopy(line)
        again.person = None
        again.values |= {
            "full_name": "Hoàng Văn Vãng",
            "citizen_id": f"00607{place}{990000 + context.year + place}",
            "party_card": f"5699{context.year + 10 * place:04d}" if line.values["party_card"] else None,
        }
        again.typed["note"] = line.typed["note"] = None
        context.lines.insert(context.lines.index(line) + 1, again)


@defect
def card_beside_id(context: Context, number: int) -> None:
    """Write the party card of another person beside a good citizen id in form 03 or 04."""
    sure = [
        line
        for line in context.lines
        if not line.broken
        and not line.typed
        and line.person is not None
        and always_new_id(context, line)
        and line.values["party_card"]
    ]
    for line in context.rng.sample(sure, number):
        other = next(one for one in sure if one.person != line.person)
        line.values["party_card"] = other.values["party_card"]
        line.typed["note"] = other.typed["note"] = None
