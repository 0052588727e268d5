"""Around a dbt build: the manifest, the database that is being built, what it was built from, what failed.

Belongs here: files and stamps. Does not belong here: running dbt (defs/warehouse.py) and what the models say (dbt/).
"""

import json
from pathlib import Path

from dagster_project.lib.checkout import CHECKOUT
from dagster_project.lib.stamps import stamp_of, stamp_of_files
from dagster_project.settings import Settings

PROJECT_DIR = CHECKOUT / "dbt"
_PROJECT = [PROJECT_DIR / name for name in ("models", "macros", "seeds", "tests", "dbt_project.yml", "profiles.yml")]
# What dbt reads beside its own files, under the data folder.
_SOURCES = ("returns/judged", "returns/ledger", "returns/identity", "reference")


def target_dir(settings: Settings) -> Path:
    """Return where dbt's artefacts lie: under the data folder, never in the checkout."""
    return settings.data_dir / "dbt" / "target"


def log_dir(settings: Settings) -> Path:
    """Return where dbt's own log lies."""
    return settings.data_dir / "dbt" / "logs"


def model_docs_path(settings: Settings) -> Path:
    """Return where dbt's pages about the models are made, before they are published."""
    return settings.data_dir / "dbt" / "docs" / "index.html"


def prepared_manifest(settings: Settings) -> Path:
    """Return dbt's manifest, parsed again only when the dbt project changed since it was written.

    Raises RuntimeError when the project cannot be parsed.
    """
    target = target_dir(settings)
    manifest, stamp = target / "manifest.json", target / "manifest.stamp"
    current = stamp_of(stamp_of_files(*_PROJECT), settings.data_dir)
    if not manifest.exists() or not stamp.exists() or stamp.read_text() != current:
        from dbt.cli.main import dbtRunner

        target.mkdir(parents=True, exist_ok=True)
        where = {"project-dir": PROJECT_DIR, "profiles-dir": PROJECT_DIR, "target-path": target}
        options = [part for name, path in where.items() for part in (f"--{name}", str(path))]
        parsed = dbtRunner().invoke(["--quiet", "parse", *options, "--log-path", str(log_dir(settings))])
        if not parsed.success:
            raise RuntimeError(f"The dbt project cannot be parsed: {parsed.exception or log_dir(settings) / 'dbt.log'}")
        stamp.write_text(current)
    return manifest


def models_in_schema(manifest: Path, schema: str) -> list[str]:
    """Return the names of the models that dbt builds in a schema, in their order."""
    nodes = json.loads(manifest.read_text(encoding="utf-8"))["nodes"].values()
    return sorted(one["name"] for one in nodes if one["resource_type"] == "model" and one["schema"] == schema)


def prepare_building(settings: Settings) -> None:
    """Start from an empty database beside the warehouse, so that nobody who has that one open is in the way.

    The file keeps the name ``warehouse.duckdb``: DuckDB calls the catalog by it, and views name the catalog.
    """
    path = settings.building_path
    path.parent.mkdir(parents=True, exist_ok=True)
    for left in (path, path.with_name(f"{path.name}.wal")):
        left.unlink(missing_ok=True)


def finish_building(settings: Settings, built_from: str) -> None:
    """Make the database whose checks passed the warehouse; a failed one stays in ``building/`` to be looked at."""
    _stamp(settings).unlink(missing_ok=True)
    settings.building_path.replace(settings.warehouse_path)
    _stamp(settings).write_text(built_from)


def build_inputs(settings: Settings) -> str:
    """Return the stamp of everything that the warehouse is made of: the sources' files, dbt's files, the lock."""
    files = [path for source in _SOURCES for path in sorted((settings.data_dir / source).rglob("*.parquet"))]
    states = [(path.relative_to(settings.data_dir), path.stat().st_size, path.stat().st_mtime_ns) for path in files]
    lock = (CHECKOUT / "requirements.lock").read_bytes()
    return stamp_of(states, stamp_of_files(*_PROJECT), lock)


def is_built_from(settings: Settings, inputs: str) -> bool:
    """Tell whether the warehouse that stands was built from just these inputs."""
    stamp = _stamp(settings)
    return settings.warehouse_path.exists() and stamp.exists() and stamp.read_text() == inputs


def failed_nodes(settings: Settings) -> str:
    """Return in one line which models or tests of the last dbt command failed, and why the first one did."""
    path = target_dir(settings) / "run_results.json"
    log = log_dir(settings) / "dbt.log"
    if not path.exists():
        return f"dbt failed before its first model: {log}"
    results = json.loads(path.read_text(encoding="utf-8"))["results"]
    failed = [one for one in results if one["status"] in ("error", "fail")]
    if not failed:
        return f"dbt failed without a failed model: {log}"
    names = ", ".join(one["unique_id"].split(".")[2] for one in failed[:5])
    return f"dbt: {names}{' …' if len(failed) > 5 else ''} — {' '.join(str(failed[0]['message']).split())} ({log})"


def _stamp(settings: Settings) -> Path:
    return settings.warehouse_path.with_suffix(".stamp")
