"""The vocabulary of the truth: lines of forms, versions of forms, files.

A line's ``values`` are what a perfect reader gets out of it: a cell that the generator broke has the value
``None`` here, whatever was typed. What was typed instead stands in ``typed``; which rules the line breaks,
in ``broken``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

RETURN, ROW, WARN = "return", "row", "warn"
FORMS = ("01", "02", "03", "04")

Position = tuple[str, str]  # level, title


@dataclass(frozen=True)
class Day:
    """A date with its precision; the first day of the period stands for a month or a year."""

    day: date
    precision: str = "day"

    def blurred(self, precision: str) -> Day:
        """Return the same date less precisely."""
        if precision == "year":
            return Day(date(self.day.year, 1, 1), "year")
        if precision == "month":
            return Day(self.day.replace(day=1), "month")
        return self


@dataclass
class Line:
    """One line of a form."""

    form: str
    values: dict[str, Any]
    person: int | None = None  # number of the true person, forms 02-04
    positions: list[Position] = field(default_factory=list)
    section: str = ""
    typed: dict[str, Any] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)

    @property
    def quarantined(self) -> bool:
        """Tell whether a rule takes the line out of the figures."""
        return ROW in self.broken.values()


@dataclass
class Version:
    """One form in one file. ``rejected_by``: the rule that rejects it; ``broken``: its own findings."""

    year: int
    unit: str
    form: str
    lines: list[Line]
    rejected_by: str | None = None
    broken: dict[str, str] = field(default_factory=dict)
    control_total: int | None = None
    title_unit: str = ""
    title_year: int = 0
    without: str = ""  # a column that the sheet lacks
    typed_as: tuple[int, str] = (0, "")  # year and tag that decide how the cells are typed


@dataclass
class File:
    """One file as received. ``broken`` holds the findings of form 00."""

    year: int
    unit: str
    path: str
    received_at: datetime
    versions: list[Version]
    readable: bool = True
    broken: dict[str, str] = field(default_factory=dict)
    hidden_copy: bool = False
    stray_sheet: bool = False
