"""Parquet between the steps: where each table of each partition lies, written atomically, with a stamp of its inputs.

Belongs here: paths, atomic writes, stamps, and DuckDB's way to the tables of all partitions. A stamp goes
before its tables are written and comes after them, so a killed night leaves none, and the step runs again.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from dagster_project.lib.files import write_atomically
from dagster_project.lib.parquet import copy_to_parquet, write_parquet

if TYPE_CHECKING:
    import duckdb

STAGES = ("raw", "clean", "judged")
Partition = tuple[int, str]
# What DuckDB calls the types of a table of which there is no file yet.
_SQL_TYPES = {
    pa.string(): "varchar", pa.int32(): "integer", pa.int64(): "bigint", pa.bool_(): "boolean", pa.date32(): "date",
    pa.timestamp("us"): "timestamp",
}  # fmt: skip


class ReturnsStore:
    """The folder ``returns/`` of the data folder; a partition is (report_year, unit_code)."""

    def __init__(self, data_dir: Path) -> None:
        """Keep everything under ``data_dir``/returns."""
        self.root = data_dir / "returns"

    def path(self, stage: str, table: str, partition: Partition) -> Path:
        """Return where a table of one partition lies."""
        return self.root / stage / table / str(partition[0]) / f"{partition[1]}.parquet"

    def read(self, stage: str, table: str, partition: Partition) -> pa.Table:
        """Read a table of one partition."""
        # One small file: what a data set would look for around it costs more than reading it.
        with pq.ParquetFile(self.path(stage, table, partition)) as file:
            return file.read(use_threads=False)

    def count(self, stage: str, table: str, partition: Partition) -> int:
        """Return how many rows a table of one partition has, without reading them."""
        return int(pq.read_metadata(self.path(stage, table, partition)).num_rows)

    def write(self, stage: str, partition: Partition, tables: dict[str, pa.Table], stamp: str) -> None:
        """Write the tables of one partition, then its stamp."""
        # The old one goes first: killed in between, and then given the old inputs again, it would vouch for new tables.
        self._stamp_path(stage, partition).unlink(missing_ok=True)
        for name, table in tables.items():
            write_parquet(self.path(stage, name, partition), table)
        write_atomically(self._stamp_path(stage, partition), stamp.encode())

    def stamp(self, stage: str, partition: Partition) -> str | None:
        """Return the stamp that a partition's tables were written under, None where there are none."""
        path = self._stamp_path(stage, partition)
        return path.read_text() if path.exists() else None

    def forget(self, stage: str, partitions: Iterable[Partition]) -> None:
        """Forget the stamps of partitions: their step runs again, whatever stands."""
        for partition in partitions:
            self._stamp_path(stage, partition).unlink(missing_ok=True)

    @contextmanager
    def database(self) -> Iterator["duckdb.DuckDBPyConnection"]:
        """Open a database in memory for work over all partitions; what is too much for it lies beside the tables."""
        import duckdb

        with duckdb.connect(config={"temp_directory": str(self.root / "tmp")}) as connection:
            yield connection

    def rows_of(self, stage: str, table: str, partitions: Iterable[Partition], schema: pa.Schema) -> str:
        """Return what stands behind ``from`` in DuckDB's SQL for one table of many partitions, in their order."""
        paths = [str(self.path(stage, table, partition)).replace("'", "''") for partition in sorted(partitions)]
        if not paths:
            nothing = ", ".join(f"cast(null as {_SQL_TYPES[field.type]}) as {field.name}" for field in schema)
            return f"(select {nothing} where false)"
        files = ", ".join(f"'{path}'" for path in paths)
        return f"(select {', '.join(schema.names)} from read_parquet([{files}], hive_partitioning = false))"

    def read_all(self, stage: str, table: str, partitions: Iterable[Partition], schema: pa.Schema) -> pa.Table:
        """Read one table of many partitions in their order."""
        if not (partitions := list(partitions)):
            return schema.empty_table()
        with self.database() as connection:
            rows = connection.sql(f"from {self.rows_of(stage, table, partitions, schema)}").to_arrow_table()
        return rows.cast(schema)

    def write_empty(self, stage: str, table: str, schema: pa.Schema) -> None:
        """Write an empty table, so that a reader of all partitions finds its columns when there is none yet."""
        write_parquet(self.root / stage / table / "0" / "none.parquet", schema.empty_table())

    def write_single(self, step: str, table: str, content: pa.Table) -> None:
        """Write a table that stands over all partitions; until its step finishes, nothing vouches for it."""
        self._finished_path(step).unlink(missing_ok=True)
        write_parquet(self.root / step / f"{table}.parquet", content)

    def write_query(self, step: str, table: str, connection: "duckdb.DuckDBPyConnection", query: str) -> None:
        """Write the rows of a query as a table that stands over all partitions, without holding them all."""
        self._finished_path(step).unlink(missing_ok=True)
        copy_to_parquet(connection, query, self.root / step / f"{table}.parquet")

    def finish(self, step: str, stamp: str, counts: dict[str, int]) -> None:
        """Say that the tables of a step over all partitions are written, of what, and how much was in them."""
        write_atomically(self._finished_path(step), json.dumps({"stamp": stamp, "counts": counts}).encode())

    def finished(self, step: str, stamp: str, tables: Iterable[str]) -> dict[str, int] | None:
        """Return the counts of a step over all partitions that finished under ``stamp``; None: it has to run."""
        path = self._finished_path(step)
        if not path.exists() or not all((self.root / step / f"{table}.parquet").exists() for table in tables):
            return None
        try:
            told = json.loads(path.read_text())
            return dict(told["counts"]) if told["stamp"] == stamp else None
        except (ValueError, KeyError, TypeError):
            return None  # a damaged stamp is none

    def read_single(self, step: str, table: str) -> pa.Table:
        """Read a table that stands over all partitions."""
        return pq.read_table(self.root / step / f"{table}.parquet", partitioning=None)

    def prune(self, partitions: set[Partition]) -> None:
        """Remove what other sources or references left: dbt reads whatever lies in the folders."""
        for stage in STAGES:
            for path in self._partition_files(stage):
                if path.parent.name != "0" and (int(path.parent.name), path.stem) not in partitions:
                    path.unlink()

    def _partition_files(self, stage: str) -> Iterator[Path]:
        yield from (self.root / stage).glob("*/*/*.parquet")
        yield from (self.root / "stamps" / stage).glob("*/*.stamp")

    def _finished_path(self, step: str) -> Path:
        return self.root / "stamps" / f"{step}.json"

    def _stamp_path(self, stage: str, partition: Partition) -> Path:
        return self.root / "stamps" / stage / str(partition[0]) / f"{partition[1]}.stamp"
