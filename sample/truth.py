"""The truth behind the sample: every file, version and line, and what a perfect reader makes of each.

The oracle of the tests counts from here and from nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from sample import reference
from sample.lines import File, Line, Version
from sample.returns import world
from sample.submissions import send

SEED = "bac-kan"


@dataclass(frozen=True)
class Truth:
    """All files of the sample, in the order of their paths; and the units and years that they are for."""

    files: tuple[File, ...]
    units: tuple[reference.Unit, ...]
    years: tuple[reference.ReportYear, ...]

    def versions(self) -> list[tuple[File, Version]]:
        """Return every version of a form with its file."""
        return [(file, version) for file in self.files for version in file.versions]

    def lines(self) -> list[tuple[Version, Line]]:
        """Return every line with its version."""
        return [(version, line) for _, version in self.versions() for line in version.lines]


@cache
def build(seed: str = SEED, size: str = "sample") -> Truth:
    """Build the truth of a seed in a size; the same seed and size always give the same truth."""
    made = world(seed, size)
    files: list[File] = []
    for year in reference.report_years():
        for unit in reference.units():
            if unit.valid_from <= year.snapshot and (unit.valid_to is None or unit.valid_to.year >= year.year):
                files += send(made, unit.code, year.year)
    return Truth(tuple(sorted(files, key=lambda file: file.path)), reference.units(), reference.report_years())
