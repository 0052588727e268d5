"""Parquet between the steps: where each table of each partition lies, written atomically, with a stamp of its inputs.

Belongs here: paths, atomic writes, stamps. A step's stamp is written after its tables, so a killed night leaves either
the old stamp (the step runs again) or the new one with all its tables.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from dagster_project.lib.files import write_atomically
from dagster_project.lib.parquet import write_parquet

STAGES = ("raw", "clean", "judged")
Partition = tuple[int, str]


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
        return pq.read_table(self.path(stage, table, partition), partitioning=None)

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

    def read_all(self, stage: str, table: str, partitions: Iterable[Partition], schema: pa.Schema) -> pa.Table:
        """Read one table of many partitions in their order."""
        tables = [self.read(stage, table, partition).select(schema.names) for partition in sorted(partitions)]
        return pa.concat_tables([schema.empty_table(), *tables])

    def write_empty(self, stage: str, table: str, schema: pa.Schema) -> None:
        """Write an empty table, so that a reader of all partitions finds its columns when there is none yet."""
        write_parquet(self.root / stage / table / "0" / "none.parquet", schema.empty_table())

    def write_single(self, step: str, table: str, content: pa.Table) -> None:
        """Write a table that stands over all partitions."""
        write_parquet(self.root / step / f"{table}.parquet", content)

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

    def _stamp_path(self, stage: str, partition: Partition) -> Path:
        return self.root / "stamps" / stage / str(partition[0]) / f"{partition[1]}.stamp"
