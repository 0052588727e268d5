"""Writing a table so that a reader finds it whole, the same bytes for the same rows."""

import filecmp
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from dagster_project.lib.files import settle, write_atomically

if TYPE_CHECKING:
    import duckdb


def write_parquet(path: Path, table: pa.Table) -> None:
    """Write ``table`` whole or not at all, the same bytes for the same rows, with checksums by which damage is seen."""
    sink = pa.BufferOutputStream()
    # Most tables are small: what zstd saves on the disk costs more than twice the time of writing them.
    pq.write_table(table, sink, compression="snappy", write_statistics=True, write_page_checksum=True)
    write_atomically(path, sink.getvalue().to_pybytes())


def copy_to_parquet(connection: "duckdb.DuckDBPyConnection", query: str, path: Path) -> None:
    """Write the rows of an ordered query whole or not at all, however many; unchanged content is left alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    quoted = str(temporary).replace("'", "''")
    try:
        connection.execute(f"copy ({query}) to '{quoted}' (format parquet, compression zstd)")
        if path.is_file() and filecmp.cmp(temporary, path, shallow=False):
            temporary.unlink()
        else:
            settle(temporary, path, 0o600)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
