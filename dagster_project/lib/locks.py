"""One process at a time: a lock that the system frees when its holder ends, however it ends.

Belongs here: taking it, waiting for it, and who holds it. What must not happen twice at once is the callers' knowledge.
"""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from dagster_project.lib.time import VIETNAM


class LockHeld(Exception):
    """Another process holds the lock; the message is who, as far as that is known."""


@contextmanager
def locked(path: Path, *, wait: bool) -> Iterator[None]:
    """Hold the lock file ``path``; what holds it stands beside it, in ``<name>.holder``.

    Args:
        path: the lock file; it stays there, only the lock on it goes.
        wait: for another holder to finish, however long that takes.

    Raises:
        LockHeld: another process holds it, and ``wait`` is false.
        OSError: the file cannot be written, or its file system knows no locks.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # No fallback: a soft lock is a file that a killed process leaves, and every later night would end at it.
    lock = FileLock(path, timeout=-1 if wait else 0, mode=0o600, fallback_to_soft=False)
    holder = path.with_suffix(".holder")
    try:
        lock.acquire()
    except Timeout:
        raise LockHeld(_said_by(holder)) from None
    except NotImplementedError:
        raise OSError(f"{path}: this file system knows no locks; put the data folder on one that does") from None
    try:
        # Not in the lock file itself: who asks for the lock empties that.
        now = datetime.now(VIETNAM)
        holder.write_text(f"process {os.getpid()} on {socket.gethostname()} since {now:%Y-%m-%d %H:%M}")
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _said_by(holder: Path) -> str:
    try:
        return holder.read_text().strip() or "an unknown process"
    except OSError:
        return "an unknown process"
