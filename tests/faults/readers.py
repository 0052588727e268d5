"""Eight readers over a hundred publications: whatever they read belongs to one publication alone.

Each publication says its number in three tables, so that a reader can tell a torn one. A reader opens the database by
its name as BI does, and looks at the folder as a whole, as a program does that reads Parquet and manifest.
"""

import json
import multiprocessing
from collections import Counter
from datetime import datetime
from multiprocessing.synchronize import Event
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import pyarrow.parquet as pq

from dagster_project.lib.files import sha256_of
from dagster_project.lib.time import VIETNAM
from dagster_project.publish.marts import publish_marts
from dagster_project.publish.publication import RunInfo
from tests.unit.marts import DICTIONARY, warehouse

_NUMBERED = {"mart_return": "rows_read", "mart_quality_finding": "findings", "mart_indicator_year": "numerator"}


def publish_before_readers(folder: Path, publications: int, readers: int) -> Counter[str]:
    """Publish so often before so many reading processes; returns what they saw, torn ones under ``torn: …``."""
    warehouse(folder / "warehouse.duckdb")
    publish_numbered(folder, 0)
    spawn = multiprocessing.get_context("spawn")
    stop, ready, told = spawn.Event(), spawn.Semaphore(0), spawn.Queue()
    processes = [spawn.Process(target=_read, args=(folder, stop, ready, told)) for _ in range(readers)]
    for process in processes:
        process.start()
    for _ in processes:
        ready.acquire()
    for number in range(1, publications + 1):
        publish_numbered(folder, number)
    stop.set()
    seen: Counter[str] = sum((told.get(timeout=120) for _ in processes), Counter())
    for process in processes:
        process.join()
    return seen


def publish_numbered(folder: Path, number: int) -> None:
    """Publish the warehouse of `folder`, every numbered column with this number."""
    with duckdb.connect(str(folder / "warehouse.duckdb")) as connection:
        for table, column in _NUMBERED.items():
            connection.execute(f"update marts.{table} set {column} = {number}")
    run = RunInfo(datetime(2026, 1, 2, 3, tzinfo=VIETNAM), f"run-{number}", [], "1")
    publish_marts(folder / "warehouse.duckdb", folder / "published", run, DICTIONARY)


def _read(folder: Path, stop: Event, ready: Any, told: Any) -> None:
    seen, random = Counter[str](), Random()
    ready.release()
    while not stop.wait(random.uniform(0, 0.1)):
        for look in (_look_at_database, _look_at_folder):
            try:
                seen[look(folder / "published")] += 1
            except FileNotFoundError:
                # Two publications within one look: nights are hours apart, and the reader is told plainly.
                seen["gone meanwhile"] += 1
            except duckdb.IOException as problem:
                seen["gone meanwhile" if "No such file" in str(problem) else f"torn: {problem}"] += 1
            except Exception as problem:
                seen[f"torn: {type(problem).__name__} {problem}"] += 1
    told.put(seen)


def _look_at_database(published: Path) -> str:
    with duckdb.connect(str(published / "bi.duckdb"), read_only=True) as bi:
        numbers = {
            number
            for table, column in _NUMBERED.items()
            for (number,) in bi.execute(f"select distinct {column} from marts.{table}").fetchall()
        }
        (run,) = bi.execute("select run_id from marts.mart_publication").fetchall()[0]
    return "database whole" if {run} == {f"run-{number}" for number in numbers} else f"torn: {run} with {numbers}"


def _look_at_folder(published: Path) -> str:
    folder = published.resolve(strict=True)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    for name, about in manifest["files"].items():
        if sha256_of(folder / name) != about["sha256"]:
            return f"torn: {name}"
    numbers = {
        number
        for table, column in _NUMBERED.items()
        for number in pq.read_table(folder / "parquet" / f"{table}.parquet", columns=[column])[column].to_pylist()
    }
    return "folder whole" if numbers == {int(manifest["run"]["id"][4:])} else f"torn: {numbers}"
