"""On the sample night every figure leads back to its subjects, and each row to a line of an archived file."""

import csv
import io
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import duckdb
import openpyxl
import pytest

from dagster_project.returns.receive.blobs import read_blob
from dagster_project.trace.question import Question
from dagster_project.trace.walk import walk
from tests.integration.conftest import CHECKOUT

pytestmark = pytest.mark.slow

# An indicator of each test and population, with and without what is missing; the province and units.
QUESTIONS = [
    ("2.1.1", 2024, "province", "total"),
    ("2.1.2", 2023, "province", "total"),
    ("2.2.1", 2023, "province", "total"),
    ("2.2.2a", 2023, "province", "total"),
    ("2.2.2b", 2025, "province", "total"),
    ("2.2.3", 2024, "ba-be", "district"),
    ("2.2.4a", 2022, "province", "total"),
    ("2.2.5", 2025, "province", "total"),
    ("2.2.5", 2024, "cong-an", "total"),
    ("2.2.8", 2022, "province", "total"),
]


@pytest.fixture(scope="module")
def warehouse(nightly_data_dir: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(nightly_data_dir / "warehouse.duckdb"), read_only=True) as connection:
        yield connection


@pytest.mark.parametrize(("indicator", "year", "unit", "series"), QUESTIONS)
def test_subjects_and_what_is_missing_add_up_to_the_figure(warehouse, indicator, year, unit, series):
    trace = walk(warehouse, Question("NQ-BK-2021", indicator, year, unit, series))
    figure, found = trace.figure, Counter(one["verdict"] for one in trace.subjects)
    assert found["met"] == figure["numerator"]
    assert found["met"] + found["not_met"] + found["unknown"] == figure["denominator"]
    assert (found["unknown"], found["exempt"]) == (figure["unknown_count"], figure["exempt_count"])
    assert found["not_reported"] == figure["missing_by_silence"]
    assert sum(one["earlier_figure"] or 0 for one in trace.units_missing) == figure["missing_by_unit"]
    assert len({one["subject_key"] for one in trace.quarantined}) == figure["missing_by_quarantine"]
    assert bool(trace.gaps) == bool(found["not_reported"])
    # Nobody is counted of whom no accepted row of the population form tells.
    told = {row["subject_key"] for row in trace.rows if row["form"] in ("01", "02") and row["verdict"] == "accepted"}
    assert {one["subject_key"] for one in trace.subjects} <= told
    assert all(one["name"] for one in trace.subjects)
    in_force = {one["source_sha256"] for one in trace.versions if one["version_state"] == "in_force"}
    assert {row["source_sha256"] for row in trace.rows if row["unit_code"] == unit or unit == "province"} <= in_force


def test_the_questions_ask_for_all_that_can_be_missing(warehouse):
    figures = [walk(warehouse, Question("NQ-BK-2021", *question)).figure for question in QUESTIONS]
    for part in ("missing_by_unit", "missing_by_quarantine", "missing_by_silence", "unknown_count", "exempt_count"):
        assert any(figure[part] for figure in figures), part


def test_a_row_is_the_line_of_the_archived_file_that_names_the_subject(warehouse, nightly_data_dir):
    trace = walk(warehouse, Question("NQ-BK-2021", "2.2.3", 2024, "ba-be"))
    names = {one["subject_key"]: one["name"] for one in trace.subjects}
    books = {
        sha256: openpyxl.load_workbook(io.BytesIO(read_blob(nightly_data_dir / "archive", sha256)), read_only=True)
        for sha256 in {row["source_sha256"] for row in trace.rows}
    }
    lines = {
        (sha256, sheet.title): list(sheet.iter_rows(values_only=True))
        for sha256, book in books.items()
        for sheet in book.worksheets
    }
    for row in trace.rows:
        line = lines[row["source_sha256"], row["sheet"]][row["row_number"] - 1]
        assert names[row["subject_key"]].split()[-1].casefold() in " ".join(str(cell) for cell in line).casefold()


def test_make_trace_answers_on_standard_output_alone(nightly_data_dir):
    """Names go to who asked: into no file and no log."""
    before = {path: path.stat().st_mtime_ns for path in nightly_data_dir.rglob("*") if path.is_file()}
    asked = [f"{name}={value}" for name, value in {"INDICATOR": "2.2.3", "YEAR": "2024", "FORMAT": "csv"}.items()]
    ended = subprocess.run(
        [sys.executable, "-m", "dagster_project.trace", *asked],
        cwd=CHECKOUT,
        env={**os.environ, "WAREHOUSE_DATA_DIR": str(nightly_data_dir)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    lines = list(csv.DictReader(io.StringIO(ended.stdout)))
    assert {line["verdict"] for line in lines} >= {"met", "not_met"}
    assert {path: path.stat().st_mtime_ns for path in nightly_data_dir.rglob("*") if path.is_file()} == before
