"""The dashboards kept as code fit the tables that are published: no column that went, no chart without its dataset.

The tables are made empty from the marts' contracts (dbt's YAML), so Superset is not needed here; that it shows the
figures is tried by `make test-superset`.
"""

import re
from functools import cache
from typing import Any

import duckdb
import pytest
import yaml

from dagster_project.settings import CHECKOUT

ASSETS = CHECKOUT / "superset" / "assets"
MODELS = CHECKOUT / "dbt" / "models"


def assets(kind: str) -> dict[str, dict[str, Any]]:
    """Return the assets of a kind by the names of their files."""
    return {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in sorted((ASSETS / kind).glob("*.yaml"))}


DATASETS, CHARTS, DASHBOARDS = assets("datasets"), assets("charts"), assets("dashboards")
BY_UUID = {one["uuid"]: one for one in (*DATASETS.values(), *CHARTS.values())}


@cache
def published() -> duckdb.DuckDBPyConnection:
    """Return a database with every table of the schema `marts`, empty, as its contract declares it."""
    connection = duckdb.connect()
    connection.execute("create schema marts")
    for path in sorted(MODELS.rglob("*.yml")):
        sql = path.with_suffix(".sql")
        is_mart = path.parent.name == "marts"
        if not sql.exists() or not (is_mart or "schema='marts'" in sql.read_text("utf-8").replace('"', "'")):
            continue
        for model in yaml.safe_load(path.read_text("utf-8"))["models"]:
            columns = ", ".join(f"{column['name']} {column['data_type']}" for column in model["columns"])
            connection.execute(f"create table marts.{model['name']} ({columns})")
    return connection


def charts_of(dashboard: dict[str, Any]) -> dict[int, dict[str, Any]]:
    """Return the places of charts on a dashboard by the number that its filters call them by."""
    places = (one for one in dashboard["position"].values() if isinstance(one, dict) and one["type"] == "CHART")
    return {place["meta"]["chartId"]: place["meta"] for place in places}


def columns_of(dataset: dict[str, Any]) -> set[str]:
    return {column["column_name"] for column in dataset["columns"]}


def used_by(params: dict[str, Any]) -> tuple[set[str], set[str]]:
    """Return the columns and the metrics that a chart asks its dataset for."""
    columns: set[str] = set()
    for name in ("all_columns", "groupby", "groupby_b", "groupbyRows", "groupbyColumns"):
        columns |= set(params.get(name) or [])
    columns |= {params["x_axis"]} if "x_axis" in params else set()
    columns |= {re.findall(r'^\["(\w+)"', one)[0] for one in params.get("order_by_cols", [])}
    columns |= set(params.get("column_config") or {})
    columns |= {one["subject"] for one in filters_of(params) if one["expressionType"] == "SIMPLE"}
    metrics = {*params.get("metrics", []), *params.get("metrics_b", [])}
    metrics |= {params["timeseries_limit_metric"]} if params.get("timeseries_limit_metric") else set()
    return columns, metrics


def filters_of(params: dict[str, Any]) -> list[dict[str, Any]]:
    return [*params.get("adhoc_filters", []), *params.get("adhoc_filters_b", [])]


@pytest.mark.parametrize("name", DATASETS)
def test_a_dataset_gives_the_columns_that_it_names(name: str) -> None:
    dataset = DATASETS[name]
    result = published().sql(dataset["sql"])
    assert columns_of(dataset) == set(result.columns)
    types = dict(zip(result.columns, map(str, result.types), strict=True))
    whole = {"INTEGER": "BIGINT"}
    assert {c["column_name"]: c["type"] for c in dataset["columns"]} == {n: whole.get(t, t) for n, t in types.items()}


@pytest.mark.parametrize("name", DATASETS)
def test_the_metrics_of_a_dataset_can_be_computed(name: str) -> None:
    dataset = DATASETS[name]
    for metric in dataset["metrics"]:
        published().sql(f"select {metric['expression']} from ({dataset['sql']}) as t").fetchall()


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_asks_for_what_its_dataset_has(name: str) -> None:
    chart = CHARTS[name]
    dataset = BY_UUID[chart["dataset_uuid"]]
    columns, metrics = used_by(chart["params"])
    assert columns <= columns_of(dataset)
    assert metrics <= {metric["metric_name"] for metric in dataset["metrics"]}
    for one in filters_of(chart["params"]):
        if one["expressionType"] == "SQL":
            published().sql(f"select 1 from ({dataset['sql']}) as t where {one['sqlExpression']}").fetchall()


@pytest.mark.parametrize("name", DASHBOARDS)
def test_a_dashboard_places_charts_that_are_there_and_filters_columns_that_they_have(name: str) -> None:
    dashboard = DASHBOARDS[name]
    placed = charts_of(dashboard)
    for meta in placed.values():
        assert BY_UUID[meta["uuid"]]["slice_name"] == meta["sliceName"]
    for one in dashboard["metadata"]["native_filter_configuration"]:
        column = one["targets"][0]["column"]["name"]
        filtered = set(placed) - set(one["scope"]["excluded"])
        assert filtered, "a filter that filters nothing"
        for number in filtered:
            chart = BY_UUID[placed[number]["uuid"]]
            # Superset leaves a filter out in silence where the column is not there: the chart would show everything.
            assert column in columns_of(BY_UUID[chart["dataset_uuid"]]), (one["name"], chart["slice_name"])


def test_every_chart_is_on_a_dashboard_and_every_asset_has_a_key_of_its_own() -> None:
    placed = {meta["uuid"] for dashboard in DASHBOARDS.values() for meta in charts_of(dashboard).values()}
    assert placed == {chart["uuid"] for chart in CHARTS.values()}
    keys = [one["uuid"] for kind in (DATASETS, CHARTS, DASHBOARDS, assets("databases")) for one in kind.values()]
    assert len(keys) == len(set(keys))


def test_what_a_reader_sees_is_in_both_languages() -> None:
    titles = [*(d["dashboard_title"] for d in DASHBOARDS.values()), *(c["slice_name"] for c in CHARTS.values())]
    assert all(" · " in title for title in titles)


def test_no_chart_keeps_an_old_figure() -> None:
    for one in (*DATASETS.values(), *CHARTS.values(), *assets("databases").values()):
        assert one["cache_timeout"] == -1
