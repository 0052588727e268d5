"""The registry of ``indicators.md``, copied by hand: who is counted, in which series, against what.

A later resolution is data and no page yet: ``read`` takes its indicators from its lists, in the same words.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from pathlib import Path

from sample.lines import Position
from tests.oracle import reference

TOTAL = "total"
FIRST_DAY = date(2021, 1, 1)  # courses of the group party_building count from here on


@dataclass(frozen=True)
class Resolution:
    """A resolution: the years in which it has figures, and the province whose units it counts."""

    code: str
    first_year: int
    last_year: int
    province: str = ""


@dataclass(frozen=True)
class Test:
    """What a subject has to meet: a kind of test and what that kind asks for."""

    kind: str
    ratings: frozenset[str] = frozenset()
    course_group: str = ""
    #: Courses count from this day on; None: those of the report year.
    since: date | None = None
    age_below: int = 0
    degree: str = ""
    theory: str = ""


@dataclass(frozen=True, eq=False)
class Indicator:
    """One row of the registry. ``population`` maps what a line shows to the name of a series."""

    code: str
    target: Fraction
    target_year: int | None
    test: Test
    population: dict[str, str]
    forms: tuple[str, ...]
    resolution: Resolution
    is_maximum: bool = False
    targets: Mapping[int, Fraction] = field(default_factory=dict)

    @property
    def counts_organisations(self) -> bool:
        """Whether its subjects are organisations."""
        return self.population_form == "01"

    @property
    def population_form(self) -> str:
        """The form whose lines make the population."""
        return self.forms[0]

    @property
    def series(self) -> list[str]:
        """All series, the union of them last."""
        return [*dict.fromkeys(name for name in self.population.values() if name), TOTAL]

    def target_in(self, year: int) -> Fraction:
        """Return what a year demands."""
        return self.targets.get(year, self.target)

    @property
    def final_target(self) -> Fraction:
        """What the line leads to: the target of the target year."""
        return self.target if self.target_year is None else self.target_in(self.target_year)


OWN = Resolution("NQ-BK-2021", 2021, 2025)
_GOOD = Test("rated", ratings=frozenset({"HTTNV", "HTXSNV"}))


def _own(
    code: str, target: int, by_2025: bool, test: Test, population: dict[str, str], forms: tuple[str, ...]
) -> Indicator:
    return Indicator(code, Fraction(target), 2025 if by_2025 else None, test, population, forms, OWN)


def _same(*names: str) -> dict[str, str]:
    return {name: name for name in names}


_COMMITTEES = _same("committee_province", "committee_district", "committee_grassroots", "inspection", "leading_bodies")
_DEPARTMENTS = {"department_leaders@province": "province", "department_leaders@district": "district"}
_MANAGED, _COMMUNE = {"provincially_managed": ""}, {"commune_leaders": ""}

INDICATORS = (
    _own(
        "2.1.1",
        100,
        False,
        _GOOD,
        {
            "provincial_standing_committee": "provincial_standing_committee",
            "district_standing_committee": "district_standing_committees",
            "party_delegation": "party_delegations",
            "party_affairs_committee": "party_affairs_committees",
        },
        ("01",),
    ),
    _own(
        "2.1.2",
        95,
        False,
        _GOOD,
        {
            "grassroots_party_committee": "grassroots_party_committees",
            "grassroots_party_cell": "grassroots_party_cells",
        },
        ("01",),
    ),
    _own(
        "2.2.1",
        100,
        True,
        Test("trained", course_group="party_building", since=FIRST_DAY),
        _COMMITTEES | _same("cell_secretaries"),
        ("02", "04"),
    ),
    _own("2.2.2a", 5, True, Test("young", age_below=40), _MANAGED, ("02",)),
    _own("2.2.2b", 20, True, Test("woman"), _MANAGED, ("02",)),
    _own("2.2.3", 35, True, Test("qualified", degree="master"), _DEPARTMENTS, ("02",)),
    _own("2.2.4a", 100, True, Test("qualified", degree="intermediate", theory="intermediate"), _COMMUNE, ("02",)),
    _own("2.2.4b", 80, True, Test("qualified", degree="university"), _COMMUNE, ("02",)),
    _own("2.2.5", 100, False, _GOOD, _COMMITTEES | _same("provincially_managed"), ("02", "03")),
    _own("2.2.6", 95, False, _GOOD, _DEPARTMENTS, ("02", "03")),
    _own("2.2.7", 100, False, Test("trained", course_group="leadership_skills"), _DEPARTMENTS, ("02", "04")),
    _own("2.2.8", 100, False, Test("trained", course_group="title_standard"), _COMMUNE, ("02", "04")),
)


@dataclass(frozen=True)
class Shown:
    """What a row shows of its subject: positions held, who manages the person, the type of the organisation."""

    positions: frozenset[Position] = frozenset()
    is_managed: bool = False
    kinds: frozenset[str] = frozenset()

    def groups(self) -> set[str]:
        """Return all groups that these give."""
        found = set(self.kinds) | ({"provincially_managed"} if self.is_managed else set())
        for level, title in self.positions:
            for group in reference.groups()[level, title]:
                found |= {group, f"{group}@{level}"}
        return found


def series_of(indicator: Indicator, shown: Shown) -> frozenset[str]:
    """Return the series that a row puts its subject into, the union among them; nothing if in none."""
    groups = shown.groups()
    hit = [name for key, name in indicator.population.items() if key in groups]
    return frozenset({TOTAL, *(name for name in hit if name)}) if hit else frozenset()


def read(folder: Path) -> tuple[Indicator, ...]:
    """Return the indicators of all resolutions in a folder of lists; a list that is not there is the project's."""

    def rows(name: str) -> list[dict[str, str]]:
        path = folder / f"{name}.csv"
        with (path if path.exists() else reference.SEEDS / path.name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    resolutions = {
        row["resolution_code"]: Resolution(
            row["resolution_code"], int(row["first_year"]), int(row["last_year"]), row.get("province_code") or ""
        )
        for row in rows("resolutions")
    }
    groups = {row["population"]: _group(row) for row in rows("populations")}
    targets: dict[tuple[str, str], dict[int, Fraction]] = {}
    for row in rows("indicator_targets"):
        of = row["resolution_code"], row["indicator_code"]
        targets.setdefault(of, {})[int(row["report_year"])] = Fraction(row["target_pct"])
    series: dict[tuple[str, str], dict[str, str]] = {}
    for row in rows("indicator_series"):
        if row["population"]:
            name = "" if row["series"] == TOTAL else row["series"]
            series.setdefault((row["resolution_code"], row["indicator_code"]), {})[groups[row["population"]]] = name
    return tuple(
        Indicator(
            row["indicator_code"],
            Fraction(row["target_pct"]),
            int(row["target_year"]) if row["target_year"] else None,
            _test(row),
            series[row["resolution_code"], row["indicator_code"]],
            tuple(form for form in (row["population_form"], row["counted_form"]) if form),
            resolutions[row["resolution_code"]],
            row["direction"] == "max",
            targets.get((row["resolution_code"], row["indicator_code"]), {}),
        )
        for row in rows("indicators")
    )


def _group(population: dict[str, str]) -> str:
    """Return what a line has to show: a group, a group at a level, a type of organisation, or who manages."""
    if population["basis"] == "managed_by":
        return {"provincial_standing_committee": "provincially_managed"}[population["value"]]
    return population["value"] + (f"@{population['level']}" if population["level"] else "")


def _test(row: dict[str, str]) -> Test:
    return Test(
        row["test_model"],
        frozenset(row["ratings"].split(";")) if row["ratings"] else frozenset(),
        row["course_group"],
        date.fromisoformat(row["period_start"]) if row["course_window"] == "since_start" else None,
        int(row["age_below"] or 0),
        row["minimum_professional_qualification"],
        row["minimum_political_theory"],
    )
