"""The sample on Apache Spark: what is published, and the whole warehouse behind it, equals what DuckDB makes of it.

Run by `make test-spark` alone: Spark takes minutes where DuckDB takes seconds (docs/decisions/spark.md).
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from dagster_project.lib.checkout import CHECKOUT
from dagster_project.settings import SPARK_PYTHON, load_settings
from dagster_project.warehouse.carry_out import BUILT, FAILED, SKIPPED, NodeOutcome
from dagster_project.warehouse.compiled import compiled_project
from dagster_project.warehouse.spark import build_on_spark
from tests.dbt.typed_data import write_typed_data
from tests.integration.conftest import run_night

pytestmark = pytest.mark.spark

# What two nights differ in, whatever builds them: when they ran.
RUN_ALONE = {"mart_publication": ("published_at", "run_id")}


@dataclass(frozen=True)
class Both:
    """The data folders of two nights over the same returns, one built by each engine."""

    duckdb: Path
    spark: Path


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Both:
    """Return two nights over the sample, on the day after one whose figures, returns and counts were a little other."""
    folder = tmp_path_factory.mktemp("engines")
    first = folder / "first"
    assert run_night(first).returncode == 0
    put_back_a_day(first / "history")
    for left in ("warehouse.duckdb", "warehouse.stamp"):
        (first / left).unlink()
    nights = Both(folder / "duckdb", folder / "spark")
    for data_dir, engine in ((nights.duckdb, "duckdb"), (nights.spark, "spark")):
        shutil.copytree(first, data_dir, symlinks=True)
        ended = run_night(data_dir, WAREHOUSE_ENGINE=engine)
        assert ended.returncode == 0, ended.stdout + ended.stderr
    return nights


def put_back_a_day(history: Path) -> None:
    """Make yesterday's of what tonight kept, and change a little of it, so that tonight tells of changes."""
    for table, day, changed in (
        ("indicator_vintage", "as_of", "numerator"),
        ("vintage_input", "seen_on", "stamp"),
        ("quality_count", "seen_on", "findings"),
    ):
        for path in sorted((history / table).glob("2*.parquet")):
            rows = pq.read_table(path)
            yesterday = rows.column(day)[0].as_py() - timedelta(days=1)
            every_seventh = pa.array([number % 7 == 0 for number in range(len(rows))])
            column = rows.column(changed)
            other = pc.binary_join_element_wise(column, "-", "") if changed == "stamp" else pc.add(column, 1)
            rows = _with(rows, changed, pc.if_else(every_seventh, other, column))
            rows = _with(rows, day, pa.array([yesterday] * len(rows)))
            path.unlink()
            pq.write_table(rows, path.with_name(f"{yesterday.isoformat()}.parquet"))


def _with(rows: pa.Table, name: str, values: pa.Array) -> pa.Table:
    at = rows.schema.get_field_index(name)
    return rows.set_column(at, rows.schema.field(at), values.cast(rows.schema.field(at).type))


def test_every_published_cell_is_equal(both: Both) -> None:
    tables = {path.name for path in (both.duckdb / "published" / "parquet").glob("*.parquet")}
    assert tables == {path.name for path in (both.spark / "published" / "parquet").glob("*.parquet")}
    assert "mart_indicator_change_cause.parquet" in tables
    for name in sorted(tables):
        one, other = (pq.read_table(folder / "published" / "parquet" / name) for folder in (both.duckdb, both.spark))
        of_the_run = RUN_ALONE.get(Path(name).stem, ())
        # The same rows in the same order, the same types and comments.
        assert one.drop_columns(of_the_run).equals(other.drop_columns(of_the_run), check_metadata=True), name
    changes = pq.read_table(both.spark / "published" / "parquet" / "mart_indicator_change.parquet")
    assert len(changes) > 100, "the day before differs, or nothing is tried here"


def test_readers_find_the_same_columns(both: Both) -> None:
    def columns(data_dir: Path) -> list[tuple[object, ...]]:
        told = "select table_name, column_name, data_type, is_nullable, comment from duckdb_columns() order by all"
        with duckdb.connect(str(data_dir / "published" / "bi.duckdb"), read_only=True) as bi:
            return bi.sql(told).fetchall()

    assert columns(both.duckdb) == columns(both.spark)


def test_the_warehouse_behind_it_holds_the_same_rows(both: Both) -> None:
    # Views name their catalog: DuckDB's own warehouse is the one that is opened by its name.
    with duckdb.connect(str(both.duckdb / "warehouse.duckdb"), read_only=True) as compare:
        compare.execute(f"attach '{both.spark / 'warehouse.duckdb'}' as by_spark (read_only)")
        either = "select database_name, schema_name, table_name as name from duckdb_tables()"
        either += " union all select database_name, schema_name, view_name from duckdb_views() where not internal"
        listed = f"select schema_name || '.' || name from ({either}) where database_name = ? and schema_name <> 'main'"
        engines = ("warehouse", "by_spark")
        names = [{name for (name,) in compare.execute(listed, [engine]).fetchall()} for engine in engines]
        assert names[0] == names[1]
        assert {"reference.rules", "core.dim_cadre", "indicators.test_rated"} <= names[0]
        differing = {}
        for name in sorted(names[0]):
            columns = [[row[0] for row in compare.execute(f"describe {one}.{name}").fetchall()] for one in engines]
            assert columns[0] == columns[1], name
            rows = [f"select * from {engine}.{name}" for engine in engines]
            only = [f"select count(*) from ({one} except all {other})" for one, other in (rows, rows[::-1])]
            counts = [compare.execute(sql).fetchall()[0][0] for sql in only]
            if any(counts):
                differing[name] = counts
        assert not differing


def test_nothing_with_names_is_left_between_the_engines(both: Both) -> None:
    assert [path.name for path in (both.spark / "building").rglob("*")] == []
    log = both.spark / "dbt" / "spark" / "spark.log"
    assert log.stat().st_mode & 0o077 == 0


def test_the_same_night_again_does_not_start_spark(both: Both) -> None:
    log = both.spark / "dbt" / "spark" / "spark.log"
    before = log.stat().st_mtime_ns
    ended = run_night(both.spark, WAREHOUSE_ENGINE="spark")
    assert ended.returncode == 0, ended.stderr
    assert log.stat().st_mtime_ns == before


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start a master and a worker of Spark's own cluster, each in a process of its own; return the master's address."""
    spark_class = next(SPARK_PYTHON.parents[1].glob("lib/python*/site-packages/pyspark/bin/spark-class"))
    work = tmp_path_factory.mktemp("cluster")
    started: list[subprocess.Popen[bytes]] = []
    environment = {
        **os.environ,
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_DAEMON_MEMORY": "256m",
        "SPARK_LOCAL_DIRS": str(work),
    }

    def start(name: str, *arguments: str) -> Path:
        log = work / f"{name}.log"
        with log.open("wb") as said:
            command = [str(spark_class), f"org.apache.spark.deploy.{name}", *arguments]
            started.append(subprocess.Popen(command, env=environment, cwd=work, stdout=said, stderr=said))
        return log

    try:
        log = start("master.Master", "--host", "127.0.0.1", "--port", "0", "--webui-port", "0")
        address = f"spark://127.0.0.1:{told_in(log, 'port')}"
        options = [
            "--host",
            "127.0.0.1",
            "--webui-port",
            "0",
            "--cores",
            "2",
            "--memory",
            "2g",
            "--work-dir",
            str(work),
        ]
        log = start("worker.Worker", *options, address)
        told_in(log, "registered")
        yield address
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait(60)


def told_in(log: Path, what: str) -> str:
    """Wait until a part of the cluster says that it is there."""
    until = time.monotonic() + 120
    while time.monotonic() < until:
        for line in log.read_text(errors="replace").splitlines():
            if what == "port" and "Starting Spark master at spark://" in line:
                return line.rsplit(":", 1)[-1]
            if what == "registered" and "Successfully registered with master" in line:
                return ""
        time.sleep(0.5)
    raise AssertionError(log.read_text(errors="replace")[-2000:])


def test_a_cluster_builds_it_and_a_broken_rule_stops_the_night(cluster: str, tmp_path: Path) -> None:
    """Two persons on one row of form 02: the test of that table fails there, what reads it is not built."""
    write_typed_data(tmp_path)
    rows = tmp_path / "returns" / "identity" / "person_row.parquet"
    schema = pq.read_schema(rows)
    row = {field.name: "x" if pa.types.is_string(field.type) else None for field in schema}
    pq.write_table(pa.Table.from_pylist([row, row], schema=schema), rows)
    settings = load_settings(None, WAREHOUSE_DATA_DIR=str(tmp_path), WAREHOUSE_ENGINE="spark", SPARK_MASTER=cluster)
    plan = compiled_project(settings)
    told: list[NodeOutcome] = []
    outcomes = {one.node.name: one for one in build_on_spark(settings, plan, told.append)}
    failed = [one for one in outcomes.values() if one.status == FAILED]
    assert [one.node.guards.split(".")[-1] for one in failed] == ["stg_person_row"]
    assert "Got 1 result" in failed[0].message
    assert outcomes["stg_unit"].status == BUILT
    assert outcomes["fct_finding"].status == SKIPPED
    assert not settings.building_path.exists()
    assert len(told) >= len(plan.of_kind("model", "test"))


def test_a_killed_night_leaves_no_spark_behind(tmp_path: Path) -> None:
    write_typed_data(tmp_path)
    night = (
        "from dagster_project.settings import load_settings\n"
        "from dagster_project.warehouse.compiled import compiled_project\n"
        "from dagster_project.warehouse.spark import build_on_spark\n"
        f"settings = load_settings(None, WAREHOUSE_DATA_DIR={str(tmp_path)!r}, WAREHOUSE_ENGINE='spark')\n"
        "build_on_spark(settings, compiled_project(settings), lambda outcome: print('.', flush=True))\n"
    )
    with subprocess.Popen([sys.executable, "-c", night], cwd=CHECKOUT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()  # a first model is built: Spark is at work
        process.send_signal(signal.SIGKILL)
    until = time.monotonic() + 60
    while (left := processes_of(tmp_path)) and time.monotonic() < until:
        time.sleep(0.5)
    assert not left


def processes_of(data_dir: Path) -> list[str]:
    """Return the command lines that name a data folder."""
    found = []
    for line in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            told = line.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if str(data_dir) in told:
            found.append(told)
    return found
