"""What the figures are measured by: the units and years of the truth, and the code lists of the seeds.

The lists are read once more and independently of both the sample and the warehouse.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

from sample.truth import Truth

SEEDS = Path(__file__).resolve().parents[2] / "dbt" / "seeds"


class Calendar:
    """The report years, and who owes returns in each."""

    def __init__(self, truth: Truth, provinces: Mapping[str, str] | None = None) -> None:
        self._units, self._provinces = truth.units, provinces or {}
        self.snapshots = {one.year: one.snapshot for one in truth.years}
        self.deadlines = {one.year: one.due for one in truth.years}
        self.rating_periods = {one.year: frozenset(one.rating_periods) for one in truth.years}

    def owing(self, year: int, province: str | None = None) -> tuple[str, ...]:
        """Return the units (of a province) that exist on the snapshot day, their last day included, by alphabet.

        ``provinces`` tells the province of a unit; whoever is not in it belongs to the one that has no code.
        """
        day = self.snapshots[year]
        there = [one.code for one in self._units if one.valid_from <= day <= (one.valid_to or date.max)]
        return tuple(sorted(one for one in there if province in (None, self.province_of(one))))

    def province_of(self, unit: str) -> str:
        """Return the province of a unit; blank where there is one."""
        return self._provinces.get(unit, "")


def _rows(name: str) -> list[dict[str, str]]:
    with (SEEDS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def groups() -> dict[tuple[str, str], frozenset[str]]:
    """Return the population groups of each position (level, title)."""
    return {(row["level"], row["title_vi"]): frozenset(row["groups"].split(";")) for row in _rows("positions.csv")}


@cache
def organisation_types() -> frozenset[str]:
    """Return all types of organisations."""
    return frozenset(row["code"] for row in _rows("codes.csv") if row["list"] == "organisation_type")


@cache
def ranks(code_list: str) -> dict[str, int]:
    """Return the rank of each code of a ranked list."""
    return {row["code"]: int(row["rank"]) for row in _rows("codes.csv") if row["list"] == code_list}


@cache
def recognised_exemptions() -> frozenset[str]:
    """Return the codes of the reasons that take a subject out of a rating indicator."""
    return frozenset(row["code"] for row in _rows("codes.csv") if row["list"] == "exemption_recognised")
