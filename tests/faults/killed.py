"""Kill -9 at random moments: marts stay old or become new as a whole, and the nights after it end as if nothing was.

`python -m tests.faults.killed --seed 7 --kills 10 changed` prints each kill; the same seed kills after the same seconds
of computing. A night that was killed is followed by one that may be killed as well, up to four times; then one is left
to its end, and has to give what an undisturbed night gives, byte for byte.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.faults.nights import (
    Ended,
    Province,
    Running,
    archived,
    between_the_steps,
    copied,
    cpu_of_group,
    published,
    run,
    start,
    tiny_province,
    torn_publication,
    with_a_change,
)

KINDS = ("cold", "changed", "publishing")
_AT_ONCE, _LOOK_SECONDS = 4, 0.25


@dataclass
class Undisturbed:
    """A night of one kind that nobody killed: what it began from, what it was given and what it left."""

    kind: str
    province: Province
    #: The data folder before it; None for the very first night.
    before: Path | None
    after: Path
    cpu: float
    #: Seconds from the first file of a publication to the end.
    publishing: float


def undisturbed(kind: str, folder: Path) -> Undisturbed:
    """Return the night of a kind, run once in ``folder``: what is there already is not run again."""
    tiny, other = Province(folder / "tiny"), Province(folder / "other")
    if not other.folder.exists():
        with_a_change(tiny_province(tiny.folder), other.folder)
    cold = _night("cold", tiny, None, folder)
    if kind == "cold":
        return cold
    changed = _night("changed", other, cold.after, folder)
    if kind == "changed":
        return changed
    # Everything is built, nothing is published yet: what is left to do is to publish.
    nearly = folder / "nearly"
    if not nearly.exists():
        copied(cold.after, folder / "nearly.new")
        running = start(other.settings(folder / "nearly.new"), folder / "log" / "nearly")
        versions = _versions(folder / "nearly.new")
        while not running.is_over() and not _versions(folder / "nearly.new") - versions:
            time.sleep(0.01)
        running.kill()
        assert running.wait().code == -9
        (folder / "nearly.new").rename(nearly)
    night = _night("publishing", other, nearly, folder)
    assert published(night.after) == published(changed.after)
    return night


def _night(kind: str, province: Province, before: Path | None, folder: Path) -> Undisturbed:
    data, told = folder / kind, folder / f"{kind}.cpu"
    if not told.exists():
        shutil.rmtree(data, ignore_errors=True)
        if before:
            copied(before, data)
        running, began, versions = start(province.settings(data), folder / "log" / kind), 0.0, _versions(data)
        while not running.is_over():
            if not began and _versions(data) - versions:
                began = time.monotonic()
            time.sleep(0.02)
        publishing, ended = time.monotonic() - began, running.wait()
        assert ended.code == 0, ended.err
        told.write_text(f"{ended.cpu} {publishing}")
    cpu, publishing = map(float, told.read_text().split())
    return Undisturbed(kind, province, before, data, cpu, publishing)


def kill_nights(night: Undisturbed, kills: int, seed: int, folder: Path) -> Counter[str]:
    """Kill so many nights of a kind; returns how often the marts were found old, new or not there yet."""
    random, seen, left = Random(f"{night.kind} {seed}"), Counter[str](), kills
    old = published(night.before) if night.before else {}
    new, archive = published(night.after), archived(night.after)
    data = folder / "data"
    while left:
        shutil.rmtree(data, ignore_errors=True)
        if night.before:
            copied(night.before, data)
        for _ in range(min(left, _AT_ONCE)):
            running = start(night.province.settings(data), folder / "night")
            moment = _wait(night, running, data, random)
            running.kill()
            ended = running.wait()
            if ended.code != -9:
                _check_end(night, ended, data)
                seen["ended before"] += 1
                print(f"{night.kind}: ended before it could be killed, as undisturbed", flush=True)
                break
            left -= 1
            assert torn_publication(data) == []
            now = published(data)
            found = "new" if now == new else "old" if now == old else "torn"
            assert found != "torn", f"seed {seed}: marts of neither night, killed {moment}"
            assert archived(data) <= archive
            seen[found if now else "none yet"] += 1
            during = (ended.err.strip().splitlines() or ["start-up"])[-1].rpartition("· ")[2]
            print(f"{night.kind}: killed {moment}, {during}: marts {found if now else 'none yet'}", flush=True)
        else:
            _check_end(night, run(night.province.settings(data), folder / "night"), data)
            seen["mended"] += 1
    return seen


def _wait(night: Undisturbed, running: Running, data: Path, random: Random) -> str:
    """Wait for a random moment of the night; returns it in words."""
    if night.kind == "publishing":
        versions = _versions(data)
        while not running.is_over() and not _versions(data) - versions:
            time.sleep(0.005)
        seconds = random.uniform(0, night.publishing)
        _sleep(running, seconds)
        return f"{seconds:.2f} s into the publication"
    until, more = random.uniform(0, 0.7 * night.cpu), random.uniform(0, _LOOK_SECONDS)
    while not running.is_over() and cpu_of_group(running.pid) < until:
        time.sleep(_LOOK_SECONDS)
    _sleep(running, more)
    return f"after {until:.1f} s of computing"


def _sleep(running: Running, seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until and not running.is_over():
        time.sleep(min(0.05, max(0.0, until - time.monotonic())))


def _check_end(night: Undisturbed, ended: Ended, data: Path) -> None:
    assert ended.code == 0, ended.err
    assert torn_publication(data) == []
    assert published(data) == published(night.after)
    assert archived(data) == archived(night.after)
    assert between_the_steps(data) == between_the_steps(night.after)
    assert len(_versions(data)) <= 2


def _versions(data: Path) -> set[str]:
    folder = data / ".published"
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


def main() -> int:
    """Kill nights of one kind."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(3)))
    parser.add_argument("--base", type=Path, help="where the undisturbed nights lie, or are to be run")
    asked = parser.parse_args()
    print(f"seed {asked.seed}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        base = asked.base or Path(folder) / "base"
        base.mkdir(exist_ok=True)
        print(dict(kill_nights(undisturbed(asked.kind, base), asked.kills, asked.seed, Path(folder))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
