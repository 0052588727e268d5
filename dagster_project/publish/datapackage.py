"""`datapackage.json`: the published tables told to programs, as a Frictionless Data Package.

Belongs here: how a table's shape and what dbt says of it become a resource. Does not belong here: the words
(dictionary.py), and hashes and times, which change where the tables do not (manifest.json).
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

from dagster_project.publish.dictionary import DescribedColumn, DescribedTable, Dictionary, title_of
from dagster_project.publish.tables import SCHEMA, Shape, shapes_of

FILE_NAME = "datapackage.json"
_TYPES = {
    "BOOLEAN": "boolean",
    "INTEGER": "integer",
    "BIGINT": "integer",
    "DOUBLE": "number",
    "DECIMAL": "number",
    "VARCHAR": "string",
    "DATE": "date",
    "TIMESTAMP": "datetime",
}
_DESCRIPTION = (
    "Các bảng công bố của kho số liệu: không có dữ liệu cá nhân · The published tables of the warehouse: "
    "no personal data"
)


def write_package(folder: Path, dictionary: Dictionary) -> None:
    """Write the package of the tables in `bi.duckdb` of a folder, beside it."""
    with duckdb.connect(str(folder / "bi.duckdb"), read_only=True) as connection:
        shapes = shapes_of(connection, "bi")
    text = json.dumps(package_of(shapes, dictionary), ensure_ascii=False, indent=2) + "\n"
    (folder / FILE_NAME).write_text(text, encoding="utf-8")


def package_of(shapes: Mapping[str, Shape], dictionary: Dictionary) -> dict[str, Any]:
    """Return the descriptor: one resource a table, its path seen from the published folder."""
    return {
        "profile": "data-package",
        "name": SCHEMA,
        "title": title_of(_DESCRIPTION),
        "description": _DESCRIPTION,
        "resources": [_resource(name, shapes[name], dictionary.get(name, DescribedTable())) for name in sorted(shapes)],
    }


def _resource(name: str, shape: Shape, table: DescribedTable) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [
            _field(column, kind, nullable, table.columns.get(column, DescribedColumn()))
            for column, kind, nullable in shape
        ]
    }
    if table.key:
        schema["primaryKey"] = list(table.key)
    if table.foreign_keys:
        schema["foreignKeys"] = [
            {
                "fields": list(one.columns),
                # The specification calls the own table "".
                "reference": {"resource": "" if one.table == name else one.table, "fields": list(one.referenced)},
            }
            for one in table.foreign_keys
        ]
    return {
        "name": name,
        "path": f"parquet/{name}.parquet",
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        **_told(table.description),
        "schema": schema,
    }


def _field(name: str, kind: str, nullable: bool, column: DescribedColumn) -> dict[str, Any]:
    told: dict[str, Any] = {
        "name": name,
        "type": _TYPES.get(kind.partition("(")[0], "any"),
        **_told(column.description),
    }
    if column.unit:
        told["unit"] = column.unit
    constraints: dict[str, Any] = {}
    if not nullable:
        constraints["required"] = True
    if column.values:
        constraints["enum"] = list(column.values)
    if column.is_never_negative:
        constraints["minimum"] = 0
    if constraints:
        told["constraints"] = constraints
    return told


def _told(description: str) -> dict[str, str]:
    return {"title": title_of(description), "description": description} if description else {}
