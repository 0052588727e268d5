"""The interface between Python and dbt: _sources.yml declares what Python hands over and staging reads."""

import json
import re
from collections.abc import Mapping

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.dbt.conftest import Dbt
from tests.dbt.typed_data import HANDED_OVER

pytestmark = pytest.mark.slow

_TYPES = {
    pa.string(): "string",
    pa.int32(): "integer",
    pa.int64(): "bigint",
    pa.float64(): "double",
    pa.bool_(): "boolean",
    pa.date32(): "date",
    pa.decimal128(5, 2): "decimal(5, 2)",
    pa.timestamp("us"): "timestamp",
}


def shape_problems(declared: Mapping[str, str], schema: pa.Schema, read_by: str) -> list[str]:
    """Return where a table's declared columns (name → type), its Arrow schema and the SQL that reads it disagree."""
    handed_over = {field.name: _TYPES[field.type] for field in schema}
    words = set(re.findall(r"\w+", read_by))
    return [
        *(f"{name}: declared, not handed over" for name in declared.keys() - handed_over.keys()),
        *(
            f"{name}: declared {declared[name]}, handed over {handed_over[name]}"
            for name in declared.keys() & handed_over.keys()
            if declared[name] != handed_over[name]
        ),
        *(f"{name}: read, not declared" for name in (handed_over.keys() & words) - declared.keys()),
        *(f"{name}: declared, read by nobody" for name in declared.keys() - words),
    ]


def test_a_wrong_shape_is_noticed() -> None:
    schema = pa.schema([("a", pa.string()), ("b", pa.int64()), ("c", pa.int32()), ("d", pa.bool_())])
    declared = {"a": "string", "b": "integer", "d": "boolean", "renamed": "varchar"}
    assert sorted(shape_problems(declared, schema, "select a, b, c, renamed from t")) == [
        "b: declared integer, handed over bigint",
        "c: read, not declared",
        "d: declared, read by nobody",
        "renamed: declared, not handed over",
    ]


@pytest.fixture(scope="module")
def manifest(empty_province: Dbt) -> dict:
    return json.loads((empty_province.target / "manifest.json").read_text())


@pytest.fixture(scope="module")
def schemas(empty_province: Dbt) -> dict[tuple[str, str], pa.Schema]:
    lists = (empty_province.data_dir / "reference").glob("*.parquet")
    return HANDED_OVER | {("reference", path.stem): pq.read_schema(path) for path in lists}


def test_every_table_is_handed_over_and_declared(manifest: dict, schemas: Mapping[tuple[str, str], pa.Schema]) -> None:
    declared = {(source["source_name"], source["name"]) for source in manifest["sources"].values()}
    assert declared <= set(schemas)
    # a reference list that Python alone reads is no source
    assert set(HANDED_OVER) <= declared


def test_columns_are_declared_as_they_are_handed_over_and_read(
    empty_province: Dbt, manifest: dict, schemas: Mapping[tuple[str, str], pa.Schema]
) -> None:
    compiled = empty_province.target / "compiled" / "resolution_warehouse"
    problems = {}
    for unique_id, source in manifest["sources"].items():
        declared = {name: column["data_type"] for name, column in source["columns"].items()}
        readers = [manifest["nodes"][child] for child in manifest["child_map"][unique_id] if child.startswith("model.")]
        read_by = "\n".join((compiled / node["original_file_path"]).read_text(encoding="utf-8") for node in readers)
        found = shape_problems(declared, schemas[source["source_name"], source["name"]], read_by)
        if found:
            problems[f"{source['source_name']}.{source['name']}"] = found
    assert not problems


def test_each_table_is_read_in_one_place(manifest: dict) -> None:
    """What is decided of a source in two staging models is decided twice; only digests are wanted of all versions."""
    readers = {
        source["name"]: {
            child.split(".")[2] for child in manifest["child_map"][unique_id] if child.startswith("model.")
        }
        for unique_id, source in manifest["sources"].items()
    }
    assert {name: models for name, models in readers.items() if len(models - {"stg_row_digest"}) != 1} == {}
