"""The dbt project as assets: staging, core, indicators and marts, with dbt's tests as asset checks."""

import sys
from collections.abc import Iterator, Mapping
from graphlib import TopologicalSorter
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
from dagster_project.settings import Settings
from dagster_project.warehouse.build import (
    PROJECT_DIR,
    build_inputs,
    failed_nodes,
    finish_building,
    is_built_from,
    log_dir,
    prepare_building,
    prepared_manifest,
    target_dir,
)
from dagster_project.warehouse.figure_stamps import figure_stamps
from dagster_project.warehouse.vintages import open_vintages, record_vintages

_STANDS = {"built_again": False}
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

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> list[str]:  # noqa: ARG002
        """Return the data team: it owns every model."""
        return OWNERS


def _standing(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[None]]:
    """Say of every model that it stands, and of every check that guards it that it passed when it was built."""
    checks: dict[dg.AssetKey, list[dg.AssetCheckResult]] = {}
    for spec in context.assets_def.check_specs:
        if spec.blocking:
            passed = dg.AssetCheckResult(asset_key=spec.asset_key, check_name=spec.name, passed=True, metadata=_STANDS)
            checks.setdefault(spec.asset_key, []).append(passed)
    for key in TopologicalSorter(context.assets_def.asset_deps).static_order():
        if key in context.selected_asset_keys:
            yield dg.MaterializeResult(asset_key=key, metadata=_STANDS, check_results=checks.get(key, []))


def definitions(settings: Settings) -> dg.Definitions:
    """Return the dbt models as assets; parses the dbt project when it changed."""
    target = target_dir(settings)
    project = DbtProject(PROJECT_DIR, profiles_dir=PROJECT_DIR, target_path=target)
    translator = WarehouseTranslator(
        DagsterDbtTranslatorSettings(enable_duplicate_source_asset_keys=True, enable_source_metadata=False)
    )

    @dbt_assets(manifest=prepared_manifest(settings), project=project, dagster_dbt_translator=translator)
    def warehouse(
        context: dg.AssetExecutionContext, dbt: DbtCliResource, night: dg.ResourceParam[Night]
    ) -> Iterator[Any]:
        inputs = build_inputs(settings)
        if is_built_from(settings, inputs):
            # Nothing came and nothing changed: the models that stand, and their checks, are tonight's as well.
            night.progress("build", 1, 1)
            yield from _standing(context)
            return
        # Unit tests try the SQL on made rows: they belong to the test suite, not to every night.
        command = ["build", "--exclude-resource-type", "unit_test", "--log-path", str(log_dir(settings))]
        prepare_building(settings)
        open_history(settings.history_dir, night.started_at.date())
        # Also what a killed night built and did not keep.
        record_vintages(settings.history_dir, settings.warehouse_path)
        open_vintages(settings.history_dir, figure_stamps(settings.canonical_reference_dir))
        done = 0
        try:
            for event in dbt.cli(command, context=context, target_path=target).stream():
                done += 1
                night.progress("build", done, 0)
                yield event
        except DagsterDbtCliRuntimeError as error:
            raise dg.Failure(failed_nodes(settings)) from error
        finish_building(settings, inputs)

    # The dbt beside this Python, whatever the PATH says.
    dbt = DbtCliResource(project_dir=project, dbt_executable=str(Path(sys.executable).parent / "dbt"))
    return dg.Definitions(assets=[warehouse], resources={"dbt": dbt})
