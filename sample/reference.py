"""The reference lists of the project (``dbt/seeds``), as plain Python values.

Only reading and indexing belongs here; nothing is invented in this module.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

SEEDS = Path(__file__).resolve().parents[1] / "dbt" / "seeds"


@dataclass(frozen=True)
class Unit:
    """A unit that owes returns."""

    code: str
    name: str
    kind: str
    district: str
    valid_from: date
    valid_to: date | None

    def owes(self, snapshot: date) -> bool:
        """Tell whether the unit exists on the snapshot day."""
        return self.valid_from <= snapshot and (self.valid_to is None or snapshot <= self.valid_to)


@dataclass(frozen=True)
class ReportYear:
    """A report year with its snapshot and its deadline."""

    year: int
    snapshot: date
    due: date
    rating_periods: tuple[str, ...] = ("year",)


@dataclass(frozen=True)
class Commune:
    """A commune of 2020-2025."""

    district: str
    code: str
    name: str


def _rows(name: str) -> list[dict[str, str]]:
    with (SEEDS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def units() -> tuple[Unit, ...]:
    """Return all units in the order of the list."""
    return tuple(
        Unit(
            row["unit_code"],
            row["unit_name_vi"],
            row["unit_type"],
            row["district_code"],
            date.fromisoformat(row["valid_from"]),
            date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        )
        for row in _rows("units.csv")
    )


@cache
def unit(code: str) -> Unit:
    """Return one unit."""
    return next(one for one in units() if one.code == code)


@cache
def report_years() -> tuple[ReportYear, ...]:
    """Return the report years in order."""
    found = [
        ReportYear(
            int(row["report_year"]),
            date.fromisoformat(row["snapshot_on"]),
            date.fromisoformat(row["due_on"]),
            tuple(row["rating_periods"].split(";")),
        )
        for row in _rows("report_years.csv")
    ]
    return tuple(sorted(found, key=lambda one: one.year))


@cache
def report_year(year: int) -> ReportYear:
    """Return one report year."""
    return next(one for one in report_years() if one.year == year)


@cache
def communes() -> tuple[Commune, ...]:
    """Return the communes in the order of the list."""
    return tuple(
        Commune(row["district_code"], row["commune_code"], row["commune_name"]) for row in _rows("communes.csv")
    )


@cache
def spellings(code_list: str, code: str) -> tuple[str, ...]:
    """Return the label and the other spellings of a code, the label first."""
    for row in _rows("codes.csv"):
        if row["list"] == code_list and row["code"] == code:
            others = [one.strip() for one in row["spellings"].split(";")]
            return (row["label_vi"], *[one for one in others if one and "(" not in one])
    raise KeyError((code_list, code))


@cache
def codes(code_list: str) -> tuple[str, ...]:
    """Return the codes of a list in order."""
    return tuple(row["code"] for row in _rows("codes.csv") if row["list"] == code_list)


@cache
def rank(code_list: str, code: str) -> int:
    """Return the rank of a ranked code."""
    for row in _rows("codes.csv"):
        if row["list"] == code_list and row["code"] == code:
            return int(row["rank"])
    raise KeyError((code_list, code))


@cache
def titles(level: str, title: str) -> tuple[str, ...]:
    """Return a position's title and its aliases, the title first."""
    for row in _rows("positions.csv"):
        if row["level"] == level and row["title_vi"] == title:
            return (title, *[one.strip() for one in row["aliases"].split(";") if one.strip()])
    raise KeyError((level, title))


@cache
def groups(level: str, title: str) -> frozenset[str]:
    """Return the population groups that a position gives."""
    for row in _rows("positions.csv"):
        if row["level"] == level and row["title_vi"] == title:
            return frozenset(row["groups"].split(";"))
    raise KeyError((level, title))


@cache
def prefixes(level: str, title: str) -> tuple[str, ...]:
    """Return what a position's title begins with where the name of a body follows."""
    return tuple(
        row["prefix_vi"] for row in _rows("position_prefixes.csv") if row["level"] == level and row["title_vi"] == title
    )


@cache
def positions_called(text: str) -> tuple[tuple[str, str], ...]:
    """Return the positions (level, title) that a title or alias means, at whatever level."""
    return tuple(
        (row["level"], row["title_vi"])
        for row in _rows("positions.csv")
        if text.casefold() in {one.strip().casefold() for one in (row["title_vi"], *row["aliases"].split(";"))}
    )


@cache
def all_positions() -> tuple[tuple[str, str], ...]:
    """Return all positions (level, title) in the order of the list."""
    return tuple((row["level"], row["title_vi"]) for row in _rows("positions.csv"))
