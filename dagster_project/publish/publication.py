"""What `mart_publication` says of the run: when, as of when, from what files, by which code.

Belongs here: filling that one row in, on the copy that is published. dbt cannot: a night in which nothing changed
publishes without it. What the row says of the returns is dbt's (dbt/models/marts/mart_publication.sql).
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import duckdb

TABLE = "mart_publication"


@dataclass(frozen=True)
class RunInfo:
    """What is told of a run; nothing in it may name a person, a file or a host. Times are Vietnam's."""

    started_at: datetime
    run_id: str
    source_sha256: Iterable[str] = ()
    code_version: str = ""


def fill_publication(connection: duckdb.DuckDBPyConnection, schema: str, run: RunInfo, published_at: datetime) -> None:
    """Say in the one row of the published table what this run is; from then on none of it may be NULL."""
    hashes = sorted(set(run.source_sha256))
    told = {
        "published_at": published_at.replace(tzinfo=None, microsecond=0),
        "as_of": run.started_at.date(),
        "run_id": run.run_id,
        "code_version": run.code_version,
        "source_files": len(hashes),
        # Named for what it is: a bare hash is what a person's key looks like (tables.py refuses those).
        "source_digest": f"sha256:{hashlib.sha256(chr(10).join(hashes).encode()).hexdigest()}",
    }
    columns = ", ".join(f"{name} = ${name}" for name in told)
    connection.execute(f"update {schema}.{TABLE} set {columns}", told)
    for name in told:
        connection.execute(f"alter table {schema}.{TABLE} alter {name} set not null")
