"""What was received, for good: every file by its SHA-256, and the list of what came when from which path.

Here belongs: the store of files, the received index of each source, and `pull`, which brings both up to date.
Not here: how a source is read (`source.py`) and what the files hold (`read.py`).

    archive/ab/abcd…                  the files, read-only, never changed
    archive/received/<source>.parquet the index of one source, written after the files that it names

Killed at any moment, the index names only files that are there; a file without an entry is found again the
next night.
"""

import hashlib
import io
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from dagster_project.lib.files import settle, write_atomically
from dagster_project.lib.time import VIETNAM
from dagster_project.returns.receive.remote import protocol_of, shown
from dagster_project.returns.receive.source import Fetched, Limits, Source, SourceFile, SourceUnavailable, TooBig
from dagster_project.tables.files import INDEX_SCHEMA

MISPLACED = "misplaced"
UNKNOWN_YEAR = "unknown_year"
UNKNOWN_UNIT = "unknown_unit"
TOO_BIG = "too_big"

_SAVE_EVERY = 50
_GIVE_UP_AFTER = 3
_STALE_SECONDS = 24 * 3600


class DamagedBlob(Exception):
    """An archived file is missing or is no longer what was received."""


@dataclass(frozen=True)
class Received:
    """One content that once lay at one path of the source."""

    file_key: str
    report_year: int | None
    unit_code: str | None
    file_path: str
    #: None for a file that was too big to be kept.
    source_sha256: str | None
    received_at: datetime
    #: Rises with each entry of the index: at one path, the later content has the higher number.
    received_order: int
    size_bytes: int | None
    #: Why the file cannot be used as it lies: misplaced, unknown_year, unknown_unit, too_big.
    problem: str | None
    is_at_source: bool
    fingerprint: str | None


@dataclass(frozen=True)
class PullResult:
    """What a pull left: the whole index, what changed, and the reason when the source could not be read."""

    index: pd.DataFrame
    new: int = 0
    unchanged: int = 0
    #: Received once, no longer at the source; they stay received.
    gone: int = 0
    misplaced: int = 0
    too_big: int = 0
    downloaded_bytes: int = 0
    warnings: list[str] = field(default_factory=list)
    error: str | None = None


def pull(
    url: str,
    archive_dir: Path,
    *,
    units: Collection[str],
    years: Collection[int],
    options: Mapping[str, Any] | None = None,
    limits: Limits | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> PullResult:
    """Archive what is new at the source and return its received index.

    `progress` is told (files done, files in all).

    Never raises for a source that is down: the earlier index comes back, with `error` set.
    """
    _make_private(archive_dir / "received")
    index = _Index.load(_index_path(url, archive_dir), units, years)
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
        index=index.frame(),
        new=tally.new,
        unchanged=tally.unchanged,
        gone=tally.gone,
        misplaced=sum(entry.problem not in (None, TOO_BIG) for entry in index.entries if entry.is_at_source),
        too_big=sum(entry.problem == TOO_BIG for entry in index.entries if entry.is_at_source),
        downloaded_bytes=tally.downloaded_bytes,
        warnings=tally.warnings,
        error=tally.error,
    )


def load_index(url: str, archive_dir: Path, *, units: Collection[str], years: Collection[int]) -> pd.DataFrame:
    """Return what was received from a source so far, without asking it."""
    return _Index.load(_index_path(url, archive_dir), units, years).frame()


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


def store(archive_dir: Path, content: bytes) -> str:
    """Archive a content that is at hand and return its SHA-256."""
    sha256 = hashlib.sha256(content).hexdigest()
    path = blob_path(archive_dir, sha256)
    if not _is_whole(path, sha256):
        _make_private(path.parent)
        write_atomically(path, content, mode=0o400)
    return sha256


def _keep(archive_dir: Path, fetched: Fetched) -> None:
    """Move what was fetched to its place; a damaged file there is mended by it."""
    path = blob_path(archive_dir, fetched.sha256)
    if _is_whole(path, fetched.sha256):
        fetched.path.unlink()
        return
    _make_private(path.parent)
    settle(fetched.path, path, mode=0o400)


def _is_whole(path: Path, sha256: str) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == sha256


def _make_private(folder: Path) -> None:
    """Make a folder of the archive, which holds names and citizen ids, for its owner alone."""
    for one in (folder.parent, folder):
        one.mkdir(mode=0o700, parents=True, exist_ok=True)


def _index_path(url: str, archive_dir: Path) -> Path:
    """One index for one place: another password or a slash at the end does not make it another source."""
    place = shown(url).rstrip("/")
    if protocol_of(url) == "file":
        place = str(Path(place.removeprefix("file://")).resolve())
    return archive_dir / "received" / f"{hashlib.sha256(place.encode()).hexdigest()[:16]}.parquet"


@dataclass
class _Tally:
    new: int = 0
    unchanged: int = 0
    gone: int = 0
    downloaded_bytes: int = 0
    warnings: list[str] = field(default_factory=list)
    error: str | None = None


def _receive_all(
    source: Source,
    files: list[SourceFile],
    stated: Mapping[str, datetime],
    archive_dir: Path,
    index: "_Index",
    tally: _Tally,
    progress: Callable[[int, int], None] | None,
) -> None:
    incoming = archive_dir / "incoming"
    _make_private(incoming)
    for left_over in incoming.iterdir():
        if time.time() - left_over.stat().st_mtime > _STALE_SECONDS:
            left_over.unlink(missing_ok=True)
    listed_at = datetime.now(VIETNAM).replace(tzinfo=None)
    failed_in_a_row = 0
    for done, file in enumerate(files, start=1):
        try:
            _receive(source, file, stated.get(file.path), listed_at, archive_dir, index, tally)
            failed_in_a_row = 0
        except SourceUnavailable as error:
            failed_in_a_row += not error.concerns_one_file
            tally.warnings.append(str(error))
            if failed_in_a_row >= _GIVE_UP_AFTER:
                raise
        if tally.new and tally.new % _SAVE_EVERY == 0:
            index.save()
        if progress:
            progress(done, len(files))


def _receive(
    source: Source,
    file: SourceFile,
    stated: datetime | None,
    listed_at: datetime,
    archive_dir: Path,
    index: "_Index",
    tally: _Tally,
) -> None:
    """Bring one path up to date."""
    current = index.current(file.path)
    fingerprint = _settled_fingerprint(file, listed_at)
    if current and current.fingerprint is not None and current.fingerprint == file.fingerprint:
        kept = current.source_sha256 is None or blob_path(archive_dir, current.source_sha256).is_file()
        if kept:
            index.refresh(current, stated, fingerprint)
            tally.unchanged += 1
            return
    sha256: str | None = None
    size = file.size
    try:
        if size is not None and size > source.limits.max_bytes:
            raise TooBig(file.path)
        fetched = source.fetch(file, archive_dir / "incoming")
        tally.downloaded_bytes += fetched.size
        _keep(archive_dir, fetched)
        sha256, size = fetched.sha256, fetched.size
    except TooBig:
        tally.warnings.append(f"{file.path} is bigger than {source.limits.max_bytes / 1e6:.0f} MB and was not fetched")
    if current and current.source_sha256 == sha256 and (sha256 is not None or current.size_bytes == size):
        index.refresh(current, stated, fingerprint)
        tally.unchanged += 1
        return
    index.add(file.path, sha256, size, stated or _received_at(file, current, listed_at), fingerprint)
    tally.new += 1


def _received_at(file: SourceFile, replaced: Received | None, listed_at: datetime) -> datetime:
    """The file's own time; but what replaces another content was not received before it."""
    at = file.modified_at or listed_at
    return max(at, replaced.received_at) if replaced else at


def _settled_fingerprint(file: SourceFile, listed_at: datetime) -> str | None:
    """No fingerprint for what was changed a moment ago: it may change again within the same second."""
    if file.modified_at is not None and abs((listed_at - file.modified_at).total_seconds()) < 5:
        return None
    return file.fingerprint


class _Index:
    """The entries of one source while a pull works on them."""

    def __init__(self, path: Path, entries: list[Received], units: Collection[str], years: Collection[int]) -> None:
        self.path = path
        self._units = {code.casefold(): code for code in units}
        self._years = set(years)
        # A unit or year may have become known since the file came.
        self.entries = [self._placed(entry) for entry in entries]
        self._latest = {entry.file_path: at for at, entry in enumerate(self.entries)}

    @classmethod
    def load(cls, path: Path, units: Collection[str], years: Collection[int]) -> "_Index":
        entries = []
        if path.is_file():
            names = [one.name for one in fields(Received)]
            rows = pq.read_table(path).to_pylist()
            entries = [Received(**{name: row[name] for name in names}) for row in rows]
        return cls(path, sorted(entries, key=lambda entry: entry.received_order), units, years)

    def save(self) -> None:
        buffer = io.BytesIO()
        pq.write_table(self._table(), buffer, compression="zstd")
        write_atomically(self.path, buffer.getvalue())

    def frame(self) -> pd.DataFrame:
        frame = self._table().to_pandas()
        frame["report_year"] = frame["report_year"].astype("Int32")
        frame["size_bytes"] = frame["size_bytes"].astype("Int64")
        return frame

    def current(self, path: str) -> Received | None:
        at = self._latest.get(path)
        return None if at is None else self.entries[at]

    def add(
        self, path: str, sha256: str | None, size: int | None, received_at: datetime, fingerprint: str | None
    ) -> None:
        earlier = self._latest.get(path)
        if earlier is not None:
            self.entries[earlier] = replace(self.entries[earlier], is_at_source=False)
        content = sha256 or f"{TOO_BIG}:{size}"
        same = sum(
            entry.file_path == path
            and entry.source_sha256 == sha256
            and (sha256 is not None or entry.size_bytes == size)
            for entry in self.entries
        )
        entry = Received(
            file_key=hashlib.sha256(f"{path}\n{content}\n{same}".encode()).hexdigest()[:16],
            report_year=None,
            unit_code=None,
            file_path=path,
            source_sha256=sha256,
            received_at=received_at,
            received_order=len(self.entries) + 1,
            size_bytes=size,
            problem=None,
            is_at_source=True,
            fingerprint=fingerprint,
        )
        self._latest[path] = len(self.entries)
        self.entries.append(self._placed(entry))

    def refresh(self, entry: Received, stated: datetime | None, fingerprint: str | None) -> None:
        """The content is still the one at the source; only what was said about it may be new."""
        self.entries[self._latest[entry.file_path]] = replace(
            entry, received_at=stated or entry.received_at, fingerprint=fingerprint, is_at_source=True
        )

    def mark_gone(self, paths: set[str]) -> int:
        """Note which paths are no longer at the source, and return how many."""
        gone = 0
        for path, at in self._latest.items():
            if path not in paths:
                gone += 1
                self.entries[at] = replace(self.entries[at], is_at_source=False)
        return gone

    def _table(self) -> pa.Table:
        rows = [{name: getattr(entry, name) for name in INDEX_SCHEMA.names} for entry in self.entries]
        return pa.Table.from_pylist(rows, schema=INDEX_SCHEMA)

    def _placed(self, entry: Received) -> Received:
        """Say which unit and year the folders name, or why they name none."""
        parts = entry.file_path.split("/")
        year = int(parts[0]) if parts[0].isascii() and parts[0].isdecimal() and len(parts[0]) == 4 else None
        year = year if year in self._years else None
        unit = self._units.get(parts[1].casefold()) if len(parts) > 2 else None
        problem: str | None = None
        if len(parts) != 3:
            problem = MISPLACED
        elif year is None:
            problem = UNKNOWN_YEAR
        elif unit is None:
            problem = UNKNOWN_UNIT
        elif entry.source_sha256 is None:
            problem = TOO_BIG
        return replace(entry, report_year=year, unit_code=unit, problem=problem)
