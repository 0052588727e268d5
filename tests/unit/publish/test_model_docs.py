"""dbt's pages about the models: filled, and nothing of who made them or of made persons in them."""

import json
import re
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dagster_project.publish import model_docs
from dagster_project.publish.model_docs import catalog_of, of_the_models, without_folders, write_model_docs


def node(kind: str, name: str, schema: str, **more: Any) -> dict[str, Any]:
    return {"resource_type": kind, "name": name, "alias": name, "schema": schema, "database": "warehouse"} | more


MANIFEST: dict[str, Any] = {
    "metadata": {
        "project_name": "p",
        "adapter_type": "duckdb",
        "dbt_version": "1",
        "dbt_schema_version": "v12",
        "user_id": "somebody",
        "invocation_id": "a-run",
        "env": {"HOST": "a-host"},
    },
    "nodes": {
        "model.p.mart_one": node("model", "mart_one", "marts", description="Ends </script> early"),
        "model.p.gone": node("model", "gone", "marts"),
        "seed.p.words": node("seed", "words", "reference", root_path="/home/nguyen-van-a/checkout/dbt"),
        "test.p.not_null": node("test", "mart_one", "marts"),
    },
    "sources": {
        "source.p.judged.row": {"config": {"external_location": "read('/home/nguyen-van-a/data/x/*.parquet')"}}
    },
    "unit_tests": {"unit_test.p.mart_one.t": {"given": [{"rows": [{"full_name": "Hoàng Thị Mẫu"}]}]}},
    "disabled": {"seed.p.units": [{"root_path": "/home/nguyen-van-a/checkout/dbt"}]},
    "parent_map": {"model.p.mart_one": ["seed.p.words"], "unit_test.p.mart_one.t": ["model.p.mart_one"]},
    "child_map": {"model.p.mart_one": ["test.p.not_null", "unit_test.p.mart_one.t"]},
}
FOLDERS = {"/home/nguyen-van-a/checkout": "checkout", "/home/nguyen-van-a/data": "data"}


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts; create schema reference")
        connection.execute("create table marts.mart_one (report_year integer, value_pct double)")
        connection.execute("create view reference.words as select 'a' as code")
    return path


def test_the_catalog_has_what_was_built(warehouse: Path) -> None:
    nodes = catalog_of(MANIFEST, warehouse)["nodes"]
    assert set(nodes) == {"model.p.mart_one", "seed.p.words"}
    columns = nodes["model.p.mart_one"]["columns"]
    assert [(one["index"], name, one["type"]) for name, one in columns.items()] == [
        (1, "report_year", "INTEGER"),
        (2, "value_pct", "DOUBLE"),
    ]
    assert nodes["seed.p.words"]["metadata"]["type"] == "VIEW"


def test_nobody_is_told_who_ran_it_where_nor_shown_made_persons(warehouse: Path, tmp_path: Path) -> None:
    page = tmp_path / "docs" / "index.html"
    write_model_docs(page, MANIFEST, warehouse, FOLDERS)
    text = page.read_text(encoding="utf-8")
    for word in ("nguyen-van-a", "somebody", "a-host", "a-run", "Hoàng", "INLINE DATA"):
        assert word not in text
    assert "data/x/*.parquet" in text
    assert "mart_one" in text


def test_the_page_is_whole_whatever_a_description_says(warehouse: Path, tmp_path: Path) -> None:
    page = tmp_path / "index.html"
    write_model_docs(page, MANIFEST, warehouse, FOLDERS)
    assert "Ends </script> early" not in page.read_text(encoding="utf-8")
    assert r"Ends <\/script> early" in page.read_text(encoding="utf-8")


def test_what_is_shown_says_the_same_as_before() -> None:
    shown = without_folders(of_the_models(MANIFEST), FOLDERS)
    assert shown["nodes"]["model.p.mart_one"] == MANIFEST["nodes"]["model.p.mart_one"]
    assert shown["child_map"] == {"model.p.mart_one": ["test.p.not_null"]}
    assert shown["parent_map"] == {"model.p.mart_one": ["seed.p.words"]}
    json.dumps(shown)


def test_another_version_of_dbts_page_is_told(warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_docs, "_CATALOG", '"ANOTHER PLACE"')
    with pytest.raises(ValueError, match="changed with dbt's version"):
        write_model_docs(tmp_path / "index.html", MANIFEST, warehouse, FOLDERS)


def test_dbts_page_loads_nothing_from_outside(warehouse: Path, tmp_path: Path) -> None:
    page = tmp_path / "index.html"
    write_model_docs(page, MANIFEST, warehouse, FOLDERS)
    head = page.read_text(encoding="utf-8").split("<body")[0]
    assert not re.findall(r"<(?:script|link|img)[^>]+(?:src|href)=[\"']?(?:https?:)?//", head)
