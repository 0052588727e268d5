"""One process at a time, and nobody stays locked out by one that was killed."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from dagster_project.lib.locks import LockHeld, locked

HOLDS = """
import sys, time
from pathlib import Path
from dagster_project.lib.locks import locked
with locked(Path(sys.argv[1]), wait=False):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path: Path):
    process = subprocess.Popen([sys.executable, "-c", HOLDS, str(tmp_path / "a.lock")], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"held\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_who_holds_the_lock_is_told(holder: subprocess.Popen, tmp_path: Path) -> None:
    with (
        pytest.raises(LockHeld, match=rf"process {holder.pid} on .+ since \d{{4}}-"),
        locked(tmp_path / "a.lock", wait=False),
    ):
        pytest.fail("two hold it")


def test_a_killed_holder_leaves_nobody_locked_out(holder: subprocess.Popen, tmp_path: Path) -> None:
    holder.kill()
    holder.wait()
    with locked(tmp_path / "a.lock", wait=False):
        pass
    assert not (tmp_path / "a.holder").exists()


def test_who_waits_gets_it_when_it_is_free(holder: subprocess.Popen, tmp_path: Path) -> None:
    threading.Timer(0.3, holder.kill).start()
    with locked(tmp_path / "a.lock", wait=True):
        pass


def test_a_folder_that_cannot_be_written_is_an_os_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(OSError), locked(tmp_path / "file" / "a.lock", wait=False):
        pytest.fail("locked where nothing can be")
