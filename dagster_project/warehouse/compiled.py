"""The dbt project as dbt compiled it: once for each state of the project, whatever data folder it is then run on.

Belongs here: when dbt compiles, and where its artefacts lie. Does not belong here: what they hold (plan.py).
"""

import functools
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from dagster_project.lib.checkout import CHECKOUT
from dagster_project.lib.locks import locked
from dagster_project.lib.stamps import stamp_of, stamp_of_files
from dagster_project.settings import Settings, environment_for_dbt
from dagster_project.warehouse.plan import DATA_DIR, Plan, plan_of, read_plan, write_plan

PROJECT_DIR = CHECKOUT / "dbt"
_PROJECT = [PROJECT_DIR / name for name in ("models", "macros", "seeds", "tests", "dbt_project.yml", "profiles.yml")]
# What a plan is made of beside the project: another version of dbt may compile other SQL.
_MADE_BY = [CHECKOUT / "requirements.lock", *sorted(Path(__file__).parent.glob("*.py"))]


def compiled_dir(settings: Settings) -> Path:
    """Return where dbt's artefacts lie: in the checkout, for all data folders; else in the data folder."""
    if os.access(PROJECT_DIR, os.W_OK):
        return PROJECT_DIR / "target" / "night"
    return settings.data_dir / "dbt" / "target"


def read_manifest(settings: Settings) -> dict[str, Any]:
    """Return dbt's manifest of the project, compiled where it changed; in it DATA_DIR stands for the data folder."""
    compiled_project(settings)
    manifest: dict[str, Any] = json.loads((compiled_dir(settings) / "manifest.json").read_text(encoding="utf-8"))
    return manifest


def model_docs_path(settings: Settings) -> Path:
    """Return where dbt's pages about the models are made on demand."""
    return settings.data_dir / "dbt" / "docs" / "index.html"


def compiled_project(settings: Settings) -> Plan:
    """Return the plan of the project; dbt compiles it again only when it changed since.

    Raises:
        RuntimeError: the project cannot be compiled.
        NotPlanned: it asks for what a plan cannot carry out.
    """
    return _compiled(compiled_dir(settings))


@functools.cache
def _compiled(folder: Path) -> Plan:
    # Once a process: what its definitions were made from is what it builds.
    stamp = stamp_of(stamp_of_files(*_PROJECT), *(path.read_bytes() for path in _MADE_BY))
    path = folder / "plan.json"
    if (plan := read_plan(path)) is None or plan.stamp != stamp:
        with locked(folder / "compile.lock", wait=True):
            if (plan := read_plan(path)) is None or plan.stamp != stamp:
                plan = _compile(folder, stamp)
                write_plan(path, plan)
    return plan


def _compile(folder: Path, stamp: str) -> Plan:
    """Let dbt compile the project, in a process of its own: its modules and the parsed project are gone afterwards."""
    dbt = Path(sys.executable).with_name("dbt")
    where = {"project-dir": PROJECT_DIR, "profiles-dir": PROJECT_DIR, "target-path": folder, "log-path": folder}
    options = [part for name, path in where.items() for part in (f"--{name}", str(path))]
    options += ["--exclude", "test_type:unit", "--no-populate-cache", "--no-introspect"]
    told = subprocess.run(
        [str(dbt), "--quiet", "compile", *options],
        env=environment_for_dbt(DATA_DIR),
        capture_output=True,
        text=True,
        check=False,
    )
    if told.returncode:
        reason = " ".join((told.stdout + told.stderr).split())
        raise RuntimeError(f"The dbt project cannot be compiled: {reason or folder / 'dbt.log'}")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    results = json.loads((folder / "run_results.json").read_text(encoding="utf-8"))["results"]
    plan = plan_of(manifest, {one["unique_id"]: one.get("compiled_code") or "" for one in results}, PROJECT_DIR, stamp)
    # Its single files are the plan's SQL once more.
    shutil.rmtree(folder / "compiled", ignore_errors=True)
    return plan
