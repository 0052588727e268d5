"""Watching a command from outside: CPU and memory of its whole process tree, sample by sample.

Belongs here: what the operating system tells of processes. The command is not asked and need not know.
"""

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

_EVERY_SECONDS = 0.1
#: Proportional memory is dearer to ask for than CPU seconds.
_MEMORY_EVERY = 5


@dataclass(frozen=True)
class Sample:
    """One look at the tree: Unix time, CPU seconds (user and system) so far, and its memory in bytes."""

    at: float
    cpu: float
    memory: int


@dataclass(frozen=True)
class Watched:
    """A command that ended: its exit code, when it ran, what it took, and the samples in between."""

    code: int
    started: float
    ended: float
    cpu: float
    samples: list[Sample] = field(repr=False)

    @property
    def wall(self) -> float:
        """Return the seconds on the clock."""
        return self.ended - self.started

    @property
    def peak(self) -> int:
        """Return the largest memory of the whole tree in bytes, shared pages counted once."""
        return max((one.memory for one in self.samples), default=0)

    def cpu_at(self, moment: float) -> float:
        """Return the CPU seconds spent until a moment, as the last sample before it says."""
        if moment >= self.ended:
            return self.cpu
        return max((one.cpu for one in self.samples if one.at <= moment), default=0.0)

    def peak_between(self, begin: float, end: float) -> int:
        """Return the largest memory seen between two moments."""
        return max((one.memory for one in self.samples if begin <= one.at <= end), default=0)


def watch(command: Sequence[str], *, cwd: Path, says: Path, **settings: str) -> Watched:
    """Run a command to its end with the given variables set; what it prints goes to the file ``says``."""
    before = os.times()
    started = time.time()
    samples: list[Sample] = []
    with says.open("wb") as lines:
        process = subprocess.Popen(
            list(command), cwd=cwd, env=_environment(settings), stdout=lines, stderr=subprocess.STDOUT
        )
        tree = psutil.Process(process.pid)
        memory = 0
        while process.poll() is None:
            cpu, fresh = _look(tree, with_memory=len(samples) % _MEMORY_EVERY == 0)
            memory = fresh or memory
            samples.append(Sample(time.time(), cpu, memory))
            time.sleep(_EVERY_SECONDS)
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Watched(process.returncode, started, time.time(), cpu, samples)


def _environment(settings: Mapping[str, str]) -> dict[str, str]:
    """Return this environment without any of the warehouse's own settings, and with those given."""
    ours = ("WAREHOUSE_", "RETURNS_", "BI_", "NOTIFY_", "DAGSTER_")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)} | dict(settings)


def _look(root: psutil.Process, *, with_memory: bool) -> tuple[float, int]:
    cpu, memory = 0.0, 0
    try:
        tree = [root, *root.children(recursive=True)]
    except psutil.NoSuchProcess:
        return cpu, memory
    for one in tree:
        try:
            times = one.cpu_times()
            # What ended children took stands in their parent.
            cpu += times.user + times.system + times.children_user + times.children_system
            if with_memory:
                memory += one.memory_full_info().pss
        except psutil.Error:
            continue
    return cpu, memory
