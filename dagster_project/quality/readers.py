"""Who may read the quality report and Data Docs: their owner alone, or the members of one system group too.

Belongs here: modes and group of what lies in ``quality/``, after it was written. Both are aggregates without personal
data. The workbooks in ``feedback/`` hold names and stay their owner's, whatever is set. Does not belong here: which
group that is (settings.py).
"""

import grp
import stat
from collections.abc import Iterator
from pathlib import Path

from dagster_project.lib.files import give_to_group

_OWNER_FOLDER, _OWNER_FILE = 0o700, 0o600
_GROUP_FOLDER, _GROUP_FILE = 0o750, 0o640
# Through it, but not what else is in it; what others may do there stays.
_WAY, _OTHERS_AND_OWNER = 0o010, 0o707


def open_to_readers(quality_dir: Path, group: str | None) -> Path | None:
    """Open the report and Data Docs to a group, or close them to all but their owner; what is so already is left.

    Args:
        quality_dir: the folder ``quality/`` of the data folder.
        group: the system group; None where only the owner may read.

    Returns:
        The first folder on the way that is not ours to open and keeps the group out; None where the way is clear.
    """
    if not quality_dir.is_dir():
        return None
    for path in _private(quality_dir):
        path.chmod(_OWNER_FOLDER)
    if group is None:
        for path in _readable(quality_dir):
            wanted = _OWNER_FOLDER if path.is_dir() else _OWNER_FILE
            if stat.S_IMODE(path.stat().st_mode) != wanted:
                path.chmod(wanted)
        return None
    gid = grp.getgrnam(group).gr_gid
    _open_way(quality_dir.parent, gid)
    for path in _readable(quality_dir):
        give_to_group(path, gid, _GROUP_FOLDER if path.is_dir() else _GROUP_FILE)
    return next((folder for folder in reversed(quality_dir.parents) if not _is_passable(folder, gid)), None)


def _readable(quality_dir: Path) -> Iterator[Path]:
    """Yield what readers may have, the pages before the folders that lead there."""
    site = quality_dir / "data_docs"
    yield from (path for path in [quality_dir / "index.html", *sorted(site.rglob("*"), reverse=True)] if path.exists())
    yield from (path for path in (site, quality_dir) if path.exists())


def _private(quality_dir: Path) -> Iterator[Path]:
    """Yield the folders beside them: workbooks with names, pages that are being built."""
    for path in quality_dir.iterdir():
        if path.is_dir() and path.name != "data_docs" and stat.S_IMODE(path.stat().st_mode) != _OWNER_FOLDER:
            yield path


def _open_way(data_dir: Path, gid: int) -> None:
    """Let the group through the data folder; one that others may pass already stays as it is."""
    if not _is_passable(data_dir, gid):
        give_to_group(data_dir, gid, stat.S_IMODE(data_dir.stat().st_mode) & _OTHERS_AND_OWNER | _WAY)


def _is_passable(folder: Path, gid: int) -> bool:
    found = folder.stat()
    return bool(found.st_mode & stat.S_IXGRP) if found.st_gid == gid else bool(found.st_mode & stat.S_IXOTH)
