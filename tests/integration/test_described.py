"""The tables of a night say what they are, to people and to programs, and PostgreSQL gets them as they are."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import frictionless
import psycopg
import pyarrow.parquet as pq
import pytest

from dagster_project.publish.dictionary import SEPARATOR
from dagster_project.publish.postgres import load_postgres
from tests.unit.postgres_server import reason_to_skip, server

pytestmark = pytest.mark.slow

# frictionless reads some thousand rows in a second.
_ROWS_VALIDATED = 3000


@pytest.fixture(scope="module")
def marts(nightly_data_dir: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(nightly_data_dir / "published" / "bi.duckdb"), read_only=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def resources(nightly_data_dir: Path) -> dict[str, dict[str, Any]]:
    text = (nightly_data_dir / "published" / "datapackage.json").read_text(encoding="utf-8")
    return {one["name"]: one for one in json.loads(text)["resources"]}


def comments(marts: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], str | None]:
    """Return (table, column) → comment, the table's own under column ""."""
    tables = marts.execute("select table_name, '', comment from duckdb_tables() where schema_name = 'marts'").fetchall()
    columns = marts.execute(
        "select table_name, column_name, comment from duckdb_columns() where schema_name = 'marts'"
    ).fetchall()
    return {(table, column): comment for table, column, comment in [*tables, *columns]}


def test_every_table_and_column_has_a_comment_in_both_languages(marts: duckdb.DuckDBPyConnection) -> None:
    silent = {where for where, text in comments(marts).items() if not text or len(text.split(SEPARATOR)) != 2}
    assert silent == set()


def test_package_and_parquet_say_what_the_comments_say(
    marts: duckdb.DuckDBPyConnection, resources: dict[str, dict[str, Any]], nightly_data_dir: Path
) -> None:
    in_package, in_parquet = {}, {}
    for name, resource in resources.items():
        in_package[name, ""] = resource["description"]
        in_package |= {(name, one["name"]): one["description"] for one in resource["schema"]["fields"]}
        schema = pq.read_schema(nightly_data_dir / "published" / resource["path"])
        in_parquet[name, ""] = schema.metadata[b"description"].decode()
        in_parquet |= {(name, one.name): one.metadata[b"description"].decode() for one in schema}
    assert in_package == comments(marts)
    assert in_parquet == comments(marts)


def test_the_package_is_valid_and_so_are_the_rows_by_its_keys_lists_and_types(
    marts: duckdb.DuckDBPyConnection, resources: dict[str, dict[str, Any]], nightly_data_dir: Path
) -> None:
    package = str(nightly_data_dir / "published" / "datapackage.json")
    report = frictionless.Package.validate_descriptor(package)
    assert report.valid, report.to_summary()
    for told in resources.values():
        fields = told["schema"]["fields"]
        assert "any" not in {one["type"] for one in fields}
        required = {one["name"] for one in fields if one.get("constraints", {}).get("required")}
        assert set(told["schema"]["primaryKey"]) <= required, told["name"]
    small = {}
    for name in resources:
        table = marts.table(f"marts.{name}")
        if 0 < table.shape[0] <= _ROWS_VALIDATED:
            small[name] = [dict(zip(table.columns, row, strict=True)) for row in table.fetchall()]
    assert {"mart_return", "mart_indicator_year", "dim_report_year"} <= small.keys()
    tables = frictionless.Package(resources=[_in_memory(resources[name], rows, small) for name, rows in small.items()])
    report = tables.validate()
    assert report.valid, report.to_summary()


def test_a_row_that_breaks_the_package_is_noticed(
    marts: duckdb.DuckDBPyConnection, resources: dict[str, dict[str, Any]]
) -> None:
    table = marts.table("marts.mart_return")
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.fetchall()]
    rows[0]["state"], rows[1]["form"], rows[2] = "lost", None, rows[3]
    report = frictionless.Package(resources=[_in_memory(resources["mart_return"], rows, {})]).validate()
    kinds = {kind for (kind,) in report.flatten(["type"])}
    assert kinds == {"constraint-error", "primary-key"}


def _in_memory(resource: dict[str, Any], rows: list[dict[str, Any]], others: dict[str, Any]) -> frictionless.Resource:
    """Return a table's description over rows in memory; keys that lead to a table which is not there are left out."""
    schema = dict(resource["schema"])
    schema["foreignKeys"] = [one for one in schema.get("foreignKeys", []) if one["reference"]["resource"] in others]
    return frictionless.Resource(
        name=resource["name"], data=rows, schema=frictionless.Schema.from_descriptor(schema), format="inline"
    )


def test_postgresql_has_every_table_row_by_row_with_its_keys(
    marts: duckdb.DuckDBPyConnection, resources: dict[str, dict[str, Any]], nightly_data_dir: Path
) -> None:
    if reason := reason_to_skip():
        pytest.skip(reason)
    with server() as running:
        url = running.new_database("bi")
        loaded = load_postgres(nightly_data_dir / "published", url)
        assert loaded.rows.keys() == resources.keys()
        with psycopg.connect(url) as connection:
            for name in resources:
                there = connection.execute(f"select * from marts.{name}").fetchall()
                assert sorted(there, key=repr) == sorted(marts.table(f"marts.{name}").fetchall(), key=repr), name
            keys = connection.execute(
                "select contype, count(*) from pg_constraint where connamespace = 'marts'::regnamespace "
                "and contype in ('p', 'f') group by contype"
            ).fetchall()
            silent = connection.execute(
                "select attrelid::regclass, attname from pg_attribute join pg_class on pg_class.oid = attrelid "
                "where relnamespace = 'marts'::regnamespace and relkind = 'r' and attnum > 0 "
                "and col_description(attrelid, attnum) is null"
            ).fetchall()
    foreign = sum(len(told["schema"].get("foreignKeys", [])) for told in resources.values())
    assert dict(keys) == {"p": len(resources), **({"f": foreign} if foreign else {})}
    assert silent == []
