"""The dbt project as assets: staging, core, indicators and marts, with dbt's tests as asset checks."""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import (
    DagsterDbtCliRuntimeError,
    DagsterDbtTranslator,
    DagsterDbtTranslatorSettings,
    DbtCliResource,
    DbtProject,
    dbt_assets,
)

from dagster_project.defs.night import Night
from dagster_project.defs.returns import OWNERS
from dagster_project.quality.history import open_history
from dagster_project.returns.store import fingerprint_of, fingerprint_of_files
from dagster_project.settings import CHECKOUT, Settings

PROJECT_DIR = CHECKOUT / "dbt"
# dbt's sources are what the returns' assets write.
_SOURCE_ASSETS = {"judged": "judged_rows", "ledger": "return_ledger", "identity": "person_identity"}


class WarehouseTranslator(DagsterDbtTranslator):
    """Names, groups and owners of dbt's models in Dagster: a model's folder is its group."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """Return the model's own name; a source is the asset that writes it."""
        if dbt_resource_props["resource_type"] == "source":
            source = dbt_resource_props["source_name"]
            return dg.AssetKey(_SOURCE_ASSETS.get(source, source))
        return dg.AssetKey(dbt_resource_props["name"])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """Return the folder under models/; seeds are the reference."""
        if dbt_resource_props["resource_type"] == "seed":
            return "reference"
        return str(dbt_resource_props["fqn"][1])

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> list[str]:
        """Return the data team: it owns every model."""
        return OWNERS


def dbt_project(settings: Settings) -> DbtProject:
    """Return the dbt project with its artefacts under the data folder."""
    return DbtProject(PROJECT_DIR, profiles_dir=PROJECT_DIR, target_path=settings.data_dir / "dbt" / "target")


def prepared_manifest(settings: Settings) -> Path:
    """Return dbt's manifest, parsed again only when the dbt project changed since it was written."""
    target = settings.data_dir / "dbt" / "target"
    manifest, stamp = target / "manifest.json", target / "manifest.stamp"
    folders = [PROJECT_DIR / name for name in ("models", "macros", "seeds", "tests", "dbt_project.yml", "profiles.yml")]
    current = fingerprint_of(fingerprint_of_files(*folders), settings.data_dir)
    if not manifest.exists() or not stamp.exists() or stamp.read_text() != current:
        from dbt.cli.main import dbtRunner

        target.mkdir(parents=True, exist_ok=True)
        parsed = dbtRunner().invoke(["--quiet", "parse", *_where(settings)])
        if not parsed.success:
            raise RuntimeError(f"The dbt project cannot be parsed: {parsed.exception or 'see the lines above'}")
        stamp.write_text(current)
    return manifest


def prepare_building(settings: Settings) -> None:
    """Start from an empty database beside the warehouse, so that nobody who has that one open is in the way.

    The file keeps the name ``warehouse.duckdb``: DuckDB calls the catalog by it, and views name the catalog.
    """
    path = settings.building_path
    path.parent.mkdir(parents=True, exist_ok=True)
    for left in (path, path.with_name(f"{path.name}.wal")):
        left.unlink(missing_ok=True)


def failed_nodes(target: Path) -> str:
    """Return in one line which models or tests of the last dbt command failed, and why the first one did."""
    path = target / "run_results.json"
    if not path.exists():
        return "dbt failed before its first model"
    results = json.loads(path.read_text(encoding="utf-8"))["results"]
    failed = [one for one in results if one["status"] in ("error", "fail")]
    if not failed:
        return "dbt failed without a failed model"
    names = ", ".join(one["unique_id"].split(".")[2] for one in failed[:5])
    return f"dbt: {names}{' …' if len(failed) > 5 else ''} — {' '.join(str(failed[0]['message']).split())}"


def _where(settings: Settings) -> list[str]:
    return [
        "--project-dir", str(PROJECT_DIR), "--profiles-dir", str(PROJECT_DIR),
        "--target-path", str(settings.data_dir / "dbt" / "target"), "--log-path", str(settings.data_dir / "dbt" / "logs"),
    ]  # fmt: skip


def definitions(settings: Settings) -> dg.Definitions:
    """Return the dbt models as assets; parses the dbt project when it changed."""
    project = dbt_project(settings)
    translator = WarehouseTranslator(
        DagsterDbtTranslatorSettings(enable_duplicate_source_asset_keys=True, enable_source_metadata=False)
    )

    @dbt_assets(manifest=prepared_manifest(settings), project=project, dagster_dbt_translator=translator)
    def warehouse(
        context: dg.AssetExecutionContext, dbt: DbtCliResource, night: dg.ResourceParam[Night]
    ) -> Iterator[Any]:
        # Unit tests try the SQL on made rows: they belong to the test suite, not to every night.
        command = [
            "build",
            "--exclude-resource-type",
            "unit_test",
            "--log-path",
            str(settings.data_dir / "dbt" / "logs"),
        ]
        target = settings.data_dir / "dbt" / "target"
        prepare_building(settings)
        open_history(settings.history_dir, night.started_at.date())
        done = 0
        try:
            for event in dbt.cli(command, context=context, target_path=target).stream():
                done += 1
                night.progress("build", done, 0)
                yield event
        except DagsterDbtCliRuntimeError as error:
            raise dg.Failure(
                f"{failed_nodes(target)} (chi tiết: {settings.data_dir / 'dbt' / 'logs' / 'dbt.log'})"
            ) from error
        # Only a build whose checks passed becomes the warehouse; a failed one stays in building/ to be looked at.
        settings.building_path.replace(settings.warehouse_path)

    # The dbt beside this Python, whatever the PATH says.
    dbt = DbtCliResource(project_dir=project, dbt_executable=str(Path(sys.executable).parent / "dbt"))
    return dg.Definitions(assets=[warehouse], resources={"dbt": dbt})
