"""The vocabulary of the truth: lines of forms, versions of forms, files.

A line's ``values`` are what a perfect reader gets out of it: a cell that the generator broke has the value
``None`` here, whatever was typed. What was typed instead stands in ``typed``; which rules the line breaks,
in ``broken``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sample.habits import Habit

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

    @property
    def until(self) -> date:
        """The last day of the period."""
        if self.precision == "year":
            return date(self.day.year, 12, 31)
        if self.precision == "month":
            return (self.day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        return self.day


@dataclass
class Line:
    """One line of a form.

    ``positions`` are those that can be read. ``perhaps`` are those that a title may mean which is not known at the
    line's level; together with the level they tell where a quarantined line may belong.
    """

    form: str
    values: dict[str, Any]
    person: int | None = None  # number of the true person, forms 02-04
    positions: list[Position] = field(default_factory=list)
    section: str = ""
    typed: dict[str, Any] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)
    perhaps: list[Position] = field(default_factory=list)

    @property
    def quarantined(self) -> bool:
        """Tell whether the line by itself is out of the figures (a duplicate is told by the lines around it)."""
        return ROW in self.broken.values()

    def is_blank(self, column: str) -> bool:
        """Tell whether nothing was typed into a column."""
        return (self.typed[column] if column in self.typed else self.values[column]) is None


@dataclass
class Version:
    """One form in one file.

    ``rejected_by``: the rule that rejects it, as far as the file alone tells; ``broken``: its own findings.
    ``writes`` and ``hand`` decide how it looks: the clerk's habits, and the seed of the clerk's accidents.
    """

    year: int
    unit: str
    form: str
    lines: list[Line]
    writes: Habit
    hand: str
    rejected_by: str | None = None
    broken: dict[str, str] = field(default_factory=dict)
    control_total: int | None = None
    title_unit: str = ""
    title_year: int = 0
    without: str = ""  # a column that the sheet lacks
    replaces_all: bool = False  # a title row says so
    says_nothing: bool = False  # no line, and one that says that there is nothing to report
    split_at: int = 0  # from this line on in a second sheet
    repeats_at: int = 0  # before this line the heading is printed again, with the columns in another order
    repeats_without: str = ""  # a column that the repeated heading lacks


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
    blank_forms: tuple[Version, ...] = ()  # sheets of a template that nobody filled in
    stacked: bool = False  # two forms below one another in a sheet
