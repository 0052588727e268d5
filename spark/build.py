"""dbt's models on Apache Spark: run by .venv-spark alone (dagster_project/warehouse/spark.py starts it), from Parquet to Parquet.

Belongs here: the session, what the models read (the sources' Parquet and the seeds, as tables of Spark's), and dbt's own
run in that session. Does not belong here: what the models say (dbt/), and what becomes of the tables (warehouse/spark.py).

    build.py MANIFEST WAREHOUSE [dbt's arguments …]

dbt does not load the seeds here: its loader for this kind of session writes a blank cell as the text 'None' and does not
escape quotes.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

from dbt.cli.main import dbtRunner
from pyspark.sql import SparkSession

_PROJECT = Path(__file__).parents[1] / "dbt"
# A source says how DuckDB reads it; Spark reads the same files.
_FILES = re.compile(r"read_parquet\('((?:[^']|'')+)'")


def open_session(warehouse: Path, master: str) -> SparkSession:
    """Return a session whose tables are Parquet under ``warehouse``; what else is set, Spark's own configuration says."""
    builder = (
        SparkSession.builder.master(master)
        .appName("resolution-warehouse")
        # No metastore: whoever comes after reads the files.
        .config("spark.sql.catalogImplementation", "in-memory")
        .config("spark.sql.warehouse.dir", str(warehouse))
        # What does not fit into memory holds names and citizen ids, too: not in a folder that everybody reads.
        .config("spark.local.dir", str(warehouse / ".scratch"))
        # A timestamp is what the clock showed, as in DuckDB, wherever Spark runs; text is text, backslashes too.
        .config("spark.sql.timestampType", "TIMESTAMP_NTZ")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.parser.escapedStringLiterals", "true")
        .config("spark.sql.ansi.enabled", "true")
        .config("spark.sql.sources.default", "parquet")
        # What follows from a filter is looked for under every name of its columns: with 22 of them, two names each
        # (fct_indicator_change), planning took all memory.
        .config("spark.sql.constraintPropagation.enabled", "false")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
    )
    if master.startswith("local"):
        # One machine: it talks to nobody, and a shuffle in 200 parts (Spark's own default) costs more than it saves.
        builder = builder.config("spark.driver.host", "127.0.0.1").config("spark.driver.bindAddress", "127.0.0.1")
        builder = builder.config("spark.sql.shuffle.partitions", "8")
    return builder.getOrCreate()


def open_sources(spark: SparkSession, manifest: dict[str, Any]) -> None:
    """Show every source of dbt as a view over its Parquet."""
    for source in manifest["sources"].values():
        found = _FILES.search(source["config"]["external_location"])
        if found is None:
            raise ValueError(f"{source['unique_id']}: external_location names no Parquet file")
        files = found.group(1).replace("''", "'").format(name=source["name"])
        spark.sql(f"create schema if not exists {source['schema']}")
        spark.sql(f"create view {source['schema']}.{source['identifier']} as select * from parquet.`{files}`")


def load_seeds(spark: SparkSession, manifest: dict[str, Any]) -> None:
    """Load every seed with the types that its YAML gives: a blank cell is NULL, and nothing is guessed."""
    for seed in (node for node in manifest["nodes"].values() if node["resource_type"] == "seed"):
        path = _PROJECT / seed["original_file_path"]
        types = seed["config"]["column_types"]
        heading = path.read_text(encoding="utf-8").split("\n", 1)[0].strip().split(",")
        rows = spark.read.csv(
            str(path),
            schema=", ".join(f"{name} {types[name]}" for name in heading),
            header=True,
            enforceSchema=False,
            multiLine=True,
            escape='"',
            mode="FAILFAST",
        )
        spark.sql(f"create schema if not exists {seed['schema']}")
        rows.coalesce(1).write.saveAsTable(f"{seed['schema']}.{seed['alias']}")


def main(manifest_path: str, warehouse: str, master: str, *dbt_arguments: str) -> int:
    """Build and test every model; returns the exit code."""
    manifest = json.loads(Path(manifest_path).read_text(encoding="utf-8"))
    spark = open_session(Path(warehouse), master)
    spark.sparkContext.setLogLevel("ERROR")
    open_sources(spark, manifest)
    load_seeds(spark, manifest)
    where = ["--project-dir", str(_PROJECT), "--profiles-dir", str(_PROJECT), "--target", "spark"]
    left_out = ["--exclude-resource-type", "seed", "--exclude-resource-type", "unit_test"]
    built = dbtRunner().invoke([*dbt_arguments[:1], *where, *left_out, *dbt_arguments[1:]])
    spark.stop()
    return 0 if built.success else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
