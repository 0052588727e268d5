"""Mistakes of single lines, drawn at random: each says in the line what stays legible and which rule is broken.

Rules that compare lines (duplicates, conflicts, orphans, …) or the day of receipt are not noted: they follow.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from sample import reference
from sample.habits import Habit
from sample.lines import ROW, WARN, Day, Line
from sample.reference import ReportYear

_SERIAL_ZERO = date(1899, 12, 30)


@dataclass
class Place:
    """Where mistakes are made: one form of one unit and year."""

    rng: Random
    lines: list[Line]
    others: list[Line]  # lines of the same form from which a number may be copied
    year: ReportYear
    writes: Habit


Mistake = Callable[[Place, Line], None]
MISTAKES: dict[str, list[Mistake]] = {"01": [], "02": [], "03": [], "04": []}


def _in(*forms: str) -> Callable[[Mistake], Mistake]:
    def register(mistake: Mistake) -> Mistake:
        for form in forms:
            MISTAKES[form].append(mistake)
        return mistake

    return register


def make(place: Place, share: float) -> None:
    """Make at most one mistake in a line, in about this share of the lines."""
    for line in list(place.lines):
        if not line.typed and place.rng.random() < share:
            place.rng.choice(MISTAKES[line.form])(place, line)
            line.typed.setdefault("note", None)


def _break(line: Line, column: str, typed: object, rule: str, severity: str) -> None:
    line.values[column] = None
    line.typed[column] = typed
    if rule:
        line.broken[rule] = severity


def _again(place: Place, line: Line) -> Line:
    """Write a line once more, somewhere further down in its section."""
    again = copy.deepcopy(line)
    last = max(index for index, one in enumerate(place.lines) if one.section == line.section)
    place.lines.insert(place.rng.randint(place.lines.index(line) + 1, last + 1), again)
    line.typed["note"] = again.typed["note"] = None
    return again


@_in("01", "02", "03", "04")
def _said_twice(place: Place, line: Line) -> None:
    _again(place, line)


# --- form 01 --------------------------------------------------------------------------------------


@_in("01")
def _code_blank(place: Place, line: Line) -> None:
    _break(line, "organisation_code", None, "required_blank", ROW)


@_in("01")
def _type_unknown(place: Place, line: Line) -> None:
    _break(line, "organisation_type", "Tổ đảng", "value_unknown", ROW)


@_in("01")
def _founded_invalid(place: Place, line: Line) -> None:
    _break(line, "founded_on", "31/9/2012", "date_invalid", WARN)


@_in("01")
def _dissolved_invalid(place: Place, line: Line) -> None:
    _break(line, "dissolved_on", "31/02/2022", "date_invalid", WARN)


@_in("01")
def _code_of_another(place: Place, line: Line) -> None:
    """The code of another unit's body, under a name and a type of its own; or the name without its type."""
    other = place.rng.choice(place.others)
    line.values["organisation_code"] = other.values["organisation_code"]
    if place.rng.random() < 0.5:
        line.values["organisation_type"] = other.values["organisation_type"]
        line.values["organisation_name"] = (other.values["organisation_name"] or "").replace("Chi bộ", "CHI ỦY")


@_in("01")
def _type_of_another(place: Place, line: Line) -> None:
    line.values["organisation_type"] = place.rng.choice(reference.codes("organisation_type"))


# --- ratings --------------------------------------------------------------------------------------


@_in("01", "03")
def _number_blank(place: Place, line: Line) -> None:
    line.values["decision_number"] = None


@_in("01", "03")
def _number_without_digit(place: Place, line: Line) -> None:
    line.values["decision_number"] = "đang trình"


@_in("01", "03")
def _decided_blank(place: Place, line: Line) -> None:
    line.values["decided_on"] = None


@_in("01", "03")
def _decided_invalid(place: Place, line: Line) -> None:
    if line.values["rating"]:
        _break(line, "decided_on", "45/13/2024", "date_invalid", WARN)


@_in("01", "03")
def _decided_elsewhen(place: Place, line: Line) -> None:
    year = place.year
    days = (date(year.year, 1, 1), date(year.year - 1, 12, 31), year.due + timedelta(days=120), year.due)
    if line.values["rating"]:
        line.values["decided_on"] = Day(place.rng.choice(days))


@_in("01", "03")
def _nothing_at_all(place: Place, line: Line) -> None:
    line.values |= {"rating": None, "decision_number": None, "decided_on": None, "exemption": None}
    line.broken["required_blank"] = WARN


@_in("01", "03")
def _rating_unknown(place: Place, line: Line) -> None:
    _break(line, "rating", place.rng.choice(("Loại A", "Khá")), "value_unknown", WARN)


@_in("01", "03")
def _rating_unknown_beside_exemption(place: Place, line: Line) -> None:
    _break(line, "rating", "Khá", "value_unknown", WARN)
    line.values["exemption"] = "new"


@_in("01", "03")
def _exemption_unknown(place: Place, line: Line) -> None:
    line.values |= {"rating": None, "decision_number": None, "decided_on": None}
    _break(line, "exemption", "Bận việc nhà", "value_unknown", WARN)


@_in("01", "03")
def _exempt_beside_rating(place: Place, line: Line) -> None:
    line.values["exemption"] = place.rng.choice(("excused", "new", "other"))
    if place.rng.random() < 0.5:
        line.values["decision_number"] = None


@_in("01", "03")
def _exempt_as_new(place: Place, line: Line) -> None:
    line.values |= {"rating": None, "decision_number": None, "decided_on": None, "exemption": "new"}


@_in("03")
def _rated_again(place: Place, line: Line) -> None:
    if line.values["decided_on"]:
        again = _again(place, line)
        later = line.values["decided_on"].day + timedelta(days=place.rng.choice((-6, 0, 2)))
        other = place.rng.choice(("HTNV", "HTTNV", "KHTNV"))
        again.values |= {"rating": other, "decision_number": "991-QĐ/TU", "decided_on": Day(later)}


@_in("03")
def _period_of_another_year(place: Place, line: Line) -> None:
    _break(line, "period", f"Năm {place.year.year - 1}", "value_unknown", WARN)


@_in("03")
def _period_unknown(place: Place, line: Line) -> None:
    _break(line, "period", "Đột xuất", "value_unknown", WARN)


@_in("01", "03")
def _ticked_twice(place: Place, line: Line) -> None:
    if "rating" in place.writes.ticked:
        _break(line, "rating", "x", "value_unknown", WARN)
        line.typed["rating="] = ("HTTNV", "HTNV")


# --- form 02 --------------------------------------------------------------------------------------


@_in("02")
def _degree_unknown(place: Place, line: Line) -> None:
    _break(line, "professional_qualification", "Kỹ thuật viên", "value_unknown", WARN)


@_in("02")
def _theory_unknown(place: Place, line: Line) -> None:
    _break(line, "political_theory", place.rng.choice(("Bồi dưỡng", "Đang học")), "value_unknown", WARN)


@_in("02")
def _degree_blank(place: Place, line: Line) -> None:
    line.values[place.rng.choice(("professional_qualification", "political_theory"))] = None


@_in("02")
def _degree_lower(place: Place, line: Line) -> None:
    line.values[place.rng.choice(("professional_qualification", "political_theory"))] = "intermediate"


@_in("02")
def _degrees_ticked(place: Place, line: Line) -> None:
    if "professional_qualification" in place.writes.ticked:
        line.values["professional_qualification"] = "university"
        line.typed["professional_qualification="] = ("university", "intermediate")
        line.broken["value_unknown"] = WARN


@_in("02")
def _sex_ambiguous(place: Place, line: Line) -> None:
    layout = place.rng.choice(("both", "neither"))
    if "sex" in place.writes.ticked:
        _break(line, "sex", "x" if layout == "both" else None, "sex_ambiguous", ROW)
        line.typed["sex="] = ("male", "female") if layout == "both" else ()
    elif place.writes.births == "columns":
        line.typed["birth_columns"] = layout
        line.values["sex"] = None
        line.broken["sex_ambiguous"] = ROW
        if layout == "neither":
            line.values |= {"born_on": None, "birth_year": None}
    else:
        is_odd = layout == "both" or place.writes.births == "nu"
        _break(line, "sex", "Khác" if is_odd else None, "sex_ambiguous", ROW)


@_in("02")
def _sex_contradicts(place: Place, line: Line) -> None:
    if len(line.values["citizen_id"]) == 12:
        line.values["sex"] = "male" if line.values["sex"] == "female" else "female"
        line.broken["identifier_contradicts"] = ROW


@_in("02")
def _birth_contradicts(place: Place, line: Line) -> None:
    """Another birth year: beside a new id it contradicts, beside an old one nobody can tell."""
    year = line.values["birth_year"] + 3
    line.values |= {"born_on": Day(date(year, 5, 1)), "birth_year": year}
    line.broken.pop("age_implausible", None)
    if not 18 <= place.year.year - year <= 75:
        line.broken["age_implausible"] = WARN
    if len(line.values["citizen_id"]) == 12:
        line.broken["identifier_contradicts"] = ROW


@_in("02")
def _birth_invalid(place: Place, line: Line) -> None:
    _break(line, "born_on", "31/02/1980", "date_invalid", ROW)
    line.values["birth_year"] = None
    line.broken.pop("age_implausible", None)


@_in("02")
def _birth_in_a_date_cell(place: Place, line: Line) -> None:
    year = line.values["birth_year"]
    line.typed["born_on"] = _SERIAL_ZERO + timedelta(days=year)
    line.values["born_on"] = Day(date(year, 1, 1), "year")
    line.broken["date_invalid"] = WARN


@_in("02")
def _appointed_invalid(place: Place, line: Line) -> None:
    _break(line, "appointed_on", "30/02/2019", "date_invalid", WARN)


@_in("02")
def _appointed_blank(place: Place, line: Line) -> None:
    line.values["appointed_on"] = None


@_in("02")
def _position_unknown(place: Place, line: Line) -> None:
    line.typed["position"], line.positions = place.rng.choice(("Trưởng trạm Y tế", "Kế toán trưởng")), []
    line.broken["value_unknown"] = ROW


@_in("02")
def _position_blank(place: Place, line: Line) -> None:
    line.typed["position"], line.positions = None, []
    line.broken["required_blank"] = ROW


@_in("02")
def _one_position_unknown(place: Place, line: Line) -> None:
    line.typed["more_positions"] = ["Trưởng trạm Y tế"]
    line.broken["value_unknown"] = WARN


@_in("02")
def _level_wrong(place: Place, line: Line) -> None:
    """Another level, a blank one, or none that exists: of a title of one level only, it does no harm."""
    if len(line.positions) != 1:
        return
    title = line.positions[0][1]
    known_at = reference.positions_called(title)
    levels = [one for one in ("province", "district", "commune", "grassroots") if (one, title) not in known_at]
    levels = [one for one in levels if one not in {level for level, _ in known_at}]
    line.typed["position"] = title
    how = place.rng.choice(("other", "blank", "unknown"))
    if how == "other":
        line.values["level"] = place.rng.choice(levels)
    else:
        line.values["level"], line.typed["level"] = None, None if how == "blank" else "Liên xã"
    if len(known_at) == 1:
        line.broken["level_contradicts"] = WARN
    else:
        line.positions, line.perhaps = [], list(known_at)
        line.broken["required_blank" if how == "blank" else "value_unknown"] = ROW


@_in("02")
def _nothing_readable(place: Place, line: Line) -> None:
    line.typed |= {"position": "Kế toán trưởng", "level": "Liên xã"}
    line.values["level"], line.positions = None, []
    line.broken["value_unknown"] = ROW


@_in("02")
def _managed_unknown(place: Place, line: Line) -> None:
    _break(line, "managed_by", "Cấp trên quản lý", "value_unknown", WARN)


@_in("02")
def _managed_unknown_and_position(place: Place, line: Line) -> None:
    _break(line, "managed_by", "Cấp trên quản lý", "", "")
    line.typed["position"], line.positions = None, []
    line.broken["required_blank"] = ROW
    line.broken["value_unknown"] = WARN


@_in("02")
def _name_blank(place: Place, line: Line) -> None:
    _break(line, "full_name", None, "required_blank", ROW)


@_in("02")
def _organisation_unknown(place: Place, line: Line) -> None:
    line.values["organisation_code"] = "KHONG-CO"


@_in("02")
def _card_of_another(place: Place, line: Line) -> None:
    line.values["party_card"] = place.rng.choice(place.others).values["party_card"]


@_in("02")
def _old_id_of_another(place: Place, line: Line) -> None:
    old = [one for one in place.others if len(one.values["citizen_id"] or "") == 9]
    if old and len(line.values["citizen_id"]) == 9:
        line.values["citizen_id"] = place.rng.choice(old).values["citizen_id"]


@_in("02")
def _digit_mistyped(place: Place, line: Line) -> None:
    digits, at = line.values["citizen_id"], place.rng.choice((7, 8))
    line.values["citizen_id"] = f"{digits[:at]}{(int(digits[at]) + 3) % 10}{digits[at + 1 :]}"
    line.values["party_card"] = place.rng.choice((None, line.values["party_card"]))


@_in("02")
def _card_blank(place: Place, line: Line) -> None:
    line.values["party_card"] = None


# --- identifiers of forms 02 to 04 ----------------------------------------------------------------


@_in("02", "03", "04")
def _identifiers_blank(place: Place, line: Line) -> None:
    line.values |= {"citizen_id": None, "party_card": None}
    line.broken["identifier_missing"] = ROW


@_in("02", "03", "04")
def _citizen_id_too_long(place: Place, line: Line) -> None:
    if line.values["citizen_id"] and line.values["party_card"]:
        _break(line, "citizen_id", line.values["citizen_id"] + "0123", "identifier_invalid", WARN)


@_in("02", "03", "04")
def _citizen_id_of_nowhere(place: Place, line: Line) -> None:
    if len(line.values["citizen_id"] or "") == 12 and line.values["party_card"]:
        _break(line, "citizen_id", "099" + line.values["citizen_id"][3:], "identifier_invalid", WARN)


@_in("02", "03", "04")
def _card_too_long(place: Place, line: Line) -> None:
    if line.values["citizen_id"] and line.values["party_card"]:
        _break(line, "party_card", line.values["party_card"] + "3", "identifier_invalid", WARN)


@_in("02", "03", "04")
def _identifiers_useless(place: Place, line: Line) -> None:
    if line.values["citizen_id"]:
        line.typed["citizen_id"] = line.values["citizen_id"] + "0123"
        line.values |= {"citizen_id": None, "party_card": None}
        line.broken["identifier_missing"] = ROW


@_in("03", "04")
def _stranger(place: Place, line: Line) -> None:
    number = place.rng.randint(100000, 999999)
    for column, digits in (("citizen_id", f"006070{number}"), ("party_card", f"57{number}")):
        if line.values[column]:
            line.values[column] = digits


@_in("03", "04")
def _wrong_name(place: Place, line: Line) -> None:
    line.values["full_name"] = "Bế Thị Nhầm"


@_in("03", "04")
def _name_blank_in_another_form(place: Place, line: Line) -> None:
    line.values["full_name"] = None


@_in("03", "04")
def _card_of_somebody_else(place: Place, line: Line) -> None:
    if line.values["party_card"]:
        line.values["party_card"] = place.rng.choice(place.others).values["party_card"] or line.values["party_card"]


# --- form 04 --------------------------------------------------------------------------------------


@_in("04")
def _group_blank(place: Place, line: Line) -> None:
    _break(line, "course_group", None, "required_blank", ROW)


@_in("04")
def _group_unknown(place: Place, line: Line) -> None:
    _break(line, "course_group", "Nghiệp vụ chung", "value_unknown", WARN)


@_in("04")
def _end_blank(place: Place, line: Line) -> None:
    _break(line, "ended_on", None, "required_blank", ROW)


@_in("04")
def _end_invalid(place: Place, line: Line) -> None:
    _break(line, "ended_on", "31/04/2022", "date_invalid", ROW)


@_in("04")
def _end_is_a_year_in_a_date_cell(place: Place, line: Line) -> None:
    line.typed["ended_on"] = _SERIAL_ZERO + timedelta(days=place.year.year)
    line.values["ended_on"] = Day(date(place.year.year, 1, 1), "year")
    line.broken["date_invalid"] = WARN


@_in("04")
def _start_invalid(place: Place, line: Line) -> None:
    _break(line, "started_on", "29/02/2023", "date_invalid", WARN)


@_in("04")
def _result_unknown(place: Place, line: Line) -> None:
    _break(line, "result", "Khá", "value_unknown", WARN)


@_in("04")
def _result_blank(place: Place, line: Line) -> None:
    line.values["result"] = None


@_in("04")
def _result_blank_and_end_vague(place: Place, line: Line) -> None:
    line.values |= {"result": None, "ended_on": line.values["ended_on"].blurred("year")}


@_in("04")
def _ended_elsewhen(place: Place, line: Line) -> None:
    year = place.year
    days = (
        date(2020, 12, 31), date(2021, 1, 1), date(year.year - 1, 12, 31), date(year.year, 1, 1), year.snapshot,
        year.snapshot + timedelta(days=1), year.due + timedelta(days=200),
    )  # fmt: skip
    ended = place.rng.choice(days)
    line.values |= {"started_on": Day(ended - timedelta(days=5)), "ended_on": Day(ended)}


@_in("04")
def _started_after_end(place: Place, line: Line) -> None:
    line.values["started_on"] = Day(line.values["ended_on"].until + timedelta(days=3))
