"""The received index of one source: what came when from which path, and whether it lies in its place.

Belongs here: the entries and how they change. Does not belong here: fetching (step.py), the contents (blobs.py).
"""

import hashlib
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, fields, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from dagster_project.lib.files import write_atomically
from dagster_project.lib.parquet import write_parquet
from dagster_project.returns.receive.remote import protocol_of, shown
from dagster_project.tables.files import INDEX_SCHEMA

if TYPE_CHECKING:
    # A night with nothing new does without.
    import pandas as pd

MISPLACED = "misplaced"
UNKNOWN_YEAR = "unknown_year"
UNKNOWN_UNIT = "unknown_unit"
TOO_BIG = "too_big"
#: A pipe, a device, or a link that leads nowhere or out of the returns: it is never opened.
NO_FILE = "no_file"
#: Taken out of the archive on purpose (forgotten.py).
FORGOTTEN = "forgotten"


@dataclass(frozen=True)
class Received:
    """One content that once lay at one path of the source."""

    file_key: str
    report_year: int | None
    unit_code: str | None
    file_path: str
    #: None for a file that was too big to be kept, or was forgotten.
    source_sha256: str | None
    received_at: datetime
    #: Rises with each entry of the index: at one path, the later content has the higher number.
    received_order: int
    size_bytes: int | None
    #: Why the file cannot be used as it lies: misplaced, unknown_year, unknown_unit, too_big, forgotten.
    problem: str | None
    is_at_source: bool
    listing_tag: str | None


def load_index(url: str, archive_dir: Path, *, units: Collection[str], years: Collection[int]) -> "pd.DataFrame":
    """Return what was received from a source so far, without asking it."""
    return ReceivedIndex.load(index_path(url, archive_dir), units, years).frame()


def index_path(url: str, archive_dir: Path) -> Path:
    """One index for one place: another password or a slash at the end does not make it another source."""
    place = shown(url).rstrip("/")
    if protocol_of(url) == "file":
        place = str(Path(place.removeprefix("file://")).resolve())
    return archive_dir / "received" / f"{hashlib.sha256(place.encode()).hexdigest()[:16]}.parquet"


def copy_of(index: Path) -> Path:
    """Return where the second copy of an index lies."""
    return index.with_name(f"{index.name}.copy")


def _content(path: str, sha256: str | None, size: int | None) -> tuple[str, str | None, int | None]:
    """Return what a content is known by at its path: one that was not kept by its size."""
    return path, sha256, size if sha256 is None else None


class ReceivedIndex:
    """The entries of one source while a pull works on them."""

    def __init__(self, path: Path, entries: list[Received], units: Collection[str], years: Collection[int]) -> None:
        """Take the entries in; say of each where it lies by the units and years known now."""
        self.path = path
        self._units = {code.casefold(): code for code in units}
        self._years = set(years)
        # A unit or year may have become known since the file came.
        self.entries = [self._placed(entry) for entry in entries]
        self._latest = {entry.file_path: at for at, entry in enumerate(self.entries)}
        # How often the same content came to lie at the same path.
        self._times = Counter(_content(one.file_path, one.source_sha256, one.size_bytes) for one in entries)
        # What the file says; an index without one is written, even when it stays empty.
        self._stored = entries if path.is_file() else None

    @classmethod
    def load(cls, path: Path, units: Collection[str], years: Collection[int]) -> "ReceivedIndex":
        """Read an index; one that is not there yet is empty."""
        entries = []
        if path.is_file():
            names = [one.name for one in fields(Received)]
            # Until November 2026 the tag's column was called as a finding's fingerprint is; without it every file would
            # be fetched once more.
            # Not read_table: that imports pandas.
            with pq.ParquetFile(path) as stored:
                rows = [
                    row | {"listing_tag": row.get("listing_tag", row.get("fingerprint"))}
                    for row in stored.read().to_pylist()
                ]
            entries = [Received(**{name: row[name] for name in names}) for row in rows]
        return cls(path, sorted(entries, key=lambda entry: entry.received_order), units, years)

    def save(self) -> None:
        """Write the index, whole or not at all, then a copy beside it: what was received when is nowhere else.

        An index that says what the file says is left alone.
        """
        if self.entries != self._stored:
            write_parquet(self.path, self._table())
            write_atomically(copy_of(self.path), self.path.read_bytes())
            self._stored = list(self.entries)

    def frame(self) -> "pd.DataFrame":
        """Return one row an entry: the columns of INDEX_SCHEMA."""
        frame = self._table().to_pandas()
        frame["report_year"] = frame["report_year"].astype("Int32")
        frame["size_bytes"] = frame["size_bytes"].astype("Int64")
        return frame

    def current(self, path: str) -> Received | None:
        """Return the latest entry of a path."""
        at = self._latest.get(path)
        return None if at is None else self.entries[at]

    def add(
        self,
        path: str,
        sha256: str | None,
        size: int | None,
        received_at: datetime,
        listing_tag: str | None,
        problem: str | None = None,
    ) -> Received:
        """Enter a content that was not there before, or came back, and return it; it is the latest of its path.

        ``problem`` says why there is no content, where it is not for its size: FORGOTTEN, NO_FILE.
        """
        earlier = self._latest.get(path)
        if earlier is not None:
            self.entries[earlier] = replace(self.entries[earlier], is_at_source=False)
        content = sha256 or f"{problem or TOO_BIG}:{size}"
        same = self._times[_content(path, sha256, size)]
        entry = Received(
            file_key=hashlib.sha256(f"{path}\n{content}\n{same}".encode()).hexdigest()[:16],
            report_year=None,
            unit_code=None,
            file_path=path,
            source_sha256=sha256,
            received_at=received_at,
            received_order=len(self.entries) + 1,
            size_bytes=size,
            problem=problem,
            is_at_source=True,
            listing_tag=listing_tag,
        )
        self._times[_content(path, sha256, size)] += 1
        self._latest[path] = len(self.entries)
        self.entries.append(self._placed(entry))
        return self.entries[-1]

    def refresh(self, entry: Received, stated: datetime | None, listing_tag: str | None) -> None:
        """The content is still the one at the source; only what was said about it may be new."""
        self.entries[self._latest[entry.file_path]] = replace(
            entry, received_at=stated or entry.received_at, listing_tag=listing_tag, is_at_source=True
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
        if entry.problem == FORGOTTEN:
            problem = FORGOTTEN
        elif len(parts) != 3:
            problem = MISPLACED
        elif year is None:
            problem = UNKNOWN_YEAR
        elif unit is None:
            problem = UNKNOWN_UNIT
        elif entry.source_sha256 is None:
            problem = NO_FILE if entry.problem == NO_FILE else TOO_BIG
        return replace(entry, report_year=year, unit_code=unit, problem=problem)
