"""What all mistakes share: where they are made, how lines are chosen, how a cell is broken."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from random import Random

from sample import reference
from sample.habits import habit
from sample.lines import Line
from sample.returns import World


@dataclass
class Context:
    """Where mistakes are made."""

    world: World
    unit: str
    year: int
    rng: Random
    lines: list[Line]

    @property
    def births(self) -> str:
        """The layout of births in the unit's form 02."""
        return habit(self.unit, self.year).births

    def pick(self, number: int, suits: Callable[[Line], bool] = lambda line: True) -> list[Line]:
        """Choose lines that have no mistake yet."""
        found = [
            line for line in self.lines if not line.broken and not line.typed and suits(line) and self.is_humble(line)
        ]
        if len(found) < number and self.world.size == "sample":
            # The tests count on each mistake of the sample; a larger province makes as many as it has lines for.
            raise ValueError(f"too few lines for a mistake in {self.year} {self.unit}")
        return self.rng.sample(found, min(number, len(found)))

    def is_humble(self, line: Line) -> bool:
        """Tell whether a mistake here would leave the story of the last year as it is."""
        if self.year < 2025 or line.form == "01":
            return True
        if line.form == "04":
            return line.values["course_group"] not in ("leadership_skills", "title_standard")
        if line.form == "02":
            gives = frozenset[str]().union(*(reference.groups(*one) for one in line.positions))
            is_managed = line.values["managed_by"] == "provincial_standing_committee"
            return not is_managed and not gives & {"department_leaders", "commune_leaders"}
        return True

    def person(self, line: Line) -> int:
        """Return the number of a line's person."""
        assert line.person is not None
        return line.person


Defect = Callable[[Context, int], None]
DEFECTS: dict[str, Defect] = {}


def defect(function: Defect) -> Defect:
    """Register a mistake under its name."""
    DEFECTS[function.__name__] = function
    return function


def break_cell(line: Line, column: str, typed: object, rule: str, severity: str) -> None:
    """Type something illegible into a cell and note the rule."""
    line.values[column] = None
    line.typed[column] = typed
    line.broken[rule] = severity


def has_new_id(line: Line) -> bool:
    """Tell whether a line has a 12-digit citizen id."""
    return len(line.values["citizen_id"] or "") == 12


def settled(context: Context) -> Callable[[Line], bool]:
    """A person with a 12-digit id who has been in office for a while: quarantine touches nothing else."""
    first = date(context.year - 1, 7, 1)
    return lambda line: has_new_id(line) and line.values["appointed_on"] and line.values["appointed_on"].day < first


def duplicate(context: Context, number: int, suits: Callable[[Line], bool]) -> None:
    """Write lines a second time at the end of their section (``duplicate_row``)."""
    for line in context.pick(number, suits):
        again = copy.deepcopy(line)
        line.typed["note"] = again.typed["note"] = None
        place = [index for index, one in enumerate(context.lines) if one.section == line.section][-1]
        context.lines.insert(place + 1, again)


def is_reported_twice(context: Context, line: Line) -> bool:
    """Tell whether another unit reports a line's person in the same year too."""
    return any(
        len({seat.unit_in(context.year) for seat in one.post.seats_in(context.year)}) > 1
        for one in context.world.careers.years[context.year]
        if one.person.number == line.person
    )


def always_new_id(context: Context, line: Line) -> bool:
    """Tell whether a person has the 12-digit id in every year."""
    return context.world.person(context.person(line)).old_id_until < 2021
