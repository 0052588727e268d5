"""Writing a file so that a reader finds the old content or the new one, also when the machine stops halfway.

Here belongs: that, files and folders for their owner alone or for a group too, putting a damaged one aside, and a
file's hash; nothing that knows what the bytes mean.
"""

import grp
import hashlib
import os
import tempfile
from datetime import datetime
from pathlib import Path

from dagster_project.lib.time import VIETNAM


def write_atomically(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Replace `path` by `content` in one step.

    Folders are made as needed. Unchanged content is left alone.
    """
    if path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        settle(temporary, path, mode)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def settle(temporary: Path, path: Path, mode: int) -> None:
    """Move a finished temporary file of the same file system to its place, durably."""
    flush(temporary)
    temporary.chmod(mode)
    temporary.replace(path)
    flush(path.parent)


def flush(path: Path) -> None:
    """Wait until a file's content, or a folder's list of names, is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def set_aside(path: Path, why: str = "damaged") -> Path:
    """Rename a file that must not be read any more, so that nothing of it is lost; returns what it is called now."""
    now = datetime.now(VIETNAM)
    aside = path.with_name(f"{path.name}.{why}-{now:%Y%m%dT%H%M%S}")
    number = 1
    while aside.exists():
        number += 1
        aside = path.with_name(f"{path.name}.{why}-{now:%Y%m%dT%H%M%S}-{number}")
    path.replace(aside)
    return aside


def make_private(folder: Path) -> None:
    """Make a folder, and the one that it lies in, for their owner alone: they hold names and citizen ids."""
    for one in (folder.parent, folder):
        one.mkdir(mode=0o700, parents=True, exist_ok=True)


def group_that_may_be_given(name: str) -> grp.struct_group:
    """Return a system group to which this process may give files; raises ValueError in one line for any other."""
    try:
        group = grp.getgrnam(name)
    except KeyError:
        raise ValueError(f"no system group is called {name!r} here: create it (groupadd) or mend the name") from None
    if os.geteuid() != 0 and group.gr_gid not in {os.getegid(), *os.getgroups()}:
        raise ValueError(f"the user of the night is not in the group {name!r}: add it (usermod -aG) and log in again")
    return group


def give_to_group(path: Path, gid: int, mode: int) -> None:
    """Let a group have a file or folder with a mode; the group comes first, so that no other one is let in between."""
    if path.stat().st_gid != gid:
        path.chmod(mode & 0o707)
        os.chown(path, -1, gid)
    if path.stat().st_mode & 0o777 != mode:
        path.chmod(mode)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's content as hexadecimal digits, without loading it whole."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
