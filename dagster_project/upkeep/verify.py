"""Every hash there is, looked at: the archive against its names, what is published against its manifest, and the rest.

Belongs here: finding damage, and saying what to do about each. What can be made again is left to the next night, which
is told to look at everything; a damaged file of the archive is put aside, so that the next pull fetches it again.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow.parquet as pq

from dagster_project.lib.files import sha256_of
from dagster_project.returns.receive.blobs import RESTORE, archived_files, blob_path, is_whole, put_aside
from dagster_project.returns.store import ReturnsStore
from dagster_project.settings import Settings
from dagster_project.upkeep.looking import is_whole_duckdb, is_whole_parquet
from dagster_project.upkeep.mending import damaged_tables, look_thoroughly_next
from dagster_project.upkeep.person_key import WrongPersonKey, person_key_in_force

_AGAIN = "the next night makes it again"


@dataclass
class Verified:
    """How many files were looked at, and a line for each that is damaged or missing: which, and what to do."""

    files: int = 0
    damage: list[str] = field(default_factory=list)


def verify(settings: Settings) -> Verified:
    """Look at the archive, the publication, the warehouse, the files between the steps, history and person key."""
    found = Verified()
    _look_at_archive(settings.archive_dir, found)
    _look_at_publication(settings.published_dir, found)
    made_again = [*_warehouse(settings), *damaged_tables(ReturnsStore(settings.data_dir), thorough=True)]
    found.damage += [f"{path} is damaged or missing: {_AGAIN}" for path in made_again]
    for path in sorted(settings.history_dir.rglob("*.parquet")):
        found.files += 1
        if not is_whole_parquet(path):
            found.damage.append(f"{path} is damaged: restore it from the backup; earlier days are compared with by it")
    if settings.warehouse_path.exists():
        try:
            person_key_in_force(settings)
        except WrongPersonKey as wrong:
            found.damage.append(str(wrong))
    if found.damage:
        look_thoroughly_next(settings)
    return found


def _look_at_archive(archive: Path, found: Verified) -> None:
    for path in archived_files(archive):
        found.files += 1
        if not is_whole(path, path.name):
            put_aside(path)
    for index in sorted((archive / "received").glob("*.parquet")):
        found.files += 1
        if not is_whole_parquet(index):
            found.damage.append(f"{index} is damaged: the next night takes its copy; else restore it from the backup")
            continue
        named = pq.read_table(index, columns=["file_path", "source_sha256"]).to_pylist()
        paths: dict[str, list[str]] = {}
        for one in named:
            paths.setdefault(one["source_sha256"], []).append(one["file_path"])
        for sha256 in sorted(paths.keys() - {None}):
            if not blob_path(archive, sha256).exists():
                came_as = ", ".join(sorted(set(paths[sha256])))
                found.damage.append(f"{blob_path(archive, sha256)} ({came_as}) is damaged or missing: {RESTORE}")


def _look_at_publication(published: Path, found: Verified) -> None:
    """Look at one version, also while another is published: the one before it stays."""
    if not published.exists():
        return
    folder = published.resolve()
    try:
        files = json.loads((folder / "manifest.json").read_bytes())["files"]
    except (OSError, ValueError, KeyError):
        found.damage.append(f"{published / 'manifest.json'} is damaged or missing: the next night publishes again")
        return
    for name, told in files.items():
        found.files += 1
        path = folder / name
        if not (path.is_file() and sha256_of(path) == told["sha256"]):
            found.damage.append(f"{published / name} is damaged or missing: the next night publishes again")


def _warehouse(settings: Settings) -> Iterator[Path]:
    path = settings.warehouse_path
    if path.exists() and not is_whole_duckdb(path):
        yield path
