"""dbt's own pages about the models, as one file that opens from disk: what each is, its columns, where it comes from.

Belongs here: filling dbt's page with the manifest and with what the warehouse really has. `dbt docs generate` makes the
same page in a process of its own, which costs a night some seconds, shows whose folders the data lie in, and only right
after a build. Does not belong here: the words (dbt/models), and which tables are published (tables.py).
"""

import json
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import duckdb

DOCS_PAGE = "docs/index.html"
#: What dbt's page leaves room for.
_MANIFEST, _CATALOG = '"MANIFEST.JSON INLINE DATA"', '"CATALOG.JSON INLINE DATA"'
#: What of dbt's metadata the page needs; the rest says who ran it, and when.
_METADATA = ("project_name", "adapter_type", "dbt_version", "dbt_schema_version")

Json = dict[str, Any]


def write_model_docs(target: Path, manifest: Json, warehouse_path: Path, folders: Mapping[str, str]) -> None:
    """Write the page.

    Args:
        target: the file.
        manifest: dbt's manifest.
        warehouse_path: the warehouse whose tables and columns are shown.
        folders: path of a folder → what it is called on the page: a reader need not know where checkout and data lie.

    Raises:
        ValueError: dbt's page has no place for them; it is pinned, so only another version of dbt can do that.
    """
    page = (files("dbt") / "task" / "docs" / "index.html").read_text(encoding="utf-8")
    shown = without_folders(of_the_models(manifest), folders)
    for place, content in ((_MANIFEST, shown), (_CATALOG, catalog_of(shown, warehouse_path))):
        if place not in page:
            raise ValueError(f"dbt's page about the models has no {place}: it changed with dbt's version")
        # A description may say </script>.
        page = page.replace(place, json.dumps(content, ensure_ascii=False).replace("</", "<\\/"))
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(page, encoding="utf-8")


def of_the_models(manifest: Json) -> Json:
    """Return what of a manifest is about the models: not the run, nor unit tests, whose made rows look like persons."""
    metadata = {name: manifest["metadata"][name] for name in _METADATA}
    parents = {name: of for name, of in manifest["parent_map"].items() if not name.startswith("unit_test.")}
    children = {
        name: [one for one in of if not one.startswith("unit_test.")] for name, of in manifest["child_map"].items()
    }
    changed = {"metadata": metadata, "unit_tests": {}, "disabled": {}, "parent_map": parents, "child_map": children}
    return manifest | changed


def without_folders(manifest: Json, folders: Mapping[str, str]) -> Json:
    """Return a manifest that calls the folders it was made in by other names."""
    # The longer ones first: one may lie in the other.
    names = sorted(folders.items(), key=lambda one: -len(one[0]))

    def told(value: Any) -> Any:
        if isinstance(value, str):
            for path, name in names:
                value = value.replace(path, name)
            return value
        if isinstance(value, Mapping):
            return {key: told(one) for key, one in value.items()}
        return [told(one) for one in value] if isinstance(value, list) else value

    return told(manifest)


def catalog_of(manifest: Json, warehouse_path: Path) -> Json:
    """Return dbt's catalog: of every model and seed that the warehouse has its kind, its columns and their types."""
    with duckdb.connect(str(warehouse_path), read_only=True) as warehouse:
        tables = warehouse.execute("select table_schema, table_name, table_type from information_schema.tables")
        kinds = {(schema, name): kind for schema, name, kind in tables.fetchall()}
        found = warehouse.execute(
            "select schema_name, table_name, column_name, data_type, column_index from duckdb_columns() "
            "where database_name = current_database() order by all"
        ).fetchall()
    columns: dict[tuple[str, str], Json] = {}
    for schema, table, name, kind, index in found:
        columns.setdefault((schema, table), {})[name] = {"name": name, "type": kind, "index": index, "comment": None}
    nodes = {
        unique_id: {
            "unique_id": unique_id,
            "metadata": {
                "type": kinds[place],
                "schema": node["schema"],
                "name": node["name"],
                "database": node["database"],
                "comment": None,
                "owner": None,
            },
            "columns": columns[place],
            "stats": {},
        }
        for unique_id, node in manifest["nodes"].items()
        if (place := (node["schema"], node.get("alias") or node["name"])) in kinds
        and node["resource_type"] in ("model", "seed")
    }
    return {"metadata": {}, "nodes": nodes, "sources": {}, "errors": None}
