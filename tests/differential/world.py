"""Who and what there is in a random province, and what is true of them year by year."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from sample import names, reference
from sample.lines import Position
from sample.reference import ReportYear, Unit

_PREFIX = {"party_delegation": "Đảng đoàn", "party_affairs_committee": "Ban cán sự đảng"}
_KINDS = {
    "province": ("provincial_standing_committee", "party_delegation", "party_affairs_committee"),
    "other": ("grassroots_party_committee", "grassroots_party_cell", "sub_committee", "subordinate_cell"),
}
_NAMES = {
    "provincial_standing_committee": "Ban Thường vụ Tỉnh ủy",
    "district_standing_committee": "Ban Thường vụ cấp ủy huyện",
    "grassroots_party_committee": "Đảng bộ",
    "grassroots_party_cell": "Chi bộ",
    "sub_committee": "Đảng bộ bộ phận",
    "subordinate_cell": "Chi bộ",
}
_PLACES = [
    "Nà Pò",
    "Khuổi Nằn",
    "Bản Cuôn",
    "Hạt Kiểm lâm",
    "Trạm Thú y",
    "Kho bạc",
    "Tòa án",
    "Đồn Đèn",
    "Lũng Phầy",
    "Pác Ngòi",
]


@dataclass(frozen=True)
class Body:
    """A party organisation, and the units that report it."""

    code: str
    name: str
    kind: str
    units: tuple[str, ...]
    founded: date | None
    dissolved: date | None


@dataclass
class Person:
    """A person: papers, the positions held in each unit, and what is known by each year."""

    number: int
    name: str
    sex: str
    born: date
    ethnicity: str
    citizen_id: str
    old_id: str
    party_card: str
    old_id_until: int
    seats: dict[str, list[Position]]
    managed_by: str | None
    appointed: dict[str, date]
    years: range
    degrees: dict[int, str] = field(default_factory=dict)
    theories: dict[int, str] = field(default_factory=dict)

    def identifier(self, year: int) -> str:
        """Return the citizen id that papers of a year carry."""
        return self.old_id if year <= self.old_id_until else self.citizen_id


@dataclass
class World:
    """Everything that is true."""

    units: tuple[Unit, ...]
    years: tuple[ReportYear, ...]
    bodies: list[Body]
    persons: list[Person]


def make(rng: Random) -> World:
    """Draw a province."""
    years, units = _years(rng), ()
    units = _units(rng, years)
    bodies = _bodies(rng, units, years)
    return World(units, years, bodies, [_person(rng, number, units, years) for number in range(1, rng.randint(30, 70))])


def _years(rng: Random) -> tuple[ReportYear, ...]:
    length = rng.randint(2, 5)
    first = rng.randint(2021, 2026 - length)
    found = []
    for year in range(first, first + length):
        known = reference.report_year(year)
        periods = rng.choice((("year",), ("year", "closing"))) if year == 2025 else ("year",)
        other_day = date(year, 5, 31) if year == 2025 else date(year, 11, 30)
        snapshot = other_day if rng.random() < 0.1 else known.snapshot
        found.append(ReportYear(year, snapshot, known.due, periods))
    return tuple(found)


def _units(rng: Random, years: tuple[ReportYear, ...]) -> tuple[Unit, ...]:
    others = [one for one in reference.units() if one.kind != "province"]
    chosen = [reference.unit("tinh"), *rng.sample(others, 2)] if rng.random() < 0.85 else rng.sample(others, 3)
    found = []
    for number, one in enumerate(chosen):
        begins, ends = date(2020, 10, 30), None
        if number and rng.random() < 0.2:
            begins = date(rng.choice(years).year, 3, 1)
        elif number and rng.random() < 0.3:
            ends = rng.choice((rng.choice(years).snapshot, date(rng.choice(years).year, 2, 28)))
        found.append(Unit(one.code, one.name, one.kind, one.district, begins, ends))
    return tuple(found)


def _bodies(rng: Random, units: tuple[Unit, ...], years: tuple[ReportYear, ...]) -> list[Body]:
    found = []
    for unit in units:
        kinds = (
            [*_KINDS["province"], "party_delegation"] if unit.kind == "province" else ["district_standing_committee"]
        )
        kinds += rng.choices(_KINDS["other"], (3, 4, 1, 2), k=rng.randint(2, 14))
        for number, kind in enumerate(kinds, 1):
            place = f"{rng.choice(_PLACES)} {number}"
            label = _NAMES.get(kind) or _PREFIX[kind]
            units_of = [unit.code]
            if kind == "district_standing_committee" and units[0].kind == "province" and rng.random() < 0.7:
                units_of.append(units[0].code)
            code = f"{unit.district or unit.code[:2].upper()}-{number:02d}"
            founded, dissolved = _life(rng, years)
            found.append(Body(code, f"{label} {place}", kind, tuple(units_of), founded, dissolved))
    return found


def _life(rng: Random, years: tuple[ReportYear, ...]) -> tuple[date | None, date | None]:
    """Draw when a body began and ended: mostly long ago and never, sometimes close to a snapshot."""
    year = rng.choice(years)
    near = year.snapshot + timedelta(days=rng.choice((-200, -170, -30, -1, 0, 1, 20)))
    founded = rng.choices((date(2010, 5, 19), None, near), (75, 10, 15))[0]
    year = rng.choice(years)
    near = year.snapshot + timedelta(days=rng.choice((-120, -1, 0, 0, 1)))
    return founded, near if rng.random() < 0.15 else None


def _person(rng: Random, number: int, units: tuple[Unit, ...], years: tuple[ReportYear, ...]) -> Person:
    sex = rng.choice(("male", "female"))
    age = rng.choices((rng.randint(26, 60), 15, 79, rng.choice((39, 40, 41))), (85, 1, 1, 13))[0]
    born = date(rng.choice(years).year - age, 1, 1) + timedelta(days=rng.randrange(365))
    group = names.ethnicity(rng)
    century = (0 if sex == "male" else 1) + (2 if born.year >= 2000 else 0)
    at = rng.sample(units, 2 if rng.random() < 0.2 else 1)
    seats = {unit.code: _seats(rng, unit) for unit in at}
    appointed = {}
    for unit in at:
        near = rng.choice(years).snapshot - timedelta(days=rng.choice((400, 200, 183, 100, 20)))
        appointed[unit.code] = rng.choice((date(2019, 7, 1), date(2020, 6, 15), date(2020, 6, 15), near))
    first = max((day.year for day in appointed.values()), default=0)
    entered = min(max(first, rng.choice((0, 0, 0, years[1].year))), years[-1].year)
    left = rng.choice((years[-1].year, years[-1].year, years[-1].year, years[0].year))
    person = Person(
        number=number,
        name=names.full_name(rng, group, sex),
        sex=sex,
        born=born,
        ethnicity=group,
        citizen_id=f"{rng.choice(('006', '019', '001'))}{century}{born.year % 100:02d}{number * 7919 % 999983:06d}",
        old_id=f"095{number * 6133 % 999979:06d}",
        party_card=f"{rng.choice(('56', '56', '06'))}{number * 5417 % 999961:06d}",
        old_id_until=rng.choices((0, years[0].year, years[1].year), (70, 15, 15))[0],
        seats=seats,
        managed_by=rng.choices(
            ("provincial_standing_committee", "district_standing_committee", "other", None), (4, 2, 1, 3)
        )[0],
        appointed=appointed,
        years=range(entered, max(left, entered) + 1),
    )
    degree, theory = rng.randint(0, 9), rng.randint(0, 4)
    degrees, theories = reference.codes("professional_qualification"), reference.codes("political_theory")
    for year in years:
        if rng.random() < 0.15:
            degree, theory = min(degree + 1, 9), min(theory + 1, 4)
        person.degrees[year.year], person.theories[year.year] = degrees[degree], theories[theory]
    return person


def _seats(rng: Random, unit: Unit) -> list[Position]:
    levels = (
        ("province", "province", "grassroots") if unit.kind == "province" else ("district", "commune", "grassroots")
    )
    found: list[Position] = []
    for _ in range(rng.choices((1, 2, 3), (6, 3, 1))[0]):
        level = rng.choice(levels)
        titles = [one for one in reference.all_positions() if one[0] == level and one not in found]
        found.append(rng.choice(titles))
    return found
