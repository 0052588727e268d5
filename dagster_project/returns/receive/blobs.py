"""Every file ever received, under its SHA-256: read-only, never changed, for its owner alone.

Belongs here: where a content lies, and whether it still is what was received. Which paths it came from is index.py's.
"""

import contextlib
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from dagster_project.lib.files import make_private, set_aside, settle, sha256_of

if TYPE_CHECKING:
    # Reading a blob needs nothing that reads sources.
    from dagster_project.returns.receive.source import Fetched

#: What to do about a file that is gone; the night does the first part by itself.
RESTORE = (
    "the next night fetches it where the source still has it; else put the backup's copy there, "
    "or the file back at the source"
)
_HASH_DIGITS = 64


class DamagedBlob(Exception):
    """An archived file is missing or is no longer what was received."""


def blob_path(archive_dir: Path, sha256: str) -> Path:
    """Return where the content with this hash lies."""
    return archive_dir / sha256[:2] / sha256


def read_blob(archive_dir: Path, sha256: str) -> bytes:
    """Return an archived file's content; raise `DamagedBlob` when it is not what was received.

    A damaged one is put aside: the next pull then fetches it again where the source still has it.
    """
    path = blob_path(archive_dir, sha256)
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise DamagedBlob(f"{path} is missing: {RESTORE}") from None
    if hashlib.sha256(content).hexdigest() != sha256:
        put_aside(path)
        raise DamagedBlob(f"{path} is not what was received and was put aside: {RESTORE}")
    return content


def put_aside(blob: Path) -> None:
    """Take a damaged file out of the place where only the very content that was received may lie."""
    with contextlib.suppress(FileNotFoundError):
        set_aside(blob)


def archived_files(archive_dir: Path) -> Iterator[Path]:
    """Yield every file of the archive in its place, by its hash."""
    for folder in sorted(archive_dir.glob("[0-9a-f][0-9a-f]")):
        yield from (path for path in sorted(folder.iterdir()) if len(path.name) == _HASH_DIGITS)


def keep(archive_dir: Path, fetched: "Fetched") -> None:
    """Move what was fetched to its place; a damaged file there is mended by it."""
    path = blob_path(archive_dir, fetched.sha256)
    if is_whole(path, fetched.sha256):
        fetched.path.unlink()
        return
    make_private(path.parent)
    settle(fetched.path, path, mode=0o400)


def is_whole(path: Path, sha256: str) -> bool:
    """Tell whether a file is there and is the content with this hash."""
    return path.is_file() and sha256_of(path) == sha256
