"""The last assets of a night: the published marts, and what analysts and districts read about the returns."""

from functools import partial

import dagster as dg

from dagster_project.defs.counts import tell_counts
from dagster_project.defs.night import Night
from dagster_project.defs.returns import OWNERS
from dagster_project.defs.warehouse import WAREHOUSE
from dagster_project.lib.checkout import CHECKOUT, code_version
from dagster_project.publish.dictionary import read_dictionary
from dagster_project.publish.marts import not_made_for_readers, publish_marts
from dagster_project.publish.model_docs import DOCS_PAGE, write_model_docs
from dagster_project.publish.postgres import NotLoaded, load_postgres
from dagster_project.publish.publication import RunInfo
from dagster_project.publish.tables import SCHEMA
from dagster_project.settings import Settings
from dagster_project.warehouse.compiled import read_manifest
from dagster_project.warehouse.plan import DATA_DIR
from dagster_project.warehouse.vintages import record_vintages


def published_marts(context: dg.AssetExecutionContext, night: dg.ResourceParam[Night]) -> dg.MaterializeResult:  # type: ignore[type-arg]
    """The marts as BI reads them, swapped in at once; only reached when every check that guards the marts passed."""
    night.progress("publish", 0, 1)
    settings = night.settings
    run = RunInfo(night.started_at, context.run_id, night.source_hashes(), code_version())
    manifest = read_manifest(settings)
    dictionary = read_dictionary(manifest, SCHEMA)
    called = {str(CHECKOUT): "checkout", DATA_DIR: "data"}
    docs = partial(write_model_docs, manifest=manifest, warehouse_path=settings.warehouse_path, folders=called)
    published = publish_marts(settings.warehouse_path, settings.published_dir, run, dictionary, {DOCS_PAGE: docs})
    record_vintages(settings.history_dir, settings.warehouse_path)
    night.progress("publish", 1, 1)
    tell_counts(context, tables=len(published.rows), rows=sum(published.rows.values()))
    return dg.MaterializeResult(metadata={"dagster/row_count": sum(published.rows.values()), **published.rows})


def for_readers(night: dg.ResourceParam[Night]) -> None:
    """The page and the documents made with the marts; fails where one could not be made, with the marts published."""
    not_made = not_made_for_readers(night.settings.published_dir)
    if not_made:
        raise dg.Failure("; ".join(f"{name} could not be made: {reason}" for name, reason in not_made.items()))


def postgres_marts(night: dg.ResourceParam[Night]) -> dg.MaterializeResult:  # type: ignore[type-arg]
    """The published tables in the database of BI_POSTGRES_URL; left alone where the same content is there already."""
    night.progress("postgres", 0, 1)
    settings = night.settings
    try:
        loaded = load_postgres(settings.published_dir, settings.bi_postgres_url.get_secret_value())
    except NotLoaded as reason:
        raise dg.Failure(str(reason)) from None
    night.notes += loaded.notes
    night.progress("postgres", 1, 1)
    return dg.MaterializeResult(metadata={"loaded_again": bool(loaded.rows), **loaded.rows})


def definitions(settings: Settings, freshness: dg.FreshnessPolicy | None) -> dg.Definitions:
    """Return the assets that stand at the end of a night; PostgreSQL's where the setting names a database.

    The marts are published once the whole warehouse stands.
    """
    asset = partial(dg.asset, owners=OWNERS, group_name="published")
    assets = [
        asset(kinds={"duckdb", "parquet"}, deps=[WAREHOUSE], freshness_policy=freshness)(published_marts),
        asset(kinds={"html"}, deps=["published_marts"])(for_readers),
    ]
    if settings.bi_postgres_url.get_secret_value():
        assets.append(asset(kinds={"postgres"}, deps=["published_marts"])(postgres_marts))
    return dg.Definitions(assets=assets)
