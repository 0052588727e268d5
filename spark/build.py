"""dbt's models on Apache Spark, from Parquet to Parquet: .venv-spark runs it for dagster_project/warehouse/spark.py.

Belongs here: the session, what the models read (the sources' Parquet and the seeds, as tables of Spark's), and dbt's
own run in that session. Does not belong here: what the models say (dbt/), where files lie and what becomes of the
tables (warehouse/spark.py).

    build.py TASK    a JSON file: {"master": …, "warehouse": folder, "target": folder,
                                   "sources": {"schema.table": files},
                                   "seeds": {"schema.table": {"path": …, "columns": {name: type}}}}

Each node that is finished is a line of JSON on stdout, [node, status, message, seconds]; what anybody else says goes to
stderr. dbt does not load the seeds here: its loader for this kind of session writes a blank cell as the text 'None' and
does not escape quotes.
"""

import json
import os
import sys
import threading
from pathlib import Path
from typing import Any, TextIO

from dbt.cli.main import dbtRunner
from dbt_common.events.base_types import EventMsg
from pyspark.sql import SparkSession

_PROJECT = Path(__file__).parents[1] / "dbt"


def open_session(warehouse: Path, master: str) -> SparkSession:
    """Return a session whose tables are Parquet under ``warehouse``; all else is Spark's own configuration's to say."""
    builder = (
        SparkSession.builder.master(master)
        .appName("resolution-warehouse")
        # No metastore: whoever comes after reads the files.
        .config("spark.sql.catalogImplementation", "in-memory")
        .config("spark.sql.warehouse.dir", str(warehouse))
        # What does not fit into memory holds names and citizen ids, too: not in a folder that everybody reads.
        .config("spark.local.dir", str(warehouse / ".spill"))
        .config("spark.sql.sources.default", "parquet")
        # A timestamp is what the clock showed, as in DuckDB, wherever Spark runs; text is text, backslashes too; what
        # cannot be cast is an error.
        .config("spark.sql.timestampType", "TIMESTAMP_NTZ")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.parser.escapedStringLiterals", "true")
        .config("spark.sql.ansi.enabled", "true")
        # What follows from a filter is looked for under every name of its columns: with 22 of two names each
        # (fct_indicator_change), planning took all memory.
        .config("spark.sql.constraintPropagation.enabled", "false")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
    )
    if master.startswith("local"):
        # One machine: it listens to nobody else, and a shuffle in 200 parts (Spark's own default) would cost more than
        # it saves.
        builder = builder.config("spark.driver.host", "127.0.0.1").config("spark.driver.bindAddress", "127.0.0.1")
        builder = builder.config("spark.sql.shuffle.partitions", "8")
    return builder.getOrCreate()


def open_sources(spark: SparkSession, sources: dict[str, str]) -> None:
    """Show every source of dbt as a view over its Parquet."""
    for name, files in sources.items():
        spark.sql(f"create schema if not exists {name.split('.')[0]}")
        spark.sql(f"create view {name} as select * from parquet.`{files}`")


def load_seeds(spark: SparkSession, seeds: dict[str, dict[str, Any]]) -> None:
    """Load every seed with the types that its YAML gives: a blank cell is NULL, and nothing is guessed."""
    for name, seed in seeds.items():
        rows = spark.read.csv(
            seed["path"],
            schema=", ".join(f"`{column}` {kind}" for column, kind in seed["columns"].items()),
            header=True,
            enforceSchema=False,
            multiLine=True,
            escape='"',
            mode="FAILFAST",
        )
        spark.sql(f"create schema if not exists {name.split('.')[0]}")
        rows.coalesce(1).write.saveAsTable(name)


def build(target: Path, told: TextIO) -> bool:
    """Build and test every model with dbt; tell whether it went well. Unit tests are the test suite's."""

    def tell(event: EventMsg) -> None:
        if event.info.name == "NodeFinished":
            node, result = event.data.node_info, event.data.run_result
            line = [node.unique_id, str(result.status), result.message, result.execution_time]
            print(json.dumps(line), file=told, flush=True)

    where = {"project-dir": _PROJECT, "profiles-dir": _PROJECT, "target-path": target, "log-path": target}
    options = [part for name, path in where.items() for part in (f"--{name}", str(path))]
    left_out = ["--exclude-resource-type", "seed", "--exclude-resource-type", "unit_test"]
    done = dbtRunner(callbacks=[tell]).invoke(["--quiet", "build", "--target", "spark", *options, *left_out])
    if done.exception:
        print(done.exception, file=sys.stderr)
    return done.success


def _end_with_the_night() -> None:
    """End when the process that started this one does, however it ended: its next night starts another."""
    sys.stdin.read()
    os._exit(1)


def main(task_path: str) -> int:
    """Do the task; returns the exit code."""
    threading.Thread(target=_end_with_the_night, daemon=True).start()
    told = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    task = json.loads(Path(task_path).read_text(encoding="utf-8"))
    spark = open_session(Path(task["warehouse"]), task["master"])
    spark.sparkContext.setLogLevel("ERROR")
    open_sources(spark, task["sources"])
    load_seeds(spark, task["seeds"])
    went_well = build(Path(task["target"]), told)
    _close(spark)
    return 0 if went_well else 1


def _close(spark: SparkSession) -> None:
    """Stop Spark and wait until its Java process is gone, so that nothing more is written where others clear up."""
    gateway = spark.sparkContext._gateway
    spark.stop()
    gateway.shutdown()
    gateway.proc.stdin.close()
    gateway.proc.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
