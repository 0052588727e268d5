"""The last assets of a night: the published marts, and what analysts and districts read about the returns."""

from functools import partial

import dagster as dg

from dagster_project.defs.night import Night
from dagster_project.defs.returns import OWNERS
from dagster_project.publish.marts import RunInfo, not_made_for_readers, publish_marts

MARTS = (
    "mart_indicator",
    "mart_indicator_year",
    "mart_indicator_unit_year",
    "mart_return",
    "mart_return_rate",
    "mart_quality_finding",
    "mart_quality_history",
    "mart_cadre_structure",
    "mart_indicator_doubt",
    "dim_report_year",
    "dim_resolution",
)


def published_marts(context: dg.AssetExecutionContext, night: dg.ResourceParam[Night]) -> dg.MaterializeResult:  # type: ignore[type-arg]
    """The marts as BI reads them, swapped in at once; only reached when every check that guards the marts passed."""
    night.progress("publish", 0, 1)
    run = RunInfo(night.started_at, context.run_id, night.source_hashes())
    published = publish_marts(night.settings.warehouse_path, night.settings.published_dir, run)
    night.progress("publish", 1, 1)
    return dg.MaterializeResult(metadata={"dagster/row_count": sum(published.rows.values()), **published.rows})


def for_readers(night: dg.ResourceParam[Night]) -> None:
    """The page and the documents that were made with the marts; fails where one could not be, with the marts published."""
    not_made = not_made_for_readers(night.settings.published_dir)
    if not_made:
        raise dg.Failure("; ".join(f"{name} could not be made: {reason}" for name, reason in not_made.items()))


def definitions() -> dg.Definitions:
    """Return the assets that stand at the end of a night."""
    asset = partial(dg.asset, owners=OWNERS, group_name="published")
    return dg.Definitions(
        assets=[
            asset(kinds={"duckdb", "parquet"}, deps=list(MARTS))(published_marts),
            asset(kinds={"html"}, deps=["published_marts"])(for_readers),
        ]
    )
