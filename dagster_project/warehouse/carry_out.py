"""A plan carried out on DuckDB: what depends on anything that changed is built and tested, all else stands.

Belongs here: the order, what stands, SQL sent to the database. Does not belong here: the SQL (dbt), where the database
lies and when it becomes the warehouse (build.py).

A node stands when its key does: the stamp of its own definition and of the content of all that it reads. The content of
a source is its files (name, size, time); of a table its rows, whatever their order; of a view its key. So a change ends
where it makes no difference, and a plan carried out on what stands gives what it gives on nothing.
"""

import time
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path
from typing import cast

import duckdb

from dagster_project.lib.stamps import stamp_of
from dagster_project.warehouse.plan import DATA_DIR, Node, Plan
from dagster_project.warehouse.source_files import stamp_of_source

#: Where a database keeps what its nodes were built from: beside the schemas of dbt, seen by nobody.
_KEPT = "main.built"
#: The test whose rows are rules that are broken (dbt/tests/generic/sound.sql), not rows that break one.
_TELLS_RULES = "sound"
BUILT, STANDS, FAILED, WARNED, SKIPPED = "built", "stands", "failed", "warned", "skipped"


@dataclass(frozen=True)
class NodeOutcome:
    """What became of a node; of a test that passed: built, when it was run tonight."""

    node: Node
    status: str
    message: str = ""
    seconds: float = 0.0


class NodeFailed(Exception):
    """A node was not built as it is declared; the message says how, without any value of a row."""


def carry_out(
    plan: Plan,
    connection: duckdb.DuckDBPyConnection,
    *,
    data_dir: Path,
    project_dir: Path,
    workers: int,
    tell: Callable[[NodeOutcome], None] = lambda _: None,
) -> list[NodeOutcome]:
    """Build and test what does not stand; returns what became of each node, in the plan's order.

    After a failure the rest is built and tested all the same, but for what reads it: one night tells everything.
    """
    work = _Work(connection, data_dir, project_dir)
    work.make_schemas(plan)
    kept = kept_from(connection, plan.stamp)
    outcomes: dict[str, NodeOutcome] = {}
    keys: dict[str, str] = {}
    contents: dict[str, str] = {}
    sorter = TopologicalSorter({node.node_id: node.reads for node in plan.nodes})
    sorter.prepare()
    by_id = {node.node_id: node for node in plan.nodes}
    running: dict[Future[tuple[NodeOutcome, str]], Node] = {}

    def settle(outcome: NodeOutcome, content: str) -> None:
        node_id = outcome.node.node_id
        outcomes[node_id], contents[node_id] = outcome, content
        tell(outcome)
        sorter.done(node_id)

    with ThreadPoolExecutor(workers) as pool:
        while sorter.is_active():
            for node in [by_id[node_id] for node_id in sorter.get_ready()]:
                if any(outcomes[on].status in (FAILED, SKIPPED) for on in node.reads):
                    settle(NodeOutcome(node, SKIPPED), "")
                    continue
                key = keys[node.node_id] = work.key_of(node, [contents[on] for on in node.reads])
                if kept.get(node.node_id, ("", ""))[0] == key:
                    settle(NodeOutcome(node, STANDS), kept[node.node_id][1])
                else:
                    running[pool.submit(work.make, node, key)] = node
            if running:
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    del running[future]
                    settle(*future.result())
    # A test that warned is asked again: it is told every night.
    good = [node for node in plan.nodes if outcomes[node.node_id].status in (BUILT, STANDS)]
    _keep(connection, plan.stamp, [(one.node_id, keys[one.node_id], contents[one.node_id]) for one in good])
    return [outcomes[node.node_id] for node in plan.nodes]


def kept_from(connection: duckdb.DuckDBPyConnection, stamp: str) -> dict[str, tuple[str, str]]:
    """Return node → (key, content) of what a database was built from; nothing where it was another plan."""
    there = "select schema_name || '.' || table_name from duckdb_tables() where database_name = current_database()"
    if (_KEPT,) not in connection.execute(there).fetchall():
        return {}
    rows = connection.execute(f"select node_id, key, content from {_KEPT} where plan = ?", [stamp]).fetchall()
    return {node_id: (key, content) for node_id, key, content in rows}


def _keep(connection: duckdb.DuckDBPyConnection, stamp: str, rows: Iterable[tuple[str, str, str]]) -> None:
    told = [[stamp, *row] for row in rows]
    connection.execute(f"create or replace table {_KEPT} (plan varchar, node_id varchar, key varchar, content varchar)")
    if told:
        values = ", ".join(["(?, ?, ?, ?)"] * len(told))
        connection.execute(f"insert into {_KEPT} values {values}", [part for row in told for part in row])


class _Work:
    """The database with the folders that its SQL reads."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, data_dir: Path, project_dir: Path) -> None:
        self._connection = connection
        self._data_dir = data_dir
        self._project_dir = project_dir
        self._sources: dict[str, str] = {}

    def make_schemas(self, plan: Plan) -> None:
        for schema in sorted({node.schema for node in plan.of_kind("seed", "model")}):
            self._connection.execute(f'create schema if not exists "{schema}"')

    def key_of(self, node: Node, contents: list[str]) -> str:
        """Return the key of a node, by the content of what it reads."""
        own: list[object] = [node.sql, node.materialized, node.columns]
        if node.kind == "seed":
            own.append((self._project_dir / node.sql).read_bytes())
        return stamp_of(*own, *contents, *(self._source(one) for _, one in sorted(node.sources.items())))

    def _source(self, location: str) -> str:
        if location not in self._sources:
            self._sources[location] = stamp_of_source(location, self._data_dir)
        return self._sources[location]

    def make(self, node: Node, key: str) -> tuple[NodeOutcome, str]:
        """Build or test a node; returns what became of it and the stamp of its content."""
        began = time.monotonic()
        content = key
        status, message = BUILT, ""
        cursor = self._connection.cursor()
        try:
            if node.kind == "test":
                if message := _broken(cursor, node, self._sql(node)):
                    status = WARNED if node.only_warns else FAILED
            else:
                self._build(cursor, node)
                if node.materialized == "table":
                    content = _content_of(cursor, node)
        except (duckdb.Error, NodeFailed, OSError) as problem:
            status, message = FAILED, " ".join(str(problem).split())
        finally:
            cursor.close()
        return NodeOutcome(node, status, message, time.monotonic() - began), content

    def _sql(self, node: Node) -> str:
        return node.sql.replace(DATA_DIR, str(self._data_dir).replace("'", "''"))

    def _build(self, cursor: duckdb.DuckDBPyConnection, node: Node) -> None:
        if node.kind == "seed":
            path = str(self._project_dir / node.sql).replace("'", "''")
            texts = ", ".join(f"'{name}': 'varchar'" for name in node.columns)
            typed = ", ".join(f'cast("{name}" as {kind}) as "{name}"' for name, kind in node.columns.items())
            sql = f"select {typed} from read_csv('{path}', header = true, auto_detect = false, columns = {{{texts}}})"
            cursor.execute(f"create or replace table {node.relation} as {sql}")
        elif node.columns:
            self._build_by_contract(cursor, node)
        else:
            cursor.execute(f"create or replace {node.materialized} {node.relation} as ({self._sql(node)})")

    def _build_by_contract(self, cursor: duckdb.DuckDBPyConnection, node: Node) -> None:
        """Build a table whose columns are declared; raises NodeFailed where the SQL gives others."""
        declared = ", ".join(f'"{name}" {kind}' for name, kind in node.columns.items())
        names = ", ".join(f'"{name}"' for name in node.columns)
        sql = self._sql(node)
        cursor.execute("begin transaction")
        try:
            cursor.execute(f"create or replace table {node.relation} ({declared})")
            promised = {row[0]: row[1] for row in cursor.execute(f"describe {node.relation}").fetchall()}
            given = {row[0]: row[1] for row in cursor.execute(f"describe ({sql})").fetchall()}
            if promised != given:
                differing = sorted(
                    f"{name}: promised {promised.get(name, 'no such column')}, made {given.get(name, 'no such column')}"
                    for name in promised.keys() | given.keys()
                    if promised.get(name) != given.get(name)
                )
                raise NodeFailed(f"{node.name} breaks its contract: {'; '.join(differing)}")
            cursor.execute(f"insert into {node.relation} ({names}) select {names} from ({sql})")
            cursor.execute("commit")
        except BaseException:
            cursor.execute("rollback")
            raise


def _broken(cursor: duckdb.DuckDBPyConnection, node: Node, sql: str) -> str:
    """Return how a test fails, "" where it does not: never a value, a row may be a person's."""
    if node.rule == _TELLS_RULES:
        return "; ".join(f"{rule} ({rows} rows)" for rule, rows in cursor.execute(sql).fetchall())
    (rows,) = cast(tuple[int], cursor.execute(f"select count(*) from ({sql})").fetchone())
    return f"{rows} rows" if rows else ""


def _content_of(cursor: duckdb.DuckDBPyConnection, node: Node) -> str:
    told = f"select count(*), sum(hash(told)), bit_xor(hash(told)) from {node.relation} as told"
    return stamp_of(*cast(tuple[object, ...], cursor.execute(told).fetchone()))


def told_in_a_line(failed: list[NodeOutcome]) -> str:
    """Return which models or tests failed, and how the first of them did."""
    names = ", ".join(_called(one.node) for one in failed[:5])
    return f"dbt: {names}{' …' if len(failed) > 5 else ''} — {failed[0].message}"


def _called(node: Node) -> str:
    return f"{node.rule} of {node.guards.split('.')[-1]}" if node.kind == "test" and node.guards else node.name
