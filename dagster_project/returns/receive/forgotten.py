"""Contents that must not be kept: forgotten on purpose, for good, and never received again.

    archive/received/forgotten.csv    sha256, forgotten_at, why

Belongs here: that list, and taking a content out of the archive and its indexes. What was made of it (rows, warehouse,
workbooks) the next night makes again without it. Not here: which files hold what (dagster_project/forget.py).
"""

import csv
import io
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from dagster_project.lib.files import write_atomically
from dagster_project.lib.parquet import write_parquet
from dagster_project.lib.time import VIETNAM
from dagster_project.returns.receive.blobs import blob_path
from dagster_project.returns.receive.index import FORGOTTEN
from dagster_project.tables.files import INDEX_SCHEMA

_COLUMNS = ["sha256", "forgotten_at", "why"]


@dataclass(frozen=True)
class Forgotten:
    """What was taken out: where it had come from, and which of these paths the source still has."""

    paths: list[str]
    at_source: list[str]


def forgotten_hashes(archive_dir: Path) -> set[str]:
    """Return the SHA-256 of everything that must not be received again."""
    return {row["sha256"] for row in _listed(archive_dir)}


def forget(archive_dir: Path, sha256: str, why: str) -> Forgotten:
    """Take a content out of the archive for good; where it came from stays known.

    Killed at any moment it can be asked again: first it is listed, last its bytes go.
    """
    if sha256 not in forgotten_hashes(archive_dir):
        now = datetime.now(VIETNAM).isoformat(timespec="seconds")
        _list(archive_dir, [*_listed(archive_dir), {"sha256": sha256, "forgotten_at": now, "why": why}])
    paths: list[str] = []
    at_source: list[str] = []
    # The copies of the indexes too, by which a damaged one is mended.
    received = archive_dir / "received"
    for index in sorted([*received.glob("*.parquet"), *received.glob("*.parquet.copy")]):
        rows = pq.read_table(index).to_pylist()
        meant = [row for row in rows if row["source_sha256"] == sha256]
        if not meant:
            continue
        for row in meant:
            row.update(source_sha256=None, problem=FORGOTTEN)
        write_parquet(index, pa.Table.from_pylist(rows, schema=INDEX_SCHEMA))
        paths += [row["file_path"] for row in meant]
        at_source += [row["file_path"] for row in meant if row["is_at_source"]]
    # Also what was put aside as damaged: much of it may be readable.
    for bytes_of_it in blob_path(archive_dir, sha256).parent.glob(f"{sha256}*"):
        bytes_of_it.unlink()
    return Forgotten(sorted(set(paths)), sorted(set(at_source)))


def _listed(archive_dir: Path) -> list[dict[str, str]]:
    path = _path(archive_dir)
    if not path.exists():
        return []
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))


def _list(archive_dir: Path, rows: list[dict[str, str]]) -> None:
    text = io.StringIO()
    writer = csv.DictWriter(text, _COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    write_atomically(_path(archive_dir), text.getvalue().encode())


def _path(archive_dir: Path) -> Path:
    return archive_dir / "received" / "forgotten.csv"
