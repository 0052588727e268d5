"""The returns as they should be: every unit's four forms of a year, before anybody makes a mistake.

The only thing taken from a unit's habits here is how precisely it writes dates, because that is what can be
read back.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cache
from random import Random

from sample import evaluations, names, province, reference
from sample.careers import Careers, Incumbency, Person
from sample.evaluations import Evaluation
from sample.habits import Habit, habit
from sample.lines import WARN, Day, Line
from sample.posts import Organisation, Seat
from sample.trainings import Course, Trainings

_BOTH_RATE = (
    "ba-be",
    "tp-bac-kan",
    "na-ri",
)  # these districts list their secretaries' ratings too, as the province does
_SENT_A_YEAR_LATE = ("ba-be", 2023)  # its form 04 of 2022 was rejected (see ``submissions``)
_AT_MOST = 36  # few enough not to look like a jump of the head count
_CONGRESS, _GRASSROOTS_CONGRESSES = date(2020, 10, 27), date(2020, 6, 15)
_LEVEL_SECTIONS = {
    "province": "CẤP TỈNH",
    "district": "CẤP HUYỆN",
    "commune": "CẤP XÃ",
    "grassroots": "CẤP CƠ SỞ",
}
_KIND_SECTIONS = {
    "provincial_standing_committee": "BAN THƯỜNG VỤ",
    "district_standing_committee": "BAN THƯỜNG VỤ",
    "party_delegation": "ĐẢNG ĐOÀN",
    "party_affairs_committee": "BAN CÁN SỰ ĐẢNG",
    "grassroots_party_committee": "TỔ CHỨC CƠ SỞ ĐẢNG",
    "grassroots_party_cell": "TỔ CHỨC CƠ SỞ ĐẢNG",
    "sub_committee": "TỔ CHỨC ĐẢNG TRỰC THUỘC",
    "subordinate_cell": "TỔ CHỨC ĐẢNG TRỰC THUỘC",
}


@dataclass(frozen=True)
class World:
    """Everything that is true of the made-up province."""

    seed: str
    size: str
    organisations: list[Organisation]
    careers: Careers
    senders: dict[int, dict[int, str]]  # year, person: the unit that rates and trains the person
    ratings: dict[int, dict[int, Evaluation]]
    organisation_ratings: dict[int, dict[str, Evaluation]]
    trainings: Trainings

    def person(self, number: int) -> Person:
        """Return a person by number."""
        return self.careers.people.all[number - 1]


@cache
def world(seed: str, size: str) -> World:
    """Make the world of a seed in a size."""
    base = province.build(size)
    careers = Careers(base, seed)
    _unusual_ages(careers)
    senders = {
        year: {one.person.number: _sender(one, year) for one in incumbents}
        for year, incumbents in careers.years.items()
    }
    ratings = {
        year: evaluations.of_persons(seed, year, incumbents, senders[year])
        for year, incumbents in careers.years.items()
    }
    of_organisations = {
        year: evaluations.of_organisations(seed, year, _existing(base.organisations, year)) for year in careers.years
    }
    trainings = Trainings(seed, careers.years, senders)
    return World(seed, size, base.organisations, careers, senders, ratings, of_organisations, trainings)


def _unusual_ages(careers: Careers) -> None:
    """Give two persons who serve for one year an age that is true, and yet worth a question."""
    served: dict[int, set[int]] = defaultdict(set)
    for year, incumbents in careers.years.items():
        for one in incumbents:
            if one.post.profile == "cell":
                served[one.person.number].add(year)
    for year, born in ((2021, date(2005, 3, 2)), (2023, date(1946, 8, 19))):
        person = careers.people.all[min(number for number, years in served.items() if years == {year}) - 1]
        person.born, person.old_id_until = born, year - 3
        sign = (0 if person.sex == "male" else 1) + (2 if born.year >= 2000 else 0)
        person.citizen_id = f"{person.citizen_id[:3]}{sign}{born.year % 100:02d}{person.citizen_id[6:]}"


def _sender(one: Incumbency, year: int) -> str:
    units = [seat.unit_in(year) for seat in one.post.seats_in(year)]
    return "tinh" if one.post.managed and "tinh" in units else units[0]


def _existing(organisations: list[Organisation], year: int) -> list[Organisation]:
    snapshot = reference.report_year(year).snapshot
    return [
        one
        for one in organisations
        if (one.founded is None or one.founded <= snapshot) and (one.dissolved is None or one.dissolved.year >= year)
    ]


def compile_unit(world: World, unit: str, year: int) -> dict[str, list[Line]]:
    """Return the lines of a unit's four forms."""
    writes = habit(unit, year)
    return {
        "01": _organisations(world, unit, year),
        "02": _cadres(world, unit, year, writes),
        "03": _evaluations(world, unit, year, writes),
        "04": _trainings(world, unit, year),
    }


def _organisations(world: World, unit: str, year: int) -> list[Line]:
    lines = []
    for one in _existing(world.organisations, year):
        is_listed = one.unit_in(year) == unit or (unit == "tinh" and one.kind == "district_standing_committee")
        if not is_listed:
            continue
        outcome = world.organisation_ratings[year][one.code]
        values = {
            "organisation_code": one.code,
            "organisation_name": one.name,
            "organisation_type": one.kind,
            "parent_code": one.parent,
            "commune_code": one.commune,
            "founded_on": Day(one.founded) if one.founded else None,
            "dissolved_on": Day(one.dissolved) if one.dissolved and one.dissolved.year <= year else None,
            **_outcome(outcome),
            "note": None,
        }
        lines.append(Line("01", values, section=_KIND_SECTIONS[one.kind]))
    order = list(dict.fromkeys(_KIND_SECTIONS.values()))
    return sorted(lines, key=lambda line: order.index(line.section))


def _outcome(outcome: Evaluation) -> dict[str, object]:
    return {
        "rating": outcome.rating,
        "decision_number": outcome.decision,
        "decided_on": Day(outcome.decided) if outcome.decided else None,
        "exemption": outcome.exemption,
    }


def _cadres(world: World, unit: str, year: int, writes: Habit) -> list[Line]:
    lines = []
    for one in world.careers.years[year]:
        seats = [seat for seat in one.post.seats_in(year) if seat.unit_in(year) == unit]
        for group in _lines_of(seats, bool(writes.joined)):
            lines.append(_cadre(world, one, group, year, writes))
    order = list(_LEVEL_SECTIONS.values())
    return sorted(lines, key=lambda line: order.index(line.section))


def _lines_of(seats: list[Seat], joined: bool) -> list[list[Seat]]:
    """Group seats into lines: one each, or those of one level in one line."""
    if not joined:
        return [[seat] for seat in seats]
    groups: dict[str, list[Seat]] = defaultdict(list)
    for seat in seats:
        groups[seat.level].append(seat)
    return list(groups.values())


def _cadre(world: World, one: Incumbency, seats: list[Seat], year: int, writes: Habit) -> Line:
    person, level = one.person, seats[0].level
    rng = Random(f"{world.seed}:{year}:{person.number}:cadre")
    values = {
        "full_name": person.name,
        "born_on": Day(person.born).blurred(_precision(writes.birth_precision, rng)),
        "birth_year": person.born.year,
        "sex": person.sex,
        "ethnicity": names.ETHNICITY_LABELS[person.ethnicity],
        "citizen_id": person.identifier(year),
        "party_card": person.party_card,
        "level": level,
        "organisation_code": seats[0].organisation,
        "managed_by": _managed_by(one, level),
        "professional_qualification": person.degrees[year],
        "political_theory": person.theories[year],
        "appointed_on": Day(_since(one, seats[0])).blurred(writes.appointed_precision),
        "note": None,
    }
    positions = [(seat.level, seat.title) for seat in seats]
    line = Line("02", values, person.number, positions, _LEVEL_SECTIONS[level])
    if not 18 <= _age(person.born, reference.report_year(year).snapshot) <= 75:
        line.broken["age_implausible"] = WARN
    return line


def _since(one: Incumbency, seat: Seat) -> date:
    """Return the day from which a seat is held: nobody sits on a committee longer than its last congress."""
    if seat.title in ("Tỉnh ủy viên", "Ủy viên Ban Thường vụ Tỉnh ủy"):
        return max(one.appointed, _CONGRESS)
    return max(one.appointed, _GRASSROOTS_CONGRESSES) if seat.level == "grassroots" else one.appointed


def _age(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _precision(habit_of_births: str, rng: Random) -> str:
    return "day" if habit_of_births == "day" else rng.choices(("day", "month", "year"), (50, 20, 30))[0]


def _managed_by(one: Incumbency, level: str) -> str | None:
    if one.post.managed:
        return "provincial_standing_committee"
    if level == "grassroots" or one.post.rank <= 1:
        return None
    return "district_standing_committee" if level in ("district", "commune") else "other"


def _evaluations(world: World, unit: str, year: int, writes: Habit) -> list[Line]:
    lines = []
    for one in world.careers.years[year]:
        person, seats = one.person, one.post.seats_in(year)
        sends = world.senders[year][person.number]
        also = unit in _BOTH_RATE and sends == "tinh" and seats[0].unit_in(year) == unit
        if sends != unit and not also:
            continue
        values = {
            "full_name": person.name,
            **_identifiers(person, year, writes),
            "position": (seats[0].level, seats[0].title),
            "period": "closing" if writes.closing else "year",
            **_outcome(world.ratings[year][person.number]),
            "note": None,
        }
        section = "CÁN BỘ DIỆN BAN THƯỜNG VỤ TỈNH ỦY QUẢN LÝ" if one.post.managed else _LEVEL_SECTIONS[seats[0].level]
        lines.append(Line("03", values, person.number, section=section))
        if (unit, year) == ("tp-bac-kan", 2024) and "department_leaders" in one.groups_in(year):
            lines += _quarters(world, lines[-1], year)
    sections = list(dict.fromkeys(line.section for line in lines))
    return sorted(lines, key=lambda line: sections.index(line.section))


def _quarters(world: World, yearly: Line, year: int) -> list[Line]:
    """Add a person's quarterly evaluations, which count for no indicator."""
    rng, found = Random(f"{world.seed}:{year}:{yearly.person}:quarters"), []
    for quarter in range(1, 5):
        decided = reference.report_year(year).snapshot.replace(month=3 * quarter, day=28)
        values = yearly.values | {
            "period": f"q{quarter}",
            "rating": rng.choice(("HTTNV", "HTTNV", "HTXSNV", "HTNV")),
            "decision_number": f"{40 * quarter + 3}-QĐ/TU",
            "decided_on": Day(decided),
            "exemption": None,
        }
        found.append(Line("03", values, yearly.person, section=yearly.section))
    return found


def _identifiers(person: Person, year: int, writes: Habit) -> dict[str, str | None]:
    return {
        "citizen_id": None if writes.id_columns == "card" else person.identifier(year),
        "party_card": None if writes.id_columns == "id" else person.party_card,
    }


def _trainings(world: World, unit: str, year: int) -> list[Line]:
    writes = habit(unit, year)
    lines = [
        training_line(world, course, year, writes)
        for course in world.trainings.years[year]
        if world.senders[year][course.person] == unit
    ]
    if (unit, year) == _SENT_A_YEAR_LATE:
        lines += _of_the_year_before(world, unit, year, writes)
    unique: dict[tuple[object, ...], Line] = {}
    for line in lines:
        unique.setdefault((line.person, line.values["course_name"], line.values["ended_on"]), line)
    return list(unique.values())


def _of_the_year_before(world: World, unit: str, year: int, writes: Habit) -> list[Line]:
    """Return courses of the year before of persons who still serve: they count in the year of their end."""
    return [
        training_line(world, course, year, writes)
        for course in world.trainings.years[year - 1]
        if course.group == "party_building"
        and world.senders[year - 1][course.person] == unit
        and world.senders[year].get(course.person) == unit
    ][:_AT_MOST]


def training_line(world: World, course: Course, year: int, writes: Habit) -> Line:
    """Return the line of one course in the return of a year."""
    person = world.person(course.person)
    values = {
        "full_name": person.name,
        **_identifiers(person, year, writes),
        "course_name": course.name,
        "course_group": course.group,
        "started_on": Day(course.started),
        "ended_on": Day(course.ended),
        "result": course.result,
        "certificate_number": course.certificate,
        "provider": course.provider,
        "note": None,
    }
    return Line("04", values, person.number, section="")
