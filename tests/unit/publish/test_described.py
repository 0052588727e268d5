"""What dbt says of a table reaches its readers: in datapackage.json, in the Parquet files, as keys and closed lists."""

import json
from datetime import datetime
from pathlib import Path

import frictionless
import pyarrow.parquet as pq
import pytest

from dagster_project.publish.datapackage import package_of
from dagster_project.publish.dictionary import DescribedColumn, DescribedTable, ForeignKey, read_dictionary, title_of
from dagster_project.publish.marts import publish_marts
from dagster_project.publish.publication import RunInfo
from tests.unit.marts import DICTIONARY, warehouse


def model(name: str, columns: dict[str, dict], schema: str = "marts") -> dict:
    told = {column: {"name": column, "description": f"{column}.", **about} for column, about in columns.items()}
    return {
        "unique_id": f"model.p.{name}",
        "name": name,
        "resource_type": "model",
        "schema": schema,
        "description": f"Grain: {name}\n  .",
        "columns": told,
    }


def sound(of: str, **asked: object) -> dict:
    return {
        "unique_id": f"test.p.sound.{of}",
        "resource_type": "test",
        "attached_node": f"model.p.{of}",
        "test_metadata": {"name": "sound", "kwargs": asked},
    }


def read(*nodes: dict) -> dict[str, DescribedTable]:
    return read_dictionary({"nodes": {node["unique_id"]: node for node in nodes}}, "marts")


def test_descriptions_keys_lists_and_units_are_what_the_yaml_says() -> None:
    told = read(
        model("mart_a", {"year": {}, "state": {}, "rows": {"config": {"meta": {"unit": "rows"}}}}),
        model("dim_year", {"year": {}}),
        model("stg_a", {"year": {}}, schema="staging"),
        sound(
            "mart_a",
            key=["year", "state"],
            one_of={"state": ["in", "out"]},
            never_negative=["rows"],
            found_in=[{"columns": ["year"], "to": "ref('dim_year')"}],
        ),
        sound("dim_year", key=["year"]),
    )
    assert told == {
        "mart_a": DescribedTable(
            "Grain: mart_a .",
            {
                "year": DescribedColumn("year."),
                "state": DescribedColumn("state.", values=("in", "out")),
                "rows": DescribedColumn("rows.", unit="dòng · rows", is_never_negative=True),
            },
            ("year", "state"),
            (ForeignKey(("year",), "dim_year", ("year",)),),
        ),
        "dim_year": DescribedTable("Grain: dim_year .", {"year": DescribedColumn("year.")}, ("year",)),
    }


@pytest.mark.parametrize(
    ("to", "columns", "is_key"),
    [
        ("ref('dim_b')", ["one", "two"], True),
        ("ref('dim_b')", ["two", "one"], True),
        ("ref('dim_b')", ["one"], False),  # part of a key
        ("ref('stg_b')", ["one", "two"], False),  # not published
        ("source('s', 'dim_b')", ["one", "two"], False),
    ],
)
def test_a_foreign_key_leads_to_the_whole_key_of_a_published_table(to: str, columns: list[str], is_key: bool) -> None:
    told = read(
        model("mart_a", {"one": {}, "two": {}}),
        model("dim_b", {"one": {}, "two": {}}),
        model("stg_b", {"one": {}, "two": {}}, schema="staging"),
        sound("dim_b", key=["one", "two"]),
        sound("stg_b", key=["one", "two"]),
        sound("mart_a", key=["one"], found_in=[{"columns": columns, "to": to}]),
    )
    wanted = (ForeignKey(tuple(columns), "dim_b", tuple(columns)),) if is_key else ()
    assert told["mart_a"].foreign_keys == wanted


def test_of_several_keys_those_are_told_that_lead_to_a_whole_key_however_it_is_called_there() -> None:
    told = read(
        model("mart_a", {"one": {}, "two": {}}),
        model("dim_one", {"its_one": {}}),
        model("dim_two", {"two": {}, "other": {}}),
        sound("dim_one", key=["its_one"]),
        sound("dim_two", key=["other"]),
        sound(
            "mart_a",
            key=["one"],
            found_in=[
                {"columns": ["one"], "to": "ref('dim_one')", "as": ["its_one"]},
                {"columns": ["two"], "to": "ref('dim_two')"},
            ],
        ),
    )
    assert told["mart_a"].foreign_keys == (ForeignKey(("one",), "dim_one", ("its_one",)),)


def test_a_unit_that_nobody_translated_stops_no_night() -> None:
    told = read(model("mart_a", {"rows": {"config": {"meta": {"unit": "row"}}}}))
    assert told["mart_a"].columns["rows"].unit == "row"


@pytest.mark.parametrize(
    ("description", "title"),
    [
        ("Tử số: số đạt; 0 = không · Numerator: met; 0 = none", "Tử số · Numerator"),
        ("Năm báo cáo. Mỗi dòng một năm · Report years. Grain: one year.", "Năm báo cáo · Report years"),
        ("Điểm 2.2.3 · Clause 2.2.3", "Điểm 2.2.3 · Clause 2.2.3"),
        ("Biểu · Form", "Biểu · Form"),
        ("", ""),
    ],
)
def test_the_title_is_what_a_description_begins_with(description: str, title: str) -> None:
    assert title_of(description) == title


def test_the_package_says_types_units_constraints_and_keys() -> None:
    shapes = {
        "mart_return": [
            ("report_year", "INTEGER", False),
            ("rows_read", "BIGINT", False),
            ("at", "TIMESTAMP", True),
            ("limit", "DECIMAL(5,2)", True),
        ]
    }
    [resource] = package_of(shapes, DICTIONARY)["resources"]
    assert resource["path"] == "parquet/mart_return.parquet"
    assert resource["title"] == "Báo cáo · Returns"
    assert resource["schema"] == {
        "fields": [
            {"name": "report_year", "type": "integer", "constraints": {"required": True}},
            {
                "name": "rows_read",
                "type": "integer",
                "title": "Số dòng đã đọc · Rows read",
                "description": "Số dòng đã đọc · Rows read",
                "unit": "dòng · rows",
                "constraints": {"required": True, "minimum": 0},
            },
            {"name": "at", "type": "datetime"},
            {"name": "limit", "type": "number"},
        ],
        "primaryKey": ["report_year", "unit_code", "form"],
        "foreignKeys": [
            {"fields": ["report_year"], "reference": {"resource": "dim_report_year", "fields": ["report_year"]}}
        ],
    }


def test_what_is_published_is_described_in_the_package_and_in_parquet(tmp_path: Path) -> None:
    warehouse(tmp_path / "warehouse.duckdb")
    run = RunInfo(datetime(2026, 1, 2), "run-1")
    publish_marts(tmp_path / "warehouse.duckdb", tmp_path / "published", run, DICTIONARY)
    package = tmp_path / "published/datapackage.json"
    report = frictionless.Package.validate_descriptor(str(package))
    assert report.valid, report.to_summary()
    told = {one["name"]: one for one in json.loads(package.read_text(encoding="utf-8"))["resources"]}
    schema = pq.read_schema(tmp_path / "published" / told["mart_indicator"]["path"])
    assert schema.metadata[b"description"].decode() == DICTIONARY["mart_indicator"].description
    fields = {one["name"]: one.get("description") for one in told["mart_indicator"]["schema"]["fields"]}
    in_file = {name: (schema.field(name).metadata or {}).get(b"description", b"").decode() or None for name in fields}
    assert in_file == fields
    assert fields["label_vi"] == "Tên chỉ tiêu · The indicator's name"
    assert [schema.field(name).nullable for name in ("indicator_code", "label_vi")] == [False, True]
