"""The registry of ``indicators.md``, copied by hand: who is counted, in which series, against what."""

from __future__ import annotations

from dataclasses import dataclass

from sample.lines import Position
from tests.oracle import reference

TOTAL = "total"
TARGET_YEAR = 2025


@dataclass(frozen=True, eq=False)
class Indicator:
    """One row of the registry. ``population`` maps what a line shows to the name of a series."""

    code: str
    target: int
    by_2025: bool
    test: str
    population: dict[str, str]
    forms: tuple[str, ...]

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


def _same(*names: str) -> dict[str, str]:
    return {name: name for name in names}


_COMMITTEES = _same("committee_province", "committee_district", "committee_grassroots", "inspection", "leading_bodies")
_DEPARTMENTS = {"department_leaders@province": "province", "department_leaders@district": "district"}
_MANAGED, _COMMUNE = {"provincially_managed": ""}, {"commune_leaders": ""}

INDICATORS = (
    Indicator(
        "2.1.1",
        100,
        False,
        "rated",
        {
            "provincial_standing_committee": "provincial_standing_committee",
            "district_standing_committee": "district_standing_committees",
            "party_delegation": "party_delegations",
            "party_affairs_committee": "party_affairs_committees",
        },
        ("01",),
    ),
    Indicator(
        "2.1.2",
        95,
        False,
        "rated",
        {
            "grassroots_party_committee": "grassroots_party_committees",
            "grassroots_party_cell": "grassroots_party_cells",
        },
        ("01",),
    ),
    Indicator("2.2.1", 100, True, "party_building", _COMMITTEES | _same("cell_secretaries"), ("02", "04")),
    Indicator("2.2.2a", 5, True, "young", _MANAGED, ("02",)),
    Indicator("2.2.2b", 20, True, "woman", _MANAGED, ("02",)),
    Indicator("2.2.3", 35, True, "master", _DEPARTMENTS, ("02",)),
    Indicator("2.2.4a", 100, True, "both_intermediate", _COMMUNE, ("02",)),
    Indicator("2.2.4b", 80, True, "university", _COMMUNE, ("02",)),
    Indicator("2.2.5", 100, False, "rated", _COMMITTEES | _same("provincially_managed"), ("02", "03")),
    Indicator("2.2.6", 95, False, "rated", _DEPARTMENTS, ("02", "03")),
    Indicator("2.2.7", 100, False, "leadership_skills", _DEPARTMENTS, ("02", "04")),
    Indicator("2.2.8", 100, False, "title_standard", _COMMUNE, ("02", "04")),
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
