"""The published marts: a copy of the schema `marts` that is swapped in whole, or not at all.

Here belongs: the version that is made, its manifest and the swap. Not here: what is copied (`tables.py`), and whether
the checks of the marts passed (the caller asks for a publication only then).

    published            -> .published/<version>     a link, replaced in one step
    .published/<version>/  bi.duckdb  parquet/<table>.parquet  datapackage.json  docs/index.html  manifest.json, and the
                           files of for_readers.py

The version before the current one is kept, for readers who opened it. The link is relative, so the data
folder can be mounted elsewhere as a whole.
"""

import json
import secrets
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dagster_project.lib.files import flush, sha256_of
from dagster_project.lib.time import VIETNAM
from dagster_project.publish.datapackage import write_package
from dagster_project.publish.dictionary import Dictionary
from dagster_project.publish.for_readers import write_for_readers
from dagster_project.publish.publication import RunInfo
from dagster_project.publish.tables import write_tables


@dataclass(frozen=True)
class Published:
    """What was published: the version, its folder, and how many rows each table has."""

    version: str
    folder: Path
    rows: dict[str, int]


def publish_marts(
    warehouse_path: Path,
    published_dir: Path,
    run: RunInfo,
    dictionary: Dictionary,
    beside: Mapping[str, Callable[[Path], None]] | None = None,
) -> Published:
    """Copy the marts out of the warehouse, describe them by `dictionary` and make them what readers see.

    `beside` are files that are published with them, for readers too: name in the folder → what writes it.

    Raise `PublishError` and change nothing.
    """
    versions = published_dir.parent / f".{published_dir.name}"
    versions.mkdir(parents=True, exist_ok=True)
    # A night makes everything for its owner alone; what is published is for other users, too.
    versions.chmod(0o755)
    published_at = datetime.now(VIETNAM)
    version = f"{published_at:%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"
    folder = versions / version
    folder.mkdir()
    try:
        rows = write_tables(warehouse_path, folder, dictionary, run, published_at)
        write_package(folder, dictionary)
        not_made = write_for_readers(folder, beside or {})
        _write_manifest(folder, run, published_at, rows, not_made)
        for path in (*folder.rglob("*"), folder):
            path.chmod(0o755 if path.is_dir() else 0o644)
        previous = _swap(folder, published_dir)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    for old in versions.iterdir():
        if old.name not in (version, previous):
            shutil.rmtree(old, ignore_errors=True)
    return Published(version, folder, rows)


def not_made_for_readers(published_dir: Path) -> dict[str, str]:
    """Return file → why it could not be made, of what stands in `published/` now."""
    manifest = json.loads((published_dir / "manifest.json").read_text(encoding="utf-8"))
    return dict(manifest["not_made"])


def _write_manifest(
    folder: Path, run: RunInfo, published_at: datetime, rows: Mapping[str, int], not_made: Mapping[str, str]
) -> None:
    files = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            told = {"sha256": sha256_of(path), "bytes": path.stat().st_size}
            files[path.relative_to(folder).as_posix()] = told
    manifest = {
        "run": {
            "id": run.run_id,
            "started_at": run.started_at.isoformat(timespec="seconds"),
            "published_at": published_at.isoformat(timespec="seconds"),
        },
        "source_sha256": sorted(set(run.source_sha256)),
        "rows": dict(rows),
        "files": files,
        "not_made": dict(not_made),
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
    (folder / "manifest.json").write_text(text, encoding="utf-8")


def _swap(folder: Path, published_dir: Path) -> str | None:
    """Let `published` lead to the new folder; return the name of the version that it led to before."""
    for path in folder.rglob("*"):
        flush(path)
    flush(folder)
    previous = None
    if published_dir.is_symlink():
        previous = published_dir.readlink().name
    elif published_dir.exists():
        # A folder that somebody copied here. It cannot be exchanged for a link in one step; this happens
        # once.
        previous = f"{folder.name}-before"
        published_dir.rename(folder.parent / previous)
    link = published_dir.parent / f".{published_dir.name}.{folder.name}"
    link.symlink_to(Path(folder.parent.name) / folder.name, target_is_directory=True)
    try:
        link.replace(published_dir)
    except BaseException:
        link.unlink(missing_ok=True)
        raise
    flush(published_dir.parent)
    return previous
