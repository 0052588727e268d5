"""Cleaning on all processors: one process a processor, each with its share of the returns.

A process reads from the store and writes to it by itself, so nobody ever holds more than one return. Belongs here:
sharing out (lib/beside.py starts them). A few returns are not worth a process: they are cleaned in the night's own.
"""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from dagster_project.lib.beside import FAILED_AT, JsonObject, hand_out
from dagster_project.lib.seeds import lists_in_force
from dagster_project.returns.clean.partition import clean_partition
from dagster_project.returns.read.step import load_raw
from dagster_project.returns.store import Partition, ReturnsStore

_COMMAND = [sys.executable, "-m", "dagster_project.returns.clean.worker"]
#: A process costs as much as cleaning some twenty thousand rows before it has cleaned one.
ROWS_WORTH_A_PROCESS = 20_000
_Done = Callable[[Partition], None]


class CleaningFailed(RuntimeError):
    """A process that cleans returns failed: where in our code."""


class ToClean(NamedTuple):
    """What one process cleans: ``asked`` has report year, unit, snapshot day (ISO), stamp and rows of each return."""

    data_dir: str
    asked: Sequence[tuple[int, str, str, str, int]]


def clean_share(share: ToClean) -> Iterator[Partition]:
    """Clean one return after the other and yield each that is written."""
    store = ReturnsStore(Path(share.data_dir))
    for year, unit, snapshot_on, stamp, _ in share.asked:
        clean = clean_partition(load_raw(store, (year, unit)), date.fromisoformat(snapshot_on))
        tables = {f"form_{form}": table for form, table in clean.forms.items()} | {
            "position": clean.positions,
            "possible_position": clean.possible_positions,
        }
        store.write("clean", (year, unit), tables, stamp)
        yield year, unit


def clean_on_all_processors(share: ToClean, done: _Done) -> None:
    """Clean all of a share; ``done`` is told of each return, never of two at once. Raises CleaningFailed."""
    rows = sum(rows for *_, rows in share.asked)
    shares = dealt(share, min(4, len(os.sched_getaffinity(0)), rows // ROWS_WORTH_A_PROCESS))
    if len(shares) < 2:
        for partition in clean_share(share):
            done(partition)
        return
    left = {(year, unit) for year, unit, *_ in share.asked}

    def take(_share: JsonObject, told: JsonObject) -> None:
        if FAILED_AT in told:
            raise CleaningFailed(f"returns could not be cleaned: {told[FAILED_AT]}")
        partition = (int(told["done"][0]), str(told["done"][1]))
        left.discard(partition)
        done(partition)

    # They read cells by the lists that this process reads by, not by what a folder holds by now.
    lists = lists_in_force()
    hand_out(_COMMAND, [one._asdict() | {"lists": lists} for one in shares], take)
    if left:
        year, unit = min(left)
        raise CleaningFailed(f"the process that cleans returns ended before the return of {unit}, {year}")


def dealt(share: ToClean, most: int) -> list[ToClean]:
    """Return up to ``most`` shares of about as many rows, each with all returns of its units, year after year.

    Who is in a unit's lists one year is there the next: a process that knows their names and numbers need not read them
    again.
    """
    of_unit: dict[str, list[tuple[int, str, str, str, int]]] = {}
    for one in sorted(share.asked):
        of_unit.setdefault(one[1], []).append(one)
    hands: list[list[tuple[int, str, str, str, int]]] = [[] for _ in range(max(most, 1))]
    for returns in sorted(of_unit.values(), key=lambda of: sum(rows for *_, rows in of), reverse=True):
        min(hands, key=lambda hand: sum(rows for *_, rows in hand)).extend(returns)
    return [share._replace(asked=hand) for hand in hands if hand]
