"""Every file ever received, under its SHA-256: read-only, never changed, for its owner alone.

Belongs here: where a content lies, and whether it still is what was received. Which paths it came from is index.py's.
"""

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from dagster_project.lib.files import make_private, settle, sha256_of

if TYPE_CHECKING:
    # Reading a blob needs nothing that reads sources.
    from dagster_project.returns.receive.source import Fetched


class DamagedBlob(Exception):
    """An archived file is missing or is no longer what was received."""


def blob_path(archive_dir: Path, sha256: str) -> Path:
    """Return where the content with this hash lies."""
    return archive_dir / sha256[:2] / sha256


def read_blob(archive_dir: Path, sha256: str) -> bytes:
    """Return an archived file's content; raise `DamagedBlob` when it is not what was received."""
    path = blob_path(archive_dir, sha256)
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise DamagedBlob(f"{path} is missing: restore it from a backup, or put the file back at the source") from None
    if hashlib.sha256(content).hexdigest() != sha256:
        raise DamagedBlob(f"{path} was changed or damaged: restore it from a backup, or delete it and run again")
    return content


def keep(archive_dir: Path, fetched: "Fetched") -> None:
    """Move what was fetched to its place; a damaged file there is mended by it."""
    path = blob_path(archive_dir, fetched.sha256)
    if _is_whole(path, fetched.sha256):
        fetched.path.unlink()
        return
    make_private(path.parent)
    settle(fetched.path, path, mode=0o400)


def _is_whole(path: Path, sha256: str) -> bool:
    return path.is_file() and sha256_of(path) == sha256
