"""The last assets of a night: the published marts, and what analysts and districts read about the returns."""

from functools import partial

import dagster as dg

from dagster_project.defs.night import Night
from dagster_project.defs.returns import OWNERS
from dagster_project.publish.marts import RunInfo, publish_marts
from dagster_project.publish.tables import SCHEMA
from dagster_project.settings import Settings
from dagster_project.warehouse.build import models_in_schema, prepared_manifest


def published_marts(context: dg.AssetExecutionContext, night: dg.ResourceParam[Night]) -> dg.MaterializeResult:  # type: ignore[type-arg]
    """The marts as BI reads them, swapped in at once; only reached when every check that guards the marts passed."""
    night.progress("publish", 0, 1)
    run = RunInfo(night.started_at, context.run_id, night.source_hashes())
    published = publish_marts(night.settings.warehouse_path, night.settings.published_dir, run)
    night.progress("publish", 1, 1)
    return dg.MaterializeResult(metadata={"dagster/row_count": sum(published.rows.values()), **published.rows})


def definitions(settings: Settings) -> dg.Definitions:
    """Return the assets that stand at the end of a night; what is published is what dbt builds in the schema for it."""
    asset = partial(dg.asset, owners=OWNERS)
    marts = models_in_schema(prepared_manifest(settings), SCHEMA)
    return dg.Definitions(
        assets=[asset(group_name="published", kinds={"duckdb", "parquet"}, deps=marts)(published_marts)]
    )
