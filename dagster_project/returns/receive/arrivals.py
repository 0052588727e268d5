"""Which returns have something new at the source since the last look, by the listing alone: nothing is fetched.

Belongs here: comparing two looks. A file is only taken as arrived when two looks in a row list it alike: one that is
still being copied grows. What was there at the first look is the night's.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from dagster_project.lib.stamps import stamp_of
from dagster_project.returns.receive.source import ListedFile
from dagster_project.returns.store import Partition

States = dict[str, str]


@dataclass(frozen=True)
class Looks:
    """What the last look saw: "year/unit" → stamp, of what was started (or there at first) and of what may yet grow."""

    started: States | None = None
    growing: States = field(default_factory=dict)


def arrived(
    before: Looks, files: Iterable[ListedFile], units: Collection[str], years: Collection[int]
) -> tuple[list[Partition], Looks]:
    """Return the partitions to start, and what to remember until the next look."""
    now = _states(files, units, years)
    if before.started is None:
        return [], Looks({_name(place): stamp for place, stamp in now.items()})
    changed = {place: stamp for place, stamp in now.items() if before.started.get(_name(place)) != stamp}
    settled = {place: stamp for place, stamp in changed.items() if before.growing.get(_name(place)) == stamp}
    started = before.started | {_name(place): stamp for place, stamp in settled.items()}
    growing = {_name(place): stamp for place, stamp in changed.items() if place not in settled}
    return sorted(settled), Looks(started, growing)


def _states(files: Iterable[ListedFile], units: Collection[str], years: Collection[int]) -> dict[Partition, str]:
    """Return the stamp of the files of each partition; what lies elsewhere is told by the night."""
    codes = {unit.casefold(): unit for unit in units}
    listed: dict[Partition, list[tuple[object, ...]]] = defaultdict(list)
    for file in files:
        parts = file.path.split("/")
        if len(parts) == 3 and parts[0].isdecimal() and int(parts[0]) in years and parts[1].casefold() in codes:
            place = int(parts[0]), codes[parts[1].casefold()]
            listed[place].append((file.path, file.size, file.modified_at, file.listing_tag))
    return {place: stamp_of(*sorted(states, key=str)) for place, states in listed.items()}


def _name(place: Partition) -> str:
    return f"{place[0]}/{place[1]}"
