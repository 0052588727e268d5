"""The warehouse built on Apache Spark (WAREHOUSE_ENGINE=spark): the same models and tests, by dbt-spark.

Belongs here: what Spark is told to do, what became of each node, and how Spark's tables become the database that every
other night builds with DuckDB: from there on there is one way. Does not belong here: the session itself
(spark/build.py, in Spark's own environment), which models are built (plan.py).

    building/spark/task.json           what spark/build.py is told
    building/spark/tables/<schema>.db/<table>/*.parquet
    dbt/spark/                         dbt's artefacts and log; spark.log is what Spark said
"""

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from dagster_project.lib.checkout import CHECKOUT
from dagster_project.settings import SPARK_PYTHON, Settings, environment_for_spark
from dagster_project.warehouse.build import open_building
from dagster_project.warehouse.carry_out import BUILT, FAILED, SKIPPED, WARNED, NodeOutcome, carry_out
from dagster_project.warehouse.compiled import PROJECT_DIR, read_manifest
from dagster_project.warehouse.plan import DATA_DIR, Node, Plan

_STATUS = {"success": BUILT, "pass": BUILT, "warn": WARNED, "skipped": SKIPPED}
_FILES = re.compile(r"read_parquet\('((?:[^']|'')+)'")
_ERROR_CLASS = re.compile(r"\[[A-Z][A-Z0-9_.]+\]")


def build_on_spark(settings: Settings, plan: Plan, tell: Callable[[NodeOutcome], None]) -> list[NodeOutcome]:
    """Build and test everything on Spark, and load it into the database that becomes the warehouse.

    Raises:
        RuntimeError: Spark or dbt did not come as far as the models; the message says where it is told why.
    """
    folder, tables = _folder(settings), _folder(settings) / "tables"
    shutil.rmtree(folder, ignore_errors=True)
    tables.mkdir(parents=True)
    task = folder / "task.json"
    task.write_text(json.dumps(task_of(settings, plan, tables)), encoding="utf-8")
    outcomes = _run(settings, plan, task, tell)
    if not any(outcome.status == FAILED for outcome in outcomes):
        loading = Plan(f"spark {plan.stamp}", tuple(_loading(node, tables) for node in plan.of_kind("seed", "model")))
        with open_building(settings) as database:
            loaded = carry_out(loading, database, data_dir=settings.data_dir, project_dir=PROJECT_DIR, workers=2)
        not_loaded = {one.node.node_id: one for one in loaded if one.status == FAILED}
        outcomes = [not_loaded.get(one.node.node_id, one) for one in outcomes]
        shutil.rmtree(folder)
    return outcomes


def task_of(settings: Settings, plan: Plan, tables: Path) -> dict[str, Any]:
    """Return what spark/build.py is told to do."""
    sources = read_manifest(settings)["sources"].values()
    return {
        "master": settings.spark_master,
        "warehouse": str(tables),
        "target": str(_target(settings)),
        "sources": {f"{one['schema']}.{one['identifier']}": files_of(one, settings.data_dir) for one in sources},
        "seeds": {
            f"{node.schema}.{node.name}": {"path": str(PROJECT_DIR / node.sql), "columns": node.columns}
            for node in plan.of_kind("seed")
        },
    }


def files_of(source: dict[str, Any], data_dir: Path) -> str:
    """Return the files of one of dbt's sources: those that DuckDB reads.

    Raises:
        RuntimeError: it is not read from Parquet alone.
    """
    location = source["config"]["external_location"]
    if (found := _FILES.match(location)) is None:
        raise RuntimeError(f"Source {source['schema']}.{source['name']}: external_location is not of Parquet files")
    return found.group(1).replace("''", "'").replace("{name}", source["name"]).replace(DATA_DIR, str(data_dir))


def _run(settings: Settings, plan: Plan, task: Path, tell: Callable[[NodeOutcome], None]) -> list[NodeOutcome]:
    target = _target(settings)
    target.mkdir(parents=True, exist_ok=True)
    log = target / "spark.log"
    # A seed is loaded before dbt begins, or nothing is.
    outcomes = {node.node_id: NodeOutcome(node, BUILT) for node in plan.of_kind("seed")}
    nodes = {node.node_id: node for node in plan.nodes}
    with (
        log.open("w", encoding="utf-8") as said,
        subprocess.Popen(
            [SPARK_PYTHON, CHECKOUT / "spark" / "build.py", task],
            env=environment_for_spark(settings),
            cwd=task.parent,
            umask=0o077,
            # It ends when this end of the pipe is closed, so that no killed night leaves it behind.
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
            encoding="utf-8",
        ) as process,
    ):
        for line in process.stdout or ():
            node_id, status, message, seconds = json.loads(line)
            if node_id not in nodes:
                continue  # dbt tells of exposures, too
            outcome = NodeOutcome(nodes[node_id], _STATUS.get(status, FAILED), _told(status, message, log), seconds)
            outcomes[node_id] = outcome
            tell(outcome)
    failed = any(outcome.status == FAILED for outcome in outcomes.values())
    if missing := [node.name for node in plan.nodes if node.node_id not in outcomes]:
        raise RuntimeError(f"Spark did not come to {missing[0]} and {len(missing) - 1} more: {log}")
    if process.returncode and not failed:
        raise RuntimeError(f"Spark ended with exit code {process.returncode}: {log}")
    return [outcomes[node.node_id] for node in plan.nodes]


def _told(status: str, message: str | None, log: Path) -> str:
    """Return why a node failed: of an error its class alone, for its words may hold a value of a row."""
    if status in _STATUS and status != "warn":
        return ""
    if status in ("fail", "warn"):
        return message or ""
    found = _ERROR_CLASS.search(message or "")
    return f"Spark: {found.group() if found else 'an error'} ({log.with_name('dbt.log')})"


def _loading(node: Node, tables: Path) -> Node:
    """Return a node whose SQL reads what Spark wrote; a contract is held to here, too."""
    files = str(tables / f"{node.schema}.db" / node.name / "*.parquet").replace("'", "''")
    columns = node.columns if node.kind == "model" else {}
    sql = f"select * from read_parquet('{files}', hive_partitioning = false)"
    return replace(node, kind="model", materialized="table", sql=sql, columns=columns, reads=(), sources={})


def _folder(settings: Settings) -> Path:
    return settings.building_path.parent / "spark"


def _target(settings: Settings) -> Path:
    return settings.data_dir / "dbt" / "spark"
