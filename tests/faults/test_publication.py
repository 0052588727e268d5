"""The short form of kills and full disks, for every `make test`: one publication, killed and starved in a child."""

import contextlib
import json
import os
import resource
import signal
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from tests.faults.nights import torn_publication
from tests.faults.readers import publish_numbered
from tests.unit.marts import warehouse

KILLS, SEED = 10, 20261129


@pytest.fixture
def data(tmp_path: Path) -> Path:
    warehouse(tmp_path / "warehouse.duckdb")
    publish_numbered(tmp_path, 0)
    return tmp_path


def in_a_child(work: Callable[[], object]) -> int:
    pid = os.fork()
    if pid == 0:
        code = 1
        with contextlib.suppress(BaseException):
            os.setpgid(0, 0)
            work()
            code = 0
        os._exit(code)
    return pid


def number_of(data: Path) -> int:
    assert torn_publication(data) == []
    run = json.loads((data / "published" / "manifest.json").read_text(encoding="utf-8"))["run"]["id"]
    return int(run.removeprefix("run-"))


def test_killed_at_any_moment_the_publication_is_the_old_or_the_new_one(data: Path) -> None:
    random, killed = Random(SEED), 0
    began = time.monotonic()
    publish_numbered(data, 1)
    seconds = time.monotonic() - began
    for number in range(2, KILLS + 2):
        before = number_of(data)
        pid = in_a_child(lambda number=number: publish_numbered(data, number))
        time.sleep(random.uniform(0, seconds))
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        killed += os.WIFSIGNALED(os.waitpid(pid, 0)[1])
        assert number_of(data) in (before, number)
    assert killed >= KILLS // 3, "the publications ended before they could be killed"
    publish_numbered(data, 100)
    assert number_of(data) == 100
    assert len(list((data / ".published").iterdir())) == 2


@pytest.mark.parametrize("largest", [0, 10_000, 300_000])
def test_on_a_full_disk_the_publication_stays(data: Path, largest: int) -> None:
    def starved() -> None:
        # The limit of a process meets the same calls as the end of a disk does.
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
        publish_numbered(data, 1)

    assert os.waitstatus_to_exitcode(os.waitpid(in_a_child(starved), 0)[1]) == 1
    assert number_of(data) == 0
    publish_numbered(data, 2)
    assert number_of(data) == 2
