"""What a unit of a random province writes in a year, before anybody makes a mistake."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from sample import names
from sample.habits import Habit
from sample.lines import WARN, Day, Line, Position
from sample.reference import ReportYear
from tests.differential.world import Body, Person, World

_LEVELS = {"province": "CẤP TỈNH", "district": "CẤP HUYỆN", "commune": "CẤP XÃ", "grassroots": "CẤP CƠ SỞ"}
_COURSES = ("Bồi dưỡng nghiệp vụ công tác đảng", "Kỹ năng lãnh đạo cấp phòng", "Chuyển đổi số", "Lớp chức danh")
_RATINGS = (("HTTNV", "HTXSNV", "HTNV", "KHTNV"), (70, 8, 18, 4))


def compile_unit(world: World, unit: str, year: ReportYear, writes: Habit, rng: Random) -> dict[str, list[Line]]:
    """Return the lines of a unit's four forms."""
    present = [one for one in world.persons if unit in one.seats and year.year in one.years]
    forms = {
        "01": [_organisation(one, year, rng) for one in world.bodies if unit in one.units and _is_listed(one, year)],
        "02": [line for one in present for line in _cadre(one, unit, year, writes, rng)],
        "03": [line for one in present for line in _evaluations(one, unit, year, writes, rng)],
        "04": [line for one in present for line in _trainings(one, year, writes, rng)],
    }
    for lines in forms.values():
        sections = list(dict.fromkeys(line.section for line in lines))
        lines.sort(key=lambda line: sections.index(line.section))
    codes = [line.values["organisation_code"] for line in forms["01"]]
    for line in forms["02"]:
        line.values["organisation_code"] = rng.choice([*codes, None])
    return forms


def _is_listed(body: Body, year: ReportYear) -> bool:
    return not (body.founded and body.founded.year > year.year) and not (
        body.dissolved and body.dissolved.year < year.year
    )


def _outcome(since: date | None, year: ReportYear, rng: Random) -> dict[str, Any]:
    """Draw a rating with its decision, or the reason for none."""
    is_new = since is not None and since > year.snapshot - timedelta(days=184)
    if rng.random() < (0.7 if is_new else 0.06):
        reasons = ("new",) if is_new else ("excused", "suspended", "pending", "other", "deceased")
        return {"rating": None, "decision_number": None, "decided_on": None, "exemption": rng.choice(reasons)}
    decided = Day(year.snapshot + timedelta(days=rng.randint(-25, 8)))
    if rng.random() < 0.05:
        decided = decided.blurred(rng.choice(("month", "year")))
    return {
        "rating": rng.choices(*_RATINGS)[0],
        "decision_number": f"{rng.randint(10, 990)}-QĐ/{rng.choice(('TU', 'HU'))}",
        "decided_on": decided,
        "exemption": None,
    }


def _organisation(body: Body, year: ReportYear, rng: Random) -> Line:
    dissolved = Day(body.dissolved) if body.dissolved and body.dissolved.year <= year.year else None
    if dissolved and rng.random() < 0.3:
        dissolved = dissolved.blurred(rng.choice(("month", "year")))
    founded = Day(body.founded) if body.founded else None
    values = {
        "organisation_code": body.code,
        "organisation_name": body.name,
        "organisation_type": body.kind,
        "parent_code": None,
        "commune_code": None,
        "founded_on": founded.blurred(rng.choice(("day", "day", "month", "year"))) if founded else None,
        "dissolved_on": dissolved,
        **_outcome(body.founded, year, rng),
        "note": None,
    }
    return Line("01", values, section="TỔ CHỨC CƠ SỞ ĐẢNG" if "grassroots" in body.kind else "TỔ CHỨC ĐẢNG KHÁC")


def _cadre(one: Person, unit: str, year: ReportYear, writes: Habit, rng: Random) -> list[Line]:
    """Return a line for each position, or one for those of a level."""
    groups: dict[Any, list[Position]] = {}
    for position in one.seats[unit]:
        groups.setdefault(position[0] if writes.joined else position, []).append(position)
    precision = rng.choice(("day", "day", "month", "year")) if writes.birth_precision == "mixed" else "day"
    found = []
    for positions in groups.values():
        values = {
            "full_name": one.name,
            "born_on": Day(one.born).blurred(precision),
            "birth_year": one.born.year,
            "sex": one.sex,
            "ethnicity": names.ETHNICITY_LABELS[one.ethnicity],
            "citizen_id": one.identifier(year.year),
            "party_card": one.party_card,
            "level": positions[0][0],
            "organisation_code": None,
            "managed_by": one.managed_by,
            "professional_qualification": one.degrees[year.year],
            "political_theory": one.theories[year.year],
            "appointed_on": Day(one.appointed[unit]).blurred(writes.appointed_precision),
            "note": None,
        }
        line = Line("02", values, one.number, positions, _LEVELS[positions[0][0]])
        if not 18 <= year.year - one.born.year <= 75:
            line.broken["age_implausible"] = WARN
        found.append(line)
    return found


def _identifiers(one: Person, year: ReportYear, writes: Habit) -> dict[str, str | None]:
    return {
        "citizen_id": None if writes.id_columns == "card" else one.identifier(year.year),
        "party_card": None if writes.id_columns == "id" else one.party_card,
    }


def _evaluations(one: Person, unit: str, year: ReportYear, writes: Habit, rng: Random) -> list[Line]:
    if len(one.seats) > 1 and rng.random() < 0.4:
        return []  # the other unit rates
    if rng.random() < 0.05:
        return []
    values = {
        "full_name": one.name,
        **_identifiers(one, year, writes),
        "position": one.seats[unit][0],
        "period": "closing" if year.year == 2025 and writes.closing else "year",
        **_outcome(one.appointed[unit], year, rng),
        "note": None,
    }
    found = [Line("03", values, one.number, section=_LEVELS[one.seats[unit][0][0]])]
    if rng.random() < 0.08:
        quarter = Line("03", {**values, "period": rng.choice(("q1", "q2"))}, one.number, section=found[0].section)
        quarter.values |= {
            "rating": rng.choice(("HTNV", "HTXSNV")),
            "decision_number": "5-QĐ/HU",
            "decided_on": Day(date(year.year, 4, 2)),
            "exemption": None,
        }
        found.append(quarter)
    return found


def _trainings(one: Person, year: ReportYear, writes: Habit, rng: Random) -> list[Line]:
    found = []
    for _ in range(rng.choices((0, 1, 2, 3), (3, 4, 2, 1))[0]):
        ended = Day(date(year.year, 1, 20) + timedelta(days=rng.randrange(max((year.snapshot.month - 1) * 30, 30))))
        ended = min(ended, Day(year.snapshot), key=lambda one: one.day)
        group = rng.choice(("party_building", "party_building", "leadership_skills", "title_standard", "other"))
        values = {
            "full_name": one.name,
            **_identifiers(one, year, writes),
            "course_name": f"{rng.choice(_COURSES)} {rng.randrange(9)}",
            "course_group": group,
            "started_on": Day(ended.day - timedelta(days=rng.randint(0, 40))),
            "ended_on": ended.blurred(rng.choices(("day", "month"), (9, 1))[0]),
            "result": rng.choices(("completed", "not_completed", "ongoing"), (8, 1, 1))[0],
            "certificate_number": None,
            "provider": "Trường Chính trị tỉnh",
            "note": None,
        }
        found.append(Line("04", values, one.number))
    return found
