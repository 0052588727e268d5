"""Whether a file is whole: databases and Parquet, looked at quickly or to their last byte.

Belongs here: telling damage from a file that only cannot be opened now. Not here: what is done about it (mending.py).
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    import duckdb

#: DuckDB on a file that another program is writing, in part of the words: no damage.
_HELD = ("lock on file", "Conflicting lock")
#: What stands before a DuckDB file's first block.
_HEADERS = 3 * 4096


def is_whole_parquet(path: Path, *, thorough: bool = True) -> bool:
    """Tell whether a Parquet file can be read; thoroughly: every page, against its checksum where it has one."""
    try:
        with pq.ParquetFile(path, page_checksum_verification=thorough) as file:
            for _ in file.iter_batches() if thorough else ():
                pass
    except FileNotFoundError:
        return False
    except (pa.ArrowException, OSError, ValueError) as problem:
        # Arrow calls what it cannot unpack an OSError, too; one of the system's has a number.
        if isinstance(problem, OSError) and problem.errno is not None:
            raise
        return False
    return True


def is_whole_duckdb(path: Path, *, thorough: bool = True) -> bool:
    """Tell whether a DuckDB database can be read; thoroughly: every row, so that each block's checksum is looked at."""
    # Not above: a night with nothing new opens no warehouse.
    import duckdb

    with path.open("rb"):
        pass  # a file that may not be read is no damaged one
    try:
        with duckdb.connect(str(path), read_only=True) as database:
            blocks = "select max(total_blocks * block_size) from pragma_database_size()"
            (length,) = database.execute(blocks).fetchall()[0]
            if path.stat().st_size < _HEADERS + length:
                return False
            for schema, table in _tables(database):
                if thorough:
                    database.execute(f'select bit_xor(hash(one)) from "{schema}"."{table}" as one').fetchone()
    except duckdb.Error as problem:
        return any(word in str(problem) for word in _HELD)
    return True


def is_whole_sqlite(path: Path, *, thorough: bool = True) -> bool:
    """Tell whether an SQLite database can be read; one that is busy is."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=5)) as database:
            look = "pragma quick_check(1)" if thorough else "select count(*) from sqlite_master"
            found = database.execute(look).fetchone()
            return not thorough or found == ("ok",)
    except sqlite3.OperationalError:
        return True
    except sqlite3.DatabaseError:
        return False


def _tables(database: "duckdb.DuckDBPyConnection") -> Iterator[tuple[str, str]]:
    yield from database.execute("select schema_name, table_name from duckdb_tables() order by all").fetchall()
