"""The published tables in a PostgreSQL database, for readers who cannot open files: schema `marts`, all or nothing.

Belongs here: one transaction that makes the schema what a published folder holds. Does not belong here: what is
published (tables.py), and when (defs/publishing.py). Columns, rows and types are those of `bi.duckdb`; comments and
keys those of `datapackage.json`.

The rows are deleted and inserted, the tables stay: readers are never locked out, they see the old rows until the
commit, and other people's views and grants on the tables survive. Only when a table's shape, key or comment changed
are all of them made anew.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from dagster_project.publish.datapackage import FILE_NAME
from dagster_project.publish.publication import TABLE
from dagster_project.publish.tables import SCHEMA, Shape, shapes_of

READERS = "marts_reader"
_TYPES = {
    "BOOLEAN": "boolean",
    "INTEGER": "integer",
    "BIGINT": "bigint",
    "DOUBLE": "double precision",
    "VARCHAR": "text",
    "DATE": "date",
    "TIMESTAMP": "timestamp",
}
_ABOUT = (
    "Các bảng công bố của kho số liệu; mỗi lần tổng hợp ghi lại toàn bộ · The published tables of the warehouse; "
    "every night writes them anew"
)
# What the comment of the schema ends with, so that a night knows what is there: of tables, keys and comments; of rows.
_STAMP = re.compile(r"\[shape ([0-9a-f]{64}) rows ([0-9a-f]{64})\]")
_ROWS_AT_A_TIME = 10_000
# A server that is gone must not hold the night.
_PATIENCE = {
    "connect_timeout": "10",
    "keepalives_idle": "30",
    "keepalives_interval": "10",
    "keepalives_count": "3",
    "tcp_user_timeout": "60000",
    "application_name": "resolution-warehouse",
}
_LOCK_TIMEOUT = "60s"


class NotLoaded(Exception):
    """PostgreSQL has what it had before; the message is one line that says why, without the password."""


@dataclass(frozen=True)
class Loaded:
    """What a load did: rows of each table that was not there already, and what a person should know."""

    rows: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Stamp:
    shape: str
    rows: str


def load_postgres(published: Path, url: str) -> Loaded:
    """Make the schema `marts` of a database what a published folder holds, in one transaction.

    Content that is there already is left alone.

    Raises:
        NotLoaded: the database is out of reach, refuses, or has a schema `marts` of somebody else.
    """
    # The link may be swapped while we read.
    folder = published.resolve()
    resources = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))["resources"]
    wanted = _stamp_of(folder)
    try:
        with psycopg.connect(_with_patience(url)) as connection:
            return _load(connection, folder / "bi.duckdb", resources, wanted)
    except psycopg.Error as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        # From None: the traceback of psycopg may show what it was called with.
        raise NotLoaded(f"PostgreSQL keeps what it had: {_without_password(reason, url)}") from None


def _load(
    connection: psycopg.Connection[Any], bi_path: Path, resources: list[dict[str, Any]], wanted: _Stamp
) -> Loaded:
    connection.execute(sql.SQL("set local lock_timeout = {}").format(_LOCK_TIMEOUT))
    # Two nights, of two data folders, may meet in one database: the second one waits.
    connection.execute("select pg_advisory_xact_lock(hashtext(%s))", [SCHEMA])
    found = _stamp_in(connection)
    notes = []
    with duckdb.connect(str(bi_path), read_only=True) as bi:
        shapes = shapes_of(bi, "bi")
        if found is None or found.shape != wanted.shape:
            notes = _make_tables(connection, resources, shapes)
        else:
            # Which publication it is differs with each, though nothing else does.
            shapes = {TABLE: shapes[TABLE]} if found == wanted else shapes
            for name in shapes:
                connection.execute(sql.SQL("delete from {}").format(_table(name)))
        rows = {name: _copy(connection, bi, name, shape) for name, shape in shapes.items()}
    about = f"{_ABOUT} [shape {wanted.shape} rows {wanted.rows}]"
    connection.execute(sql.SQL("comment on schema {} is {}").format(sql.Identifier(SCHEMA), about))
    return Loaded(rows, notes)


def _stamp_of(folder: Path) -> _Stamp:
    """Return what tells one content from another: the description of the tables, and the Parquet files' hashes."""
    files = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files"]
    tables = {name: about["sha256"] for name, about in sorted(files.items()) if name.endswith(".parquet")}
    hashes = [f"{name} {sha256}" for name, sha256 in tables.items() if name != f"parquet/{TABLE}.parquet"]
    return _Stamp(files[FILE_NAME]["sha256"], hashlib.sha256("\n".join(hashes).encode()).hexdigest())


def _stamp_in(connection: psycopg.Connection[Any]) -> _Stamp | None:
    """Return the stamp of what is there, None without a schema; raise NotLoaded for a schema that is not ours."""
    found = connection.execute(
        "select coalesce(obj_description(oid, 'pg_namespace'), ''), "
        "exists(select 1 from pg_class where relnamespace = pg_namespace.oid) "
        "from pg_namespace where nspname = %s",
        [SCHEMA],
    ).fetchone()
    if not found:
        return None
    comment, is_used = found
    if stamp := _STAMP.search(comment):
        return _Stamp(*stamp.groups())
    if is_used:
        raise NotLoaded(
            f"the database has a schema {SCHEMA} with tables that this system did not make: rename it, or name "
            "another database in BI_POSTGRES_URL"
        )
    return None


def _make_tables(
    connection: psycopg.Connection[Any], resources: list[dict[str, Any]], shapes: dict[str, Shape]
) -> list[str]:
    """Make the schema and its tables anew, empty; return what a person should know."""
    connection.execute(sql.SQL("create schema if not exists {}").format(sql.Identifier(SCHEMA)))
    # Without cascade: a view that somebody made on a table is theirs to drop, the error names it.
    old = connection.execute(
        "select tablename from pg_tables where schemaname = %s and tablename ~ '^(mart|dim)_' order by 1", [SCHEMA]
    ).fetchall()
    if old:
        connection.execute(sql.SQL("drop table {}").format(sql.SQL(", ").join(_table(name) for (name,) in old)))
    for one in resources:
        connection.execute(_table_definition(one, shapes[one["name"]]))
        for statement in _comments(one):
            connection.execute(statement)
    for one in resources:
        for statement in _foreign_keys(one):
            connection.execute(statement)
    return _let_readers_in(connection)


def _table_definition(resource: dict[str, Any], shape: Shape) -> sql.Composed:
    parts: list[sql.Composable] = [
        sql.SQL("{} {}{}").format(
            # A DECIMAL is called alike in both.
            sql.Identifier(name),
            sql.SQL(_TYPES.get(kind, kind)),
            sql.SQL("" if nullable else " not null"),
        )
        for name, kind, nullable in shape
    ]
    if key := resource["schema"].get("primaryKey"):
        parts.append(sql.SQL("primary key ({})").format(_names(key)))
    return sql.SQL("create table {} ({})").format(_table(resource["name"]), sql.SQL(", ").join(parts))


def _foreign_keys(resource: dict[str, Any]) -> Iterator[sql.Composed]:
    for one in resource["schema"].get("foreignKeys", []):
        # Deferred: parents' rows are deleted and come back in the same transaction.
        yield sql.SQL("alter table {} add foreign key ({}) references {} ({}) deferrable initially deferred").format(
            _table(resource["name"]),
            _names(one["fields"]),
            _table(one["reference"]["resource"] or resource["name"]),
            _names(one["reference"]["fields"]),
        )


def _comments(resource: dict[str, Any]) -> Iterator[sql.Composed]:
    table = _table(resource["name"])
    if text := resource.get("description"):
        yield sql.SQL("comment on table {} is {}").format(table, text)
    for column in resource["schema"]["fields"]:
        if text := column.get("description"):
            yield sql.SQL("comment on column {}.{} is {}").format(table, sql.Identifier(column["name"]), text)


def _let_readers_in(connection: psycopg.Connection[Any]) -> list[str]:
    """Give the role of the readers what it needs, making it where it lacks and we may."""
    role, schema = sql.Identifier(READERS), sql.Identifier(SCHEMA)
    is_there = connection.execute("select 1 from pg_roles where rolname = %s", [READERS]).fetchone()
    if not is_there:
        may = connection.execute(
            "select 1 from pg_roles where rolname = current_user and (rolsuper or rolcreaterole)"
        ).fetchone()
        if not may:
            return [
                f"PostgreSQL: the role {READERS} does not exist and the user of BI_POSTGRES_URL may not create it; let "
                f"an administrator run: create role {READERS} nologin; grant usage on schema {SCHEMA} to {READERS}; "
                f"grant select on all tables in schema {SCHEMA} to {READERS};"
            ]
        connection.execute(sql.SQL("create role {} nologin").format(role))
    connection.execute(sql.SQL("grant usage on schema {} to {}").format(schema, role))
    connection.execute(sql.SQL("grant select on all tables in schema {} to {}").format(schema, role))
    return []


def _copy(connection: psycopg.Connection[Any], bi: duckdb.DuckDBPyConnection, name: str, shape: Shape) -> int:
    columns = [column for column, _, _ in shape]
    rows = 0
    into = sql.SQL("copy {} ({}) from stdin").format(_table(name), _names(columns))
    selected = ", ".join('"' + column + '"' for column in columns)
    read = bi.execute(f"select {selected} from {SCHEMA}.{name}")
    with connection.cursor() as cursor, cursor.copy(into) as copy:
        while batch := read.fetchmany(_ROWS_AT_A_TIME):
            for row in batch:
                copy.write_row(row)
            rows += len(batch)
    return rows


def _table(name: str) -> sql.Identifier:
    return sql.Identifier(SCHEMA, name)


def _names(columns: Iterable[str]) -> sql.Composed:
    return sql.SQL(", ").join(sql.Identifier(column) for column in columns)


def _with_patience(url: str) -> str:
    said = conninfo_to_dict(url)
    return make_conninfo(url, **{name: value for name, value in _PATIENCE.items() if name not in said})


def _without_password(text: str, url: str) -> str:
    password = conninfo_to_dict(url).get("password")
    return text.replace(str(password), "…") if password else text
