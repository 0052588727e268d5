"""The database that a night builds beside the warehouse, and when it takes the warehouse's place.

Belongs here: files, stamps and the settings of the database. Does not belong here: what is built in it (plan.py), how
(carry_out.py), and what the models say (dbt/).
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from dagster_project.lib.stamps import stamp_of
from dagster_project.settings import Settings
from dagster_project.warehouse.carry_out import NodeOutcome, carry_out, kept_from
from dagster_project.warehouse.compiled import PROJECT_DIR
from dagster_project.warehouse.plan import Plan

# What is read beside dbt's own files, under the data folder.
_SOURCES = ("returns/judged", "returns/ledger", "returns/identity", "reference")
#: So many tables are built at a time, and the machine's cores are shared among them: with more threads than cores,
#: DuckDB's own wait busily for one another (on two cores a province's build took 1.4 times the processor for no less
#: time).
_WORKERS = 2
_DATABASE: dict[str, str | int | float | list[str]] = {
    "threads": max(1, (os.cpu_count() or 1) // _WORKERS),
    # What does not fit is laid aside in the data folder: the rest of the memory is the night's own, and other people's.
    "memory_limit": f"{os.sysconf('SC_PHYS_PAGES') * os.sysconf('SC_PAGE_SIZE') * 6 // 10 // 1024**2}MiB",
    # Extensions are never fetched: there is no network.
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}


def build_warehouse(settings: Settings, plan: Plan, tell: Callable[[NodeOutcome], None]) -> list[NodeOutcome]:
    """Build and test in ``building/`` what changed since the warehouse that stands; all of it where none does.

    The file keeps the name ``warehouse.duckdb``: DuckDB calls the catalog by it, and views name the catalog. Nobody
    who has the standing warehouse open is in the way.
    """
    standing = settings.warehouse_path
    with open_building(settings, upon=standing if _can_be_built_upon(standing, plan) else None) as database:
        return carry_out(
            plan, database, data_dir=settings.data_dir, project_dir=PROJECT_DIR, workers=_WORKERS, tell=tell
        )


@contextmanager
def open_building(settings: Settings, upon: Path | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the database in ``building/``: an empty one, or a copy of the one that it is built upon."""
    path = settings.building_path
    path.parent.mkdir(parents=True, exist_ok=True)
    for left in (path, path.with_name(f"{path.name}.wal")):
        left.unlink(missing_ok=True)
    if upon is not None:
        shutil.copyfile(upon, path)
    spill = path.with_name("spill")
    with duckdb.connect(str(path), config={**_DATABASE, "temp_directory": str(spill)}) as database:
        yield database
    shutil.rmtree(spill, ignore_errors=True)


def _can_be_built_upon(warehouse: Path, plan: Plan) -> bool:
    """Tell whether a warehouse is of this plan, sound, and not mostly room that earlier nights left."""
    if not warehouse.exists():
        return False
    try:
        with duckdb.connect(str(warehouse), read_only=True) as database:
            if not kept_from(database, plan.stamp):
                return False
            size = database.execute("select used_blocks, free_blocks from pragma_database_size()").fetchone()
    except duckdb.Error:
        # A damaged one, or of another version of DuckDB: everything is built again.
        return False
    return size is not None and size[1] <= size[0]


def finish_building(settings: Settings, built_from: str) -> None:
    """Make the database whose checks passed the warehouse; a failed one stays in ``building/`` to be looked at."""
    _stamp(settings).unlink(missing_ok=True)
    settings.building_path.replace(settings.warehouse_path)
    _stamp(settings).write_text(built_from)


def build_inputs(settings: Settings, plan: Plan) -> str:
    """Return the stamp of everything that the warehouse is made of: the sources' files, dbt's files, the lock."""
    files = [path for source in _SOURCES for path in sorted((settings.data_dir / source).rglob("*.parquet"))]
    states = [(path.relative_to(settings.data_dir), path.stat().st_size, path.stat().st_mtime_ns) for path in files]
    return stamp_of(states, plan.stamp, settings.engine)


def is_built_from(settings: Settings, inputs: str) -> bool:
    """Tell whether the warehouse that stands was built from just these inputs."""
    stamp = _stamp(settings)
    return settings.warehouse_path.exists() and stamp.exists() and stamp.read_text() == inputs


def _stamp(settings: Settings) -> Path:
    return settings.warehouse_path.with_suffix(".stamp")
