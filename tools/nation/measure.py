"""The steps that look at all returns, run over a nation, each in a process of its own: CPU, wall and peak memory.

Belongs here: calling each step as the night does (defs/), without Dagster around it. Reading, cleaning and judging look
at what changed alone, whatever lies beside it: they are not here.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pandas as pd

from dagster_project.lib.time import VIETNAM
from dagster_project.settings import Settings, apply_environment, load_settings

_SECRET = b"a key for measuring, of no use elsewhere"
_MISPLACED = (
    "report_year", "unit_code", "file_path", "source_sha256", "file_key", "received_at", "size_bytes", "problem",
)  # fmt: skip


def measure(target: Path, steps: list[str]) -> None:
    """Run the steps one after the other and print a line each; stops at the first that fails."""
    print("| step | CPU s | wall s | peak MiB |\n|---|--:|--:|--:|", flush=True)
    for step in steps:
        started = time.monotonic()
        process = subprocess.Popen([sys.executable, "-m", "tools.nation", "step", str(target), step])
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.monotonic() - started
        cpu, peak = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
        print(f"| {step} | {cpu:.1f} | {wall:.1f} | {peak:.0f} |", flush=True)
        if process.returncode:
            raise SystemExit(f"{step} failed (exit code {process.returncode}).")


def run_step(target: Path, step: str) -> None:
    """Run one step in this process."""
    settings = load_settings(None, WAREHOUSE_DATA_DIR=str(target), WAREHOUSE_REFERENCE_DIR=str(target / "lists"))
    apply_environment(settings)
    STEPS[step](settings)


def _partitions(settings: Settings) -> list[tuple[int, str]]:
    files = (settings.data_dir / "returns" / "judged" / "version").glob("*/*.parquet")
    return sorted((int(path.parent.name), path.stem) for path in files if path.parent.name != "0")


def _ledger(settings: Settings) -> None:
    from dagster_project.returns.ledger.step import ledger_step
    from dagster_project.returns.store import ReturnsStore

    nothing = pd.DataFrame({name: [] for name in _MISPLACED})
    print(ledger_step(ReturnsStore(settings.data_dir), _partitions(settings), nothing), file=sys.stderr)


def _identity(settings: Settings) -> None:
    from dagster_project.returns.persons.step import identity_step
    from dagster_project.returns.store import ReturnsStore

    print(identity_step(ReturnsStore(settings.data_dir), _partitions(settings), _SECRET), file=sys.stderr)


def _dbt(settings: Settings) -> None:
    from dagster_project.quality.history import open_history
    from dagster_project.warehouse.build import build_inputs, build_warehouse, finish_building
    from dagster_project.warehouse.carry_out import FAILED, told_in_a_line
    from dagster_project.warehouse.compiled import compiled_project
    from dagster_project.warehouse.figure_stamps import figure_stamps
    from dagster_project.warehouse.vintages import open_vintages

    plan = compiled_project(settings)
    inputs = build_inputs(settings, plan)
    open_history(settings.history_dir, datetime.now(VIETNAM).date())
    open_vintages(settings.history_dir, figure_stamps(settings.canonical_reference_dir))
    outcomes = build_warehouse(settings, plan, lambda _: None)
    if failed := [outcome for outcome in outcomes if outcome.status == FAILED]:
        raise SystemExit(told_in_a_line(failed))
    finish_building(settings, inputs)


def _publish(settings: Settings) -> None:
    from dagster_project.publish.dictionary import read_dictionary
    from dagster_project.publish.marts import publish_marts
    from dagster_project.publish.publication import RunInfo
    from dagster_project.publish.tables import SCHEMA
    from dagster_project.warehouse.compiled import read_manifest

    run = RunInfo(datetime.now(VIETNAM), "nation", [], "nation")
    dictionary = read_dictionary(read_manifest(settings), SCHEMA)
    print(publish_marts(settings.warehouse_path, settings.published_dir, run, dictionary).rows, file=sys.stderr)


STEPS: dict[str, Callable[[Settings], None]] = {
    "ledger": _ledger,
    "identity": _identity,
    "dbt": _dbt,
    "publish": _publish,
}
