"""What decides figures is told apart, part by part."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dagster_project.lib.parquet import write_parquet
from dagster_project.lib.seeds import read_seed
from dagster_project.returns.reference.load import load_reference, write_reference
from dagster_project.warehouse import figure_stamps
from tests.dbt.typed_data import SEEDS


@pytest.fixture
def reference(tmp_path: Path) -> Path:
    write_reference(load_reference(SEEDS), tmp_path / "reference")
    return tmp_path / "reference"


def stamps(reference: Path) -> dict[tuple[str, str], str]:
    rows = figure_stamps.figure_stamps(reference).to_pylist()
    return {(row["kind"], row["name"]): row["stamp"] for row in rows}


def test_everything_that_is_stamped_has_a_name_for_people(reference):
    named = {(row["kind"], row["name"]) for row in read_seed("figure_inputs.csv")}
    assert set(stamps(reference)) == named


def test_a_list_that_is_edited_is_told_and_no_other(reference):
    before = stamps(reference)
    units = pq.read_table(reference / "units.parquet")
    called = units.set_column(units.column_names.index("label_en"), "label_en", pa.array(["Other"] * len(units)))
    write_parquet(reference / "units.parquet", called)
    assert stamps(reference) == before, "what readers call it decides no figure"
    write_parquet(reference / "units.parquet", units.slice(1))
    after = stamps(reference)
    assert [key for key in before if before[key] != after[key]] == [("reference", "units")]


def test_a_list_with_the_same_rows_is_the_same_whatever_its_bytes(reference):
    before = stamps(reference)
    units = pq.read_table(reference / "units.parquet")
    pq.write_table(units, reference / "units.parquet", compression="none")
    assert stamps(reference) == before


def test_a_rule_file_that_is_edited_is_told_and_no_other(reference, tmp_path, monkeypatch):
    copies = tmp_path / "expectations"
    copies.mkdir()
    for path in figure_stamps.EXPECTATIONS.glob("*.json"):
        (copies / path.name).write_bytes(path.read_bytes())
    before = stamps(reference)
    monkeypatch.setattr(figure_stamps, "EXPECTATIONS", copies)
    assert stamps(reference) == before
    form = copies / "form_02.json"
    suite = json.loads(form.read_text(encoding="utf-8"))
    suite["expectations"][0] |= {
        "notes": "Viết rõ hơn.",
        "meta": suite["expectations"][0]["meta"] | {"expected": "khác"},
    }
    form.write_text(json.dumps(suite), encoding="utf-8")
    assert stamps(reference) == before, "what it says to a district decides no figure"
    suite["expectations"][0]["severity"] = "info"
    form.write_text(json.dumps(suite), encoding="utf-8")
    after = stamps(reference)
    assert [key for key in before if before[key] != after[key]] == [("rules", "form_02")]


def test_a_model_that_figures_pass_is_code_and_what_is_kept_of_other_days_is_not():
    models = {path.stem for path in figure_stamps._models()}
    assert {"int_indicator_value", "fct_cadre_year", "stg_unit", "meets"} <= models
    assert not models & {"fct_indicator_vintage", "mart_indicator_year", "find_return_late"}
