"""One pull: what is new at the source is archived, and the received index brought up to date.

    archive/ab/abcd…                  the files (blobs.py)
    archive/received/<source>.parquet the index of one source (index.py), written after the files that it names

Killed at any moment, the index names only files that are there; a file without an entry is found again the
next night.
"""

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dagster_project.lib.files import make_private
from dagster_project.lib.time import VIETNAM
from dagster_project.returns.receive.blobs import blob_path, keep
from dagster_project.returns.receive.failures import SourceUnavailable, TooBig
from dagster_project.returns.receive.forgotten import forgotten_hashes
from dagster_project.returns.receive.index import FORGOTTEN, NO_FILE, TOO_BIG, Received, ReceivedIndex, index_path
from dagster_project.returns.receive.patience import SourceLimits
from dagster_project.returns.receive.source import ListedFile, Source
from dagster_project.returns.store import Partition

if TYPE_CHECKING:
    # A night with nothing new does without.
    import pandas as pd

_SAVE_EVERY = 50
_GIVE_UP_AFTER = 3
_STALE_SECONDS = 24 * 3600


@dataclass(frozen=True)
class PullResult:
    """What a pull left: the whole index, what changed, and the reason when the source could not be read."""

    received: ReceivedIndex
    new: int = 0
    unchanged: int = 0
    #: Received once, no longer at the source; they stay received.
    gone: int = 0
    misplaced: int = 0
    too_big: int = 0
    downloaded_bytes: int = 0
    #: Where new contents lie.
    changed: set[Partition] = field(default_factory=set)
    warnings: list[str] = field(default_factory=list)
    error: str | None = None

    @property
    def index(self) -> "pd.DataFrame":
        """The index as a table: one row a content."""
        return self.received.frame()


def pull(
    url: str,
    archive_dir: Path,
    *,
    units: Collection[str],
    years: Collection[int],
    options: Mapping[str, Any] | None = None,
    limits: SourceLimits | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> PullResult:
    """Archive what is new at the source and return its received index.

    `progress` is told (files done, files in all).

    Never raises for a source that is down: the earlier index comes back, with `error` set.
    """
    make_private(archive_dir / "received")
    index = ReceivedIndex.load(index_path(url, archive_dir), units, years)
    known_hosts = archive_dir / "received" / "known_hosts"
    tally = _Tally()
    with Source(url, options, limits, known_hosts) as source:
        try:
            listing = source.listing()
            tally.warnings += listing.warnings
            _receive_all(source, listing.files, listing.stated, archive_dir, index, tally, progress)
            tally.gone = index.mark_gone({file.path for file in listing.files})
        except SourceUnavailable as error:
            tally.error = str(error)
    index.save()
    return PullResult(
        received=index,
        new=tally.new,
        unchanged=tally.unchanged,
        gone=tally.gone,
        misplaced=sum(
            entry.problem not in (None, TOO_BIG, FORGOTTEN, NO_FILE) for entry in index.entries if entry.is_at_source
        ),
        too_big=sum(entry.problem == TOO_BIG for entry in index.entries if entry.is_at_source),
        downloaded_bytes=tally.downloaded_bytes,
        changed=tally.changed,
        warnings=tally.warnings,
        error=tally.error,
    )


@dataclass
class _Tally:
    new: int = 0
    unchanged: int = 0
    gone: int = 0
    downloaded_bytes: int = 0
    changed: set[Partition] = field(default_factory=set)
    warnings: list[str] = field(default_factory=list)
    error: str | None = None


def _receive_all(
    source: Source,
    files: list[ListedFile],
    stated: Mapping[str, datetime],
    archive_dir: Path,
    index: ReceivedIndex,
    tally: _Tally,
    progress: Callable[[int, int], None] | None,
) -> None:
    incoming = archive_dir / "incoming"
    make_private(incoming)
    for left_over in incoming.iterdir():
        if time.time() - left_over.stat().st_mtime > _STALE_SECONDS:
            left_over.unlink(missing_ok=True)
    listed_at = datetime.now(VIETNAM).replace(tzinfo=None)
    failed_in_a_row, save_at = 0, _SAVE_EVERY
    for done, file in enumerate(files, start=1):
        try:
            _receive(source, file, stated.get(file.path), listed_at, archive_dir, index, tally)
            failed_in_a_row = 0
        except SourceUnavailable as error:
            failed_in_a_row += not error.concerns_one_file
            tally.warnings.append(str(error))
            if failed_in_a_row >= _GIVE_UP_AFTER:
                raise
        if tally.new >= save_at:
            index.save()
            # The index is written whole: a bigger one less often, or a nation's first night would write little else.
            save_at = tally.new + max(_SAVE_EVERY, len(index.entries) // 4)
        if progress:
            progress(done, len(files))


def _receive(
    source: Source,
    file: ListedFile,
    stated: datetime | None,
    listed_at: datetime,
    archive_dir: Path,
    index: ReceivedIndex,
    tally: _Tally,
) -> None:
    """Bring one path up to date."""
    current = index.current(file.path)
    listing_tag = _settled_tag(file, listed_at)
    if current and current.listing_tag is not None and current.listing_tag == file.listing_tag:
        kept = current.source_sha256 is None or blob_path(archive_dir, current.source_sha256).is_file()
        if kept:
            index.refresh(current, stated, listing_tag)
            tally.unchanged += 1
            return
    if file.is_no_file:
        if current is None or current.problem != NO_FILE:
            _note_new(index.add(file.path, None, None, stated or listed_at, None, NO_FILE), tally)
        return
    sha256: str | None = None
    size = file.size
    try:
        if size is not None and size > source.limits.max_bytes:
            raise TooBig(file.path)
        fetched = source.fetch(file, archive_dir / "incoming")
        tally.downloaded_bytes += fetched.size
        if fetched.sha256 in forgotten_hashes(archive_dir):
            fetched.path.unlink()
            _note_forgotten(file, current, fetched.size, stated, listed_at, listing_tag, index, tally)
            return
        keep(archive_dir, fetched)
        sha256, size = fetched.sha256, fetched.size
    except TooBig:
        tally.warnings.append(f"{file.path} is bigger than {source.limits.max_bytes / 1e6:.0f} MB and was not fetched")
    if current and current.source_sha256 == sha256 and (sha256 is not None or current.size_bytes == size):
        index.refresh(current, stated, listing_tag)
        tally.unchanged += 1
        return
    at = stated or _received_at(file, current, listed_at)
    _note_new(index.add(file.path, sha256, size, at, listing_tag), tally)


def _note_new(added: Received, tally: _Tally) -> None:
    tally.new += 1
    if added.report_year and added.unit_code:
        tally.changed.add((added.report_year, added.unit_code))


def _note_forgotten(
    file: ListedFile,
    current: Received | None,
    size: int,
    stated: datetime | None,
    listed_at: datetime,
    listing_tag: str | None,
    index: ReceivedIndex,
    tally: _Tally,
) -> None:
    """Note that a content came back that must not be kept: once, and with a word to whoever can remove it."""
    tally.warnings.append(f"{file.path} was forgotten on purpose and is not received again: remove it at the source")
    tally.unchanged += 1
    if current and current.problem == FORGOTTEN and current.size_bytes == size:
        index.refresh(current, stated, listing_tag)
    else:
        at = stated or _received_at(file, current, listed_at)
        index.add(file.path, None, size, at, listing_tag, FORGOTTEN)


def _received_at(file: ListedFile, replaced: Received | None, listed_at: datetime) -> datetime:
    """The file's own time; but what replaces another content was not received before it."""
    at = file.modified_at or listed_at
    return max(at, replaced.received_at) if replaced else at


def _settled_tag(file: ListedFile, listed_at: datetime) -> str | None:
    """No tag for what was changed a moment ago: it may change again within the same second."""
    if file.modified_at is not None and abs((listed_at - file.modified_at).total_seconds()) < 5:
        return None
    return file.listing_tag
