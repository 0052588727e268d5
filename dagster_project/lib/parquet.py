"""Writing an Arrow table so that a reader finds it whole, the same bytes for the same rows."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from dagster_project.lib.files import write_atomically


def write_parquet(path: Path, table: pa.Table) -> None:
    """Write ``table`` whole or not at all, the same bytes for the same rows, with checksums by which damage is seen."""
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd", write_statistics=True, write_page_checksum=True)
    write_atomically(path, sink.getvalue().to_pybytes())
