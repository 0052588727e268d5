"""Sets of rows kept by the day on which they changed: a folder a table, a Parquet file a day, a whole set in each.

Belongs here: writing, reading and forgetting such sets. Does not belong here: what is in them, and which day's set
differs from the one before (quality/history.py, warehouse/vintages.py).

Each file is written at once and stands alone: a night killed between two of them leaves whole sets.
"""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from dagster_project.lib.parquet import write_parquet

#: Days with a change that are kept; the marts show as many (dbt: macros/sets_by_day.sql, mart_quality_history).
DAYS_KEPT = 400
# Sorts after every day, and holds no row: a glob over the folder always finds a file with the columns.
_EMPTY = "none"


def open_sets(folder: Path, schema: pa.Schema) -> None:
    """Make the table there, even when no day has a set yet."""
    write_parquet(folder / f"{_EMPTY}.parquet", schema.empty_table())


def days_kept(folder: Path) -> list[date]:
    """Return the days that have a set, oldest first."""
    return [date.fromisoformat(path.stem) for path in sorted(folder.glob("*.parquet")) if path.stem != _EMPTY]


def read_sets(folder: Path, schema: pa.Schema) -> pa.Table:
    """Return the rows of all sets, oldest first."""
    paths = [_path(folder, day) for day in days_kept(folder)]
    tables = [pq.read_table(path, partitioning=None).select(schema.names) for path in paths]
    return pa.concat_tables([schema.empty_table(), *tables])


def write_set(folder: Path, day: date, rows: pa.Table) -> None:
    """Put a day's set in the place of the one that it may have had."""
    write_parquet(_path(folder, day), rows)


def forget_sets(folder: Path, days: Iterable[date]) -> None:
    """Take away the sets of these days, where they have one."""
    for day in days:
        _path(folder, day).unlink(missing_ok=True)


def _path(folder: Path, day: date) -> Path:
    return folder / f"{day.isoformat()}.parquet"
