"""What a night finds damaged before it begins, put aside or made again, so that no damage has to be cleared by hand.

Belongs here: what is looked at, and what becomes of it. Does not belong here: how damage is told (looking.py).

Nothing that is nowhere else is thrown away: it is renamed to `<name>.damaged-<time>` and said. What a step wrote is
made again by that step, once its stamp is gone. A night that did not end well is followed by one that looks at
everything to the last byte; otherwise only what would stop it is looked at, which costs a few milliseconds.
"""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

from dagster_project.lib.files import set_aside
from dagster_project.publish import standing
from dagster_project.returns.receive.index import copy_of
from dagster_project.returns.store import ReturnsStore
from dagster_project.settings import Settings
from dagster_project.tables.handed_over import CLEAN, JUDGED, RAW
from dagster_project.upkeep.looking import is_whole_duckdb, is_whole_parquet, is_whole_sqlite
from dagster_project.warehouse.compiled import compiled_dir

_STAGES = {"raw": RAW, "clean": CLEAN, "judged": JUDGED}
#: Steps over all partitions: they make their files whenever they are not there.
_WHOLE_STEPS = ("ledger", "identity")


def mend_records(settings: Settings) -> list[str]:
    """Look at what every night opens, also one with nothing new; returns a line for each damage."""
    return [
        *_received_indexes(settings.archive_dir / "received"),
        *mend_dagster(settings.dagster_home, thorough=_marker(settings).exists()),
    ]


def mend(settings: Settings) -> list[str]:
    """Look at what a night builds on; returns a line for each damage, Vietnamese and English."""
    marker = _marker(settings)
    thorough = marker.exists()
    notes = [*_warehouse(settings, thorough), *_steps(ReturnsStore(settings.data_dir), thorough)]
    if thorough:
        notes += [*_history(settings.history_dir), *_compiled(compiled_dir(settings))]
    marker.parent.mkdir(parents=True, exist_ok=True)
    marker.touch()
    return notes


def look_thoroughly_next(settings: Settings) -> None:
    """Make the next night look at everything, also when nothing is new."""
    standing.forget(settings)
    _marker(settings).touch()


def ended_well(settings: Settings) -> None:
    """Note that a night ended well: the next one need not look at everything."""
    _marker(settings).unlink(missing_ok=True)


def damaged_tables(store: ReturnsStore, *, thorough: bool) -> Iterator[Path]:
    """Yield the files between the steps that are lost or damaged, and lets their step make them again."""
    for stage, tables in _STAGES.items():
        for stamp in sorted((store.root / "stamps" / stage).glob("*/*.stamp")):
            year, unit = stamp.parent.name, stamp.stem
            paths = [store.root / stage / table / year / f"{unit}.parquet" for table in tables]
            damaged = [path for path in paths if not (is_whole_parquet(path) if thorough else path.exists())]
            if damaged:
                stamp.unlink()
            yield from damaged
    for step in _WHOLE_STEPS if thorough else ():
        for path in sorted((store.root / step).glob("*.parquet")):
            if not is_whole_parquet(path):
                path.unlink()
                yield path


def _marker(settings: Settings) -> Path:
    return settings.data_dir / "night.unfinished"


def _received_indexes(folder: Path) -> Iterator[str]:
    copies = {copy.with_suffix("") for copy in folder.glob("*.parquet.copy")}
    for index in sorted({*folder.glob("*.parquet"), *copies}):
        if is_whole_parquet(index):
            continue
        aside = f"để riêng ở {set_aside(index).name}" if index.exists() else "không còn"
        if is_whole_parquet(copy_of(index)):
            shutil.copyfile(copy_of(index), folder / f".{index.name}.new")
            (folder / f".{index.name}.new").replace(index)
            yield (
                f"Danh mục tệp đã nhận bị hỏng ({aside}), đã lấy lại bản sao · The received index was damaged; its "
                f"copy is used: {index}"
            )
        else:
            yield (
                f"Danh mục tệp đã nhận bị hỏng ({aside}), lập lại từ nguồn; tệp không còn ở nguồn phải lấy danh mục từ "
                f"bản sao lưu · The received index was damaged and is made again from the source; for files that the "
                f"source has no more restore it from the backup: {index}"
            )


def _warehouse(settings: Settings, thorough: bool) -> Iterator[str]:
    path = settings.warehouse_path
    if path.exists() and not is_whole_duckdb(path, thorough=thorough):
        aside = set_aside(path)
        path.with_name(f"{path.name}.wal").unlink(missing_ok=True)
        yield f"Kho dữ liệu bị hỏng, để riêng và lập lại · The warehouse was damaged and is built again: {aside}"
    stamp = path.with_suffix(".stamp")
    if stamp.exists() and not _is_stamp(stamp):
        aside = set_aside(stamp)
        yield f"Dấu của kho dữ liệu bị hỏng, lập lại kho · The warehouse's stamp was damaged: {aside}"


def mend_dagster(home: Path, *, thorough: bool) -> Iterator[str]:
    """Put Dagster's damaged records aside: it makes new ones; yields a line for each."""
    for path in sorted(home.rglob("*.db")):
        if not is_whole_sqlite(path, thorough=thorough):
            aside = set_aside(path)
            for journal in ("-wal", "-shm", "-journal"):
                path.with_name(f"{path.name}{journal}").unlink(missing_ok=True)
            yield f"Hồ sơ của Dagster bị hỏng, để riêng · Dagster's records were damaged and put aside: {aside}"


def _steps(store: ReturnsStore, thorough: bool) -> Iterator[str]:
    damaged = list(damaged_tables(store, thorough=thorough))
    for stage in _STAGES:
        for stamp in sorted((store.root / "stamps" / stage).glob("*/*.stamp")):
            if not _is_stamp(stamp):
                stamp.unlink()
                damaged.append(stamp)
    if damaged:
        yield (
            f"{len(damaged)} tệp trung gian bị mất hoặc hỏng, lập lại · {len(damaged)} files between the steps were "
            f"lost or damaged and are made again: {damaged[0]}{' …' if len(damaged) > 1 else ''}"
        )


def _history(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*.parquet")):
        if not is_whole_parquet(path):
            yield (
                "Lịch sử của một ngày bị hỏng, để riêng; lấy lại từ bản sao lưu · A day's history was damaged and put "
                f"aside; restore it from the backup: {set_aside(path)}"
            )


def _compiled(folder: Path) -> Iterator[str]:
    manifest, plan = folder / "manifest.json", folder / "plan.json"
    try:
        if plan.exists():
            json.loads(manifest.read_bytes())
    except (FileNotFoundError, ValueError):
        # Without the plan the project is compiled again, and the manifest with it.
        plan.unlink()
        yield f"Bản kê của dbt bị hỏng, lập lại · dbt's manifest was damaged and is made again: {manifest}"


def _is_stamp(path: Path) -> bool:
    try:
        return "\0" not in path.read_text(encoding="utf-8")
    except (UnicodeDecodeError, IsADirectoryError):
        return False
