"""One night over the returns with problems (tests/fixtures), for all tests that look at what it leaves.

Belongs here: running that night and reading what it left. Not here: what is expected of it.
"""

import shutil
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from tests.fixtures.make_returns import HERE, REFERENCE, RETURNS, all_cases
from tests.integration.conftest import run_night

CASES = {case.unit: case for case in all_cases()}


@dataclass(frozen=True)
class Night:
    """What the night left, read once."""

    data_dir: Path
    marts: duckdb.DuckDBPyConnection
    warehouse: duckdb.DuckDBPyConnection

    def by_unit(self, sql: str) -> dict[str, list[tuple[Any, ...]]]:
        """Return the rows of a query by their first column, the unit."""
        rows: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
        for unit, *row in self.warehouse.execute(sql).fetchall():
            rows[unit].append(tuple(row))
        return rows

    def stored(self, table: str, columns: str, condition: str) -> list[tuple[Any, ...]]:
        """Return rows of a table of Python's own."""
        path = str(self.data_dir / "returns" / f"{table}.parquet")
        return self.warehouse.execute(f"select {columns} from read_parquet(?) where {condition}", [path]).fetchall()

    def column(self, unit: str, form: str, column: str, year: int = 2024) -> list[Any]:
        """Return what was read from one column of one form, row by row."""
        sql = f"select {column} from staging.stg_form_{form}_row where unit_code = ? and report_year = ?"
        rows = self.warehouse.execute(f"{sql} order by row_order", [unit, year]).fetchall()
        return [row[0] if len(row) == 1 else row for row in rows]


def run_over_problems(folder: Path) -> Night:
    """Run the night in ``folder``, where everything stays."""
    returns, data = folder / "returns", folder / "data"
    shutil.copytree(HERE / RETURNS, returns)
    for case in CASES.values():
        for name, size in case.big_files.items():
            with (returns / "2024" / case.unit / name).open("wb") as file:
                file.truncate(size)
    run = run_night(data, RETURNS_URL=str(returns), WAREHOUSE_REFERENCE_DIR=str(HERE / REFERENCE))
    assert run.returncode == 0, run.stderr[-3000:]
    marts = duckdb.connect(str(data / "published" / "bi.duckdb"), read_only=True)
    warehouse = duckdb.connect(str(data / "warehouse.duckdb"), read_only=True)
    return Night(data, marts, warehouse)
