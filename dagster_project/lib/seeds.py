"""Reading the small lists that are data, not code: dbt's seeds, which Python and SQL share, and a room's own CSV files.

Belongs here: where the seeds lie, how such a file becomes rows, and which lists are in force: a province may bring its
own (returns/reference), and cells are then read by those. What a list means belongs to who reads it.
"""

import csv
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import ParamSpec, TypeVar, cast

from dagster_project.lib.checkout import CHECKOUT

SEEDS = CHECKOUT / "dbt" / "seeds"
#: The lists by which cells are read, and which a province may replace; rows as text, a blank cell as "".
LISTS_OF_CELLS = ("codes", "positions", "position_prefixes")

Rows = list[dict[str, str]]
_P = ParamSpec("_P")
_R = TypeVar("_R")

_in_force: dict[str, Rows] = {}
_forget: list[Callable[[], None]] = []


def read_seed(name: str) -> Rows:
    """Return the rows of one of dbt's seeds, given by its file name."""
    return read_rows(SEEDS / name)


@cache
def read_rows(path: Path) -> Rows:
    """Return the rows of a CSV file with a heading, every cell as text."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def use_lists(lists: Mapping[str, Rows]) -> None:
    """Put lists in force for this process: called once at the edge, by a night and by a process that opens files.

    Args:
        lists: one of ``LISTS_OF_CELLS`` → its rows; a list that is not there is the project's own.
    """
    if lists == _in_force:
        return
    _in_force.clear()
    _in_force.update(lists)
    for forget in _forget:
        forget()


def lists_in_force() -> dict[str, Rows]:
    """Return every list by which cells are read, as it is in force."""
    return {name: read_list(name) for name in LISTS_OF_CELLS}


def read_list(name: str) -> Rows:
    """Return the rows of one of ``LISTS_OF_CELLS`` as it is in force: what a province brought, else the seed."""
    return _in_force[name] if name in _in_force else read_seed(f"{name}.csv")


def cached_by_lists(function: Callable[_P, _R]) -> Callable[_P, _R]:
    """Remember what a function makes of the lists in force, until others are."""
    remembered = lru_cache(maxsize=50_000)(function)
    _forget.append(remembered.cache_clear)
    return cast(Callable[_P, _R], remembered)
