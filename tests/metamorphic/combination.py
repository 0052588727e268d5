"""One combination: a unit of its own, what is changed and what is lost, drawn from a seed; and its files.

Belongs here: drawing and applying. The same seed gives the same bytes.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.fixtures.clean_return import Sent
from tests.fixtures.pages import AnySheet, Page
from tests.metamorphic.clean_unit import VARIANTS, YearReturn, clean_years
from tests.metamorphic.losses import LOSSES, OF_IDENTITY
from tests.metamorphic.transformations import (
    NAMES,
    PAGE_CHANGES,
    SCRIPTS,
    SHEETS_CHANGES,
    SPLIT,
)
from tests.metamorphic.transformations.files import write
from tests.metamorphic.transformations.rows import on_two_sheets

#: Joined with a title that cannot be read, another title is accepted alone: that says something else.
_NOT_WITH_LOSSES = ("positions_in_one_cell",)


@dataclass
class Combination:
    """What happens to one unit; ``said`` tells what was done to each page, for whoever looks for a mistake."""

    seed: str
    number: int
    variant: str
    changes: tuple[str, ...] = ()
    losses: tuple[str, ...] = ()
    said: list[str] = field(default_factory=list)

    @property
    def unit(self) -> str:
        """Return the unit's code."""
        return f"u{self.number:03d}"

    def files(self) -> Iterator[Sent]:
        """Return what the unit sends."""
        rng = random.Random(self.seed)
        self.said.clear()
        for year in self._after_losses(clean_years(self.unit, self.number, self.variant), rng):
            if year.pages:
                yield from self._written(year, rng)

    def _after_losses(self, years: list[YearReturn], rng: random.Random) -> list[YearReturn]:
        for name in self.losses:
            year = rng.choice(years)
            self._tell(year.year, name, LOSSES[name](year.pages, rng))
        return years

    def _written(self, year: YearReturn, rng: random.Random) -> list[Sent]:
        alone = len(self.changes) == 1
        if SPLIT in self.changes:
            self._tell(year.year, SPLIT, on_two_sheets(year.pages, year.year, rng))
        for page in year.pages:
            chosen = [name for name in PAGE_CHANGES if name in self.changes and (alone or rng.random() < 0.8)]
            scripts = [name for name in SCRIPTS if name in self.changes]
            chosen += [rng.choice(scripts)] if scripts else []
            for name in chosen:
                self._tell(year.year, name, (PAGE_CHANGES | SCRIPTS)[name](page, year.year, rng), page)
        sheets: list[AnySheet] = list(year.pages)
        for name, change in SHEETS_CHANGES.items():
            if name in self.changes:
                self._tell(year.year, name, change(sheets, rng))
        sent, done = write(sheets, year.year, rng, self.changes)
        self._tell(year.year, "files", done)
        return sent

    def _tell(self, year: int, name: str, done: str, page: Page | None = None) -> None:
        if done:
            self.said.append(f"{year} {page.name if page else ''} {name}: {done}")


def clean_combinations() -> list[Combination]:
    """Return the untouched units against which the others are held, one a variant."""
    return [Combination(variant, number, variant) for number, variant in enumerate(VARIANTS)]


def single_changes(first: int) -> list[Combination]:
    """Return each change alone, numbered from ``first`` on."""
    return [
        Combination(f"alone {name}", number, VARIANTS[number % 2], (name,))
        for number, name in enumerate(NAMES, start=first)
    ]


def drawn(seed: int, number: int, with_losses: bool) -> Combination:
    """Draw a combination."""
    rng = random.Random(f"draw {seed} {with_losses}")
    variant = rng.choice(VARIANTS)
    if not with_losses:
        changes = rng.sample(NAMES, rng.randint(2, 9))
        return Combination(f"same {seed}", number, variant, _in_order(changes))
    losses = [rng.choice(list(LOSSES)) for _ in range(rng.randint(1, 3))]
    of_identity = [one for one in losses if one in OF_IDENTITY]
    losses = of_identity[:1] + [one for one in losses if one not in OF_IDENTITY]
    changes = [name for name in rng.sample(NAMES, rng.randint(0, 4)) if name not in _NOT_WITH_LOSSES]
    return Combination(f"less {seed}", number, variant, _in_order(changes), tuple(losses))


def _in_order(changes: list[str]) -> tuple[str, ...]:
    return tuple(name for name in NAMES if name in changes)
