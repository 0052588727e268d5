"""A thousand damaged and hostile files, each opened as a night opens it: a return rightly read, or a finding.

Belongs here: opening them one by one, with what each costs. Which ways of damage there are: tests/fuzz and hostile.py.
"""

import contextlib
import os
import resource
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from dagster_project.returns.read.opening import Opener
from dagster_project.returns.read.opening_process import Worker
from dagster_project.returns.read.workbook import FileUnreadable
from tests.faults.hostile import HARMLESS, hostile_files
from tests.fuzz.bad_files import MAY_BE_READ, bad_files
from tests.fuzz.mutations import BY_FORMAT, mutated
from tests.fuzz.test_fuzz import originals
from tests.unit.workbooks import PERSON, form, xlsx

MOST_SECONDS, MOST_KILOBYTES = 30, 1024**2
#: Good files that are opened in between: what came before must not touch them.
_GOOD_EVERY = 20
_WORDS_OF_PROGRAMS = ("Error", "Exception", "Traceback", "panic", "NoneType", "0x")


@dataclass
class Opened:
    """What came of the files: how many were read and refused, the dearest, and what was wrong with an answer."""

    read: int = 0
    refused: int = 0
    seconds: float = 0.0
    slowest: str = ""
    kilobytes: int = 0
    largest: str = ""
    wrong: list[str] = field(default_factory=list)


def damaged_files(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Yield that many files: the hostile and the known bad ones, then mutations of every format in turn."""
    left = count
    for name, content in chain(bad_files().items(), hostile_files()):
        yield name, content
        left -= 1
    kinds = sorted(BY_FORMAT)
    for number in range(left):
        kind = kinds[number % len(kinds)]
        of_kind = originals(kind)
        way, content = mutated(kind, of_kind[number % len(of_kind)], seed * 10_000 + number)
        yield f"{number} {way}.{kind}", content


def open_all(files: Iterator[tuple[str, bytes]], refused: Path) -> Opened:
    """Open each file in the process that a night opens it in."""
    opened, good = Opened(), xlsx({"02": form("02", PERSON)})
    with _counting() as spent, Opener(refused, "1", workers=1) as opener:
        for number, (name, content) in enumerate(files):
            spent.clear()
            try:
                reading = opener(content, name, 2024, {})
                opened.read += 1
                if name in HARMLESS and not len(reading.rows):
                    opened.wrong.append(f"{name}: no rows")
            except FileUnreadable as unreadable:
                opened.refused += 1
                told = f"{unreadable.found} {unreadable.remedy}"
                if not unreadable.remedy or any(word in told for word in _WORDS_OF_PROGRAMS):
                    opened.wrong.append(f"{name}: {told}")
                if name in HARMLESS:
                    opened.wrong.append(f"{name}: {told}")
            else:
                if name in bad_files() and name not in MAY_BE_READ:
                    opened.wrong.append(f"{name}: was read")
            seconds, kilobytes = sum(one for one, _ in spent), max((one for _, one in spent), default=0)
            if seconds > opened.seconds:
                opened.seconds, opened.slowest = seconds, name
            if kilobytes > opened.kilobytes:
                opened.kilobytes, opened.largest = kilobytes, name
                if kilobytes > MOST_KILOBYTES:
                    opened.wrong.append(f"{name}: {kilobytes // 1024} MB")
            if seconds > MOST_SECONDS:
                opened.wrong.append(f"{name}: {seconds:.1f} s")
            if number % _GOOD_EVERY == 0 and len(opener(good, "a.xlsx", 2024, {}).rows) < 1:
                opened.wrong.append(f"after {name}: a good file has no rows")
    return opened


@contextlib.contextmanager
def _counting() -> Iterator[list[tuple[float, int]]]:
    """Count the seconds of computing that each reading takes in its process: a machine under load adds nothing."""
    spent: list[tuple[float, int]] = []
    read = Worker.read

    def counted(worker: Worker, *given: object) -> object:
        pid = worker._process.pid
        before, ended_before = _cpu(pid), _of_ended()
        try:
            return read(worker, *given)
        finally:
            peak = _peak(pid)
            # What a process used that is gone by now is told with those that were waited for.
            worker._process.poll()
            spent.append(((_cpu(pid) or _of_ended() - ended_before) - before, peak))

    Worker.read = counted
    try:
        yield spent
    finally:
        Worker.read = read


def _peak(pid: int) -> int:
    """Return the kilobytes that a process needed at most; what a killed one needed, its limit bounds."""
    try:
        return int(Path(f"/proc/{pid}/status").read_text().partition("VmHWM:")[2].split()[0])
    except (OSError, IndexError):
        return 0


def _of_ended() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _cpu(pid: int) -> float:
    try:
        told = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")
