"""Mistakes in form 02, and in the identifiers of persons in any form."""

from __future__ import annotations

from datetime import date, timedelta

from sample import reference
from sample.defects.common import (
    Context,
    always_new_id,
    break_cell,
    defect,
    duplicate,
    has_new_id,
    is_reported_twice,
    settled,
)
from sample.lines import ROW, WARN, Day, Line

_SERIAL_ZERO = date(1899, 12, 30)


@defect
def degree_unknown(context: Context, number: int) -> None:
    """Write a professional qualification that is not on the list."""
    for line in context.pick(number, lambda line: line.values["professional_qualification"] is not None):
        break_cell(
            line,
            "professional_qualification",
            context.rng.choice(("Kỹ thuật viên", "Y sĩ", "Chuyên tu")),
            "value_unknown",
            WARN,
        )


@defect
def theory_unknown(context: Context, number: int) -> None:
    """Write a degree of political theory that is not on the list."""
    for line in context.pick(number):
        break_cell(line, "political_theory", context.rng.choice(("Bồi dưỡng", "Đang học")), "value_unknown", WARN)


@defect
def degree_blank(context: Context, number: int) -> None:
    """Leave the professional qualification blank, which no rule forbids."""
    for line in context.pick(number):
        line.values["professional_qualification"] = None
        line.typed["professional_qualification"] = None


@defect
def sex_both(context: Context, number: int) -> None:
    """Write the birth date under both sexes, or a sex that is none."""
    _sex(context, number, "both", "Khác")


@defect
def sex_neither(context: Context, number: int) -> None:
    """Write the birth date under neither sex, or no sex."""
    _sex(context, number, "neither", None)


def _sex(context: Context, number: int, layout: str, typed: str | None) -> None:
    for line in context.pick(number, settled(context)):
        if context.births == "columns":
            line.typed["birth_columns"] = layout
        break_cell(line, "sex", typed, "sex_ambiguous", ROW)
        if layout == "neither" and context.births == "columns":
            line.values |= {"born_on": None, "birth_year": None}


@defect
def identifiers_blank(context: Context, number: int) -> None:
    """Leave out both the citizen id and the party card."""
    for line in context.pick(number, settled(context) if context.lines[0].form == "02" else has_new_id):
        break_cell(line, "citizen_id", None, "identifier_missing", ROW)
        break_cell(line, "party_card", None, "identifier_missing", ROW)


@defect
def identifiers_useless(context: Context, number: int) -> None:
    """Write a citizen id of 13 digits and no party card."""
    for line in context.pick(number, settled(context) if context.lines[0].form == "02" else has_new_id):
        line.typed["citizen_id"] = line.values["citizen_id"] + "7"
        line.values["citizen_id"] = None
        break_cell(line, "party_card", None, "identifier_missing", ROW)


@defect
def citizen_id_too_long(context: Context, number: int) -> None:
    """Write a citizen id of 13 digits beside a good party card."""
    for line in context.pick(number, lambda line: has_new_id(line) and line.values["party_card"]):
        break_cell(line, "citizen_id", line.values["citizen_id"] + "0", "identifier_invalid", WARN)


@defect
def citizen_id_of_nowhere(context: Context, number: int) -> None:
    """Write a citizen id with a province code that does not exist."""
    for line in context.pick(number, lambda line: has_new_id(line) and line.values["party_card"]):
        break_cell(line, "citizen_id", "099" + line.values["citizen_id"][3:], "identifier_invalid", WARN)


@defect
def card_too_long(context: Context, number: int) -> None:
    """Write a party card of nine digits beside a good citizen id."""
    for line in context.pick(number, lambda line: has_new_id(line) and line.values["party_card"]):
        break_cell(line, "party_card", line.values["party_card"] + "3", "identifier_invalid", WARN)


@defect
def sex_contradicts(context: Context, number: int) -> None:
    """Write the other sex than the citizen id says."""
    for line in context.pick(number, settled(context)):
        line.values["sex"] = "male" if line.values["sex"] == "female" else "female"
        line.broken["identifier_contradicts"] = ROW


@defect
def birth_contradicts(context: Context, number: int) -> None:
    """Write another birth year than the citizen id says."""
    for line in context.pick(number, lambda line: settled(context)(line) and line.values["born_on"].precision == "day"):
        born = line.values["born_on"].day
        line.values["born_on"] = Day(date(born.year + 3, born.month, 1))
        line.values["birth_year"] = born.year + 3
        line.broken["identifier_contradicts"] = ROW


@defect
def birth_invalid(context: Context, number: int) -> None:
    """Write a birth date that is none."""
    for line in context.pick(number, settled(context)):
        break_cell(line, "born_on", f"31/02/{line.values['birth_year']}", "date_invalid", ROW)
        line.values["birth_year"] = None


@defect
def appointed_invalid(context: Context, number: int) -> None:
    """Write an appointment date that is none."""
    for line in context.pick(number, settled(context)):
        break_cell(
            line,
            "appointed_on",
            context.rng.choice(("30/02/2019", "15/13/2020", "32/05/2018")),
            "date_invalid",
            WARN,
        )


@defect
def position_unknown(context: Context, number: int) -> None:
    """Write a position that is not on the list."""
    for line in context.pick(number, settled(context)):
        line.typed["position"] = context.rng.choice(("Cán bộ phụ trách", "Trưởng trạm Y tế", "Kế toán trưởng"))
        line.positions = []
        line.broken["value_unknown"] = ROW


@defect
def position_at_wrong_level(context: Context, number: int) -> None:
    """Write a position that does not exist at the level of the line."""
    for line in context.pick(number, lambda line: settled(context)(line) and line.values["level"] == "district"):
        line.values["level"] = "grassroots"
        line.typed["position"] = "Trưởng phòng"
        line.positions, line.perhaps = [], list(reference.positions_called("Trưởng phòng"))
        line.broken["value_unknown"] = ROW


@defect
def one_position_unknown(context: Context, number: int) -> None:
    """Write a second position that is not on the list."""
    for line in context.pick(number, lambda line: line.values["level"] == "commune" and len(line.positions) == 1):
        line.typed["more_positions"] = ["Trưởng trạm Y tế"]
        line.broken["value_unknown"] = WARN


def _has_title_of(levels: int, line: Line) -> bool:
    """Tell whether a line has one title that exists at one level only, or at two."""
    return len(line.positions) == 1 and len(reference.positions_called(line.positions[0][1])) == levels


@defect
def level_unknown(context: Context, number: int) -> None:
    """Write a level that is none beside a title of two levels."""
    for line in context.pick(number, lambda line: settled(context)(line) and _has_title_of(2, line)):
        break_cell(line, "level", "Thôn", "value_unknown", ROW)
        _title_without_level(line)


@defect
def level_blank(context: Context, number: int) -> None:
    """Leave out the level beside a title of two levels."""
    for line in context.pick(number, lambda line: settled(context)(line) and _has_title_of(2, line)):
        break_cell(line, "level", None, "required_blank", ROW)
        _title_without_level(line)


def _title_without_level(line: Line) -> None:
    title = line.positions[0][1]
    line.typed["position"] = title
    line.positions, line.perhaps = [], list(reference.positions_called(title))


@defect
def level_contradicts(context: Context, number: int) -> None:
    """Write another level, none, or nothing, beside a title that exists at one level only."""
    for place, line in enumerate(context.pick(number, lambda line: _has_title_of(1, line))):
        line.typed["position"] = line.positions[0][1]
        if place % 3 == 0:
            line.values["level"] = "grassroots" if line.values["level"] != "grassroots" else "province"
        else:
            line.values["level"] = None
            line.typed["level"] = (None, None, "Liên xã")[place % 3]
        line.broken["level_contradicts"] = WARN


@defect
def year_in_date_cell(context: Context, number: int) -> None:
    """Type a year of birth into a date cell, which makes a day of 1905 of it."""
    for line in context.pick(number, lambda line: not line.values["citizen_id"] or has_new_id(line)):
        year = line.values["birth_year"]
        line.typed["born_on"] = _SERIAL_ZERO + timedelta(days=year)
        line.values["born_on"] = Day(date(year, 1, 1), "year")
        line.broken["date_invalid"] = WARN


@defect
def degree_ticked_twice(context: Context, number: int) -> None:
    """Tick two qualifications: the higher one counts."""
    for line in context.pick(number, lambda line: line.values["professional_qualification"] == "university"):
        line.typed["professional_qualification="] = ("university", "intermediate")
        line.broken["value_unknown"] = WARN


@defect
def managed_unknown(context: Context, number: int) -> None:
    """Write a manager that is none, beside a position that is none: whether the line counts cannot be told."""
    for line in context.pick(number, settled(context)):
        break_cell(line, "managed_by", "Cấp trên quản lý", "value_unknown", ROW)
        line.typed["position"], line.positions = "Cán bộ phụ trách", []


@defect
def theory_column_blank(context: Context, number: int) -> None:
    """Leave a whole column blank (``column_blank``)."""
    for line in context.lines:
        line.values["political_theory"] = None


@defect
def id_one_digit_off(context: Context, number: int) -> None:
    """Mistype a digit of the citizen id of somebody whom another unit reports too (``person_probably_twice``)."""
    for line in context.pick(
        number, lambda line: settled(context)(line) and has_new_id(line) and is_reported_twice(context, line)
    ):
        digits = line.values["citizen_id"]
        line.values |= {"citizen_id": f"{digits[:8]}{(int(digits[8]) + 3) % 10}{digits[9:]}", "party_card": None}
        line.typed["note"] = None


@defect
def card_blank_beside_old_id(context: Context, number: int) -> None:
    """Leave out the card beside an old id that is replaced the next year (``person_probably_twice``)."""

    def suits(line: Line) -> bool:
        person = context.world.person(context.person(line))
        own = [one for one in context.lines if one.person == line.person]
        return person.old_id_until == context.year and len(own) == 1 and not is_reported_twice(context, line)

    for line in context.pick(number, lambda line: suits(line) and line.values["born_on"].precision == "day"):
        line.values["party_card"] = None
        line.typed["note"] = None


@defect
def old_id_of_another(context: Context, number: int) -> None:
    """Write the old id of somebody born in the same year: a way from one new id to another (``identity_conflict``)."""
    old = [line for line in context.lines if len(line.values["citizen_id"] or "") == 9 and not line.broken]
    pairs = [
        (one, other)
        for one in old
        for other in old
        if one.person is not None and other.person is not None and one.person < other.person
        and one.values["birth_year"] == other.values["birth_year"]
        and context.world.person(one.person).old_id_until == context.world.person(other.person).old_id_until
        and not one.typed and not other.typed
    ]  # fmt: skip
    for one, other in context.rng.sample(pairs, number):
        other.values["citizen_id"] = one.values["citizen_id"]
        one.typed["note"] = other.typed["note"] = None


@defect
def name_blank(context: Context, number: int) -> None:
    """Leave out the name."""
    for line in context.pick(number, settled(context)):
        break_cell(line, "full_name", None, "required_blank", ROW)


@defect
def position_blank(context: Context, number: int) -> None:
    """Leave out the position."""
    for line in context.pick(number, settled(context)):
        line.typed["position"] = None
        line.positions = []
        line.broken["required_blank"] = ROW


@defect
def degree_fell(context: Context, number: int) -> None:
    """Write a lower degree than the year before."""
    held = {one.person.number: one.person for one in context.world.careers.years[context.year - 1]}

    def suits(line: Line) -> bool:
        before = held.get(context.person(line))
        return bool(before) and line.values["professional_qualification"] == "university" == (
            before.degrees[context.year - 1] if before else ""
        )

    for line in context.pick(number, suits):
        line.values["professional_qualification"] = "intermediate"
        line.typed["note"] = None  # keeps other mistakes away


@defect
def stale_degree(context: Context, number: int) -> None:
    """Miss a master's degree of this year which the other unit reports already."""
    reported = {
        one.person.number: {seat.unit_in(context.year) for seat in one.post.seats_in(context.year)}
        for one in context.world.careers.years[context.year]
    }
    held = {one.person.number: one.person for one in context.world.careers.years[context.year - 1]}

    def suits(line: Line) -> bool:
        person = held.get(context.person(line))
        units = reported.get(context.person(line), set())
        return (
            person is not None and len(units) > 1 and person.degrees[context.year - 1] != person.degrees[context.year]
        )

    for line in context.pick(number, suits):
        line.values["professional_qualification"] = held[context.person(line)].degrees[context.year - 1]
        line.typed["note"] = None


@defect
def card_of_another(context: Context, number: int) -> None:
    """Write the party card of another person (``identity_conflict``)."""
    for line in context.pick(number, settled(context)):
        others = [
            one for one in context.lines if one.person != line.person and not one.broken and always_new_id(context, one)
        ]
        line.values["party_card"] = context.rng.choice(others).values["party_card"]
        line.typed["note"] = None


@defect
def other_birth_year(context: Context, number: int) -> None:
    """Write another birth year beside an old id, which cannot contradict it (``identity_conflict``)."""
    for line in context.pick(
        number, lambda line: len(line.values["citizen_id"] or "") == 9 and line.section != "CẤP HUYỆN"
    ):
        born = line.values["born_on"].day
        line.values |= {"born_on": Day(date(born.year + 1, 5, 1)), "birth_year": born.year + 1}
        line.typed["note"] = None


@defect
def organisation_unknown(context: Context, number: int) -> None:
    """Write the code of an organisation that form 01 does not list (``orphan_organisation``)."""
    for line in context.pick(number, lambda line: line.values["organisation_code"] is not None):
        line.values["organisation_code"] += "-CU"
        line.typed["note"] = None


@defect
def duplicate_line(context: Context, number: int) -> None:
    """Write a line twice."""
    duplicate(context, number, lambda line: line.form != "03" or line.values["decision_number"] is not None)
