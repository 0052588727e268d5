"""The seeds, read once more and independently of both the sample and the warehouse."""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from pathlib import Path

SEEDS = Path(__file__).resolve().parents[2] / "dbt" / "seeds"


def _rows(name: str) -> list[dict[str, str]]:
    with (SEEDS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def snapshots() -> dict[int, date]:
    """Return the snapshot day of each report year."""
    return {int(row["report_year"]): date.fromisoformat(row["snapshot_on"]) for row in _rows("report_years.csv")}


@cache
def deadlines() -> dict[int, date]:
    """Return the day until whose end the returns of a year are in time."""
    return {int(row["report_year"]): date.fromisoformat(row["due_on"]) for row in _rows("report_years.csv")}


@cache
def owing(year: int) -> tuple[str, ...]:
    """Return the units that owe returns of a year, in alphabetical order."""
    snapshot = snapshots()[year]
    found = []
    for row in _rows("units.csv"):
        ends = date.fromisoformat(row["valid_to"]) if row["valid_to"] else date.max
        if date.fromisoformat(row["valid_from"]) <= snapshot <= ends:
            found.append(row["unit_code"])
    return tuple(sorted(found))


@cache
def groups() -> dict[tuple[str, str], frozenset[str]]:
    """Return the population groups of each position (level, title)."""
    return {(row["level"], row["title_vi"]): frozenset(row["groups"].split(";")) for row in _rows("positions.csv")}


@cache
def ranks(code_list: str) -> dict[str, int]:
    """Return the rank of each code of a ranked list."""
    return {row["code"]: int(row["rank"]) for row in _rows("codes.csv") if row["list"] == code_list}


@cache
def recognised_exemptions() -> frozenset[str]:
    """Return the codes of the reasons that take a subject out of a rating indicator."""
    return frozenset(row["code"] for row in _rows("codes.csv") if row["list"] == "exemption_recognised")
