"""On the sample night: workbook and report stand beside the tables, and say every figure as the tables do."""

import json
from pathlib import Path

import duckdb
import openpyxl
import pytest
from docx import Document

from dagster_project.lib import numbers

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def published(nightly_data_dir: Path) -> Path:
    return nightly_data_dir / "published"


@pytest.fixture(scope="module")
def marts(published: Path) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(published / "bi.duckdb"), read_only=True)


def test_the_manifest_vouches_for_both(published: Path) -> None:
    manifest = json.loads((published / "manifest.json").read_text(encoding="utf-8"))
    assert {"scorecard.xlsx", "scorecard.docx"} <= set(manifest["files"])
    assert manifest["not_made"] == {}


@pytest.mark.parametrize(
    ("sheet", "table", "key"),
    [
        ("Số liệu tỉnh", "mart_indicator_year", ("report_year", "indicator_code", "series")),
        ("Số liệu đơn vị", "mart_indicator_unit_year", ("report_year", "unit_code", "indicator_code")),
    ],
)
def test_the_workbook_holds_every_figure(
    published: Path, marts: duckdb.DuckDBPyConnection, sheet: str, table: str, key: tuple[str, ...]
) -> None:
    headings = {
        "report_year": "Năm", "unit_code": "Mã đơn vị", "indicator_code": "Mã", "series": "Mã nhóm",
        "numerator": "Tử số", "denominator": "Mẫu số", "exempt_count": "Không thuộc diện xếp loại",
        "unknown_count": "Chưa rõ", "estimated_missing": "Ước chưa được tính", "subjects_to_target": "Số đến mục tiêu",
        "forms_expected": "Biểu cần", "forms_accepted": "Biểu đã nhận",
    }  # fmt: skip
    columns = [name for name in headings if name in key or name not in ("unit_code", "series")]
    where = "" if "series" in key else "where series = 'total'"
    expected = marts.execute(f"select {', '.join(columns)}, value_pct from marts.{table} {where}").fetchall()
    page = openpyxl.load_workbook(published / "scorecard.xlsx", read_only=True)[sheet]
    rows = list(page.iter_rows(values_only=True))
    top = next(at for at, row in enumerate(rows) if str(row[0]).startswith("Năm\n"))
    names = [str(name).split("\n")[0] for name in rows[top]]
    places = [names.index(headings[name]) for name in columns]
    share = names.index("Tỷ lệ")
    found = {tuple(row[at] for at in places): row[share] for row in rows[top + 1 :]}
    assert set(found) == {row[:-1] for row in expected}
    for *counts, percent in expected:
        value = found[tuple(counts)]
        assert value == (None if percent is None else pytest.approx(percent / 100, abs=1e-12)), counts


def test_the_report_holds_every_figure_of_province_and_units(published: Path, marts: duckdb.DuckDBPyConnection) -> None:
    document = Document(str(published / "scorecard.docx"))
    tables = [
        [[cell.text for cell in row.cells] for row in table.rows] for table in document.tables if len(table.columns) > 6
    ]
    overview, *of_units = [rows for rows in tables if rows[0][0] == "STT"]
    codes = [
        code for (code,) in marts.sql("select indicator_code from marts.dim_indicator order by sort_order").fetchall()
    ]
    units = marts.sql(
        "select unit_code from marts.dim_unit "
        "where unit_code in (select unit_code from marts.mart_indicator_unit_year) order by sort_order"
    ).fetchall()
    assert len(of_units) == len(units)
    for rows, unit in [(overview, None), *zip(of_units, (unit for (unit,) in units), strict=True)]:
        table, of = ("mart_indicator_unit_year", f"unit_code = '{unit}'") if unit else ("mart_indicator_year", "true")
        expected = marts.sql(
            "select indicator_code, report_year, numerator, denominator from "
            f"marts.{table} where series = 'total' and denominator > 0 and status <> 'no_data' and {of}"
        ).fetchall()
        years = [heading.rstrip("*") for heading in rows[0]]
        by_number = {row[0]: row for row in rows[1:]}
        for code, year, n, d in expected:
            cell = by_number[str(codes.index(code) + 1)][years.index(str(year))]
            assert cell.split("\n")[1].rstrip("°") == f"{numbers.count(n)}/{numbers.count(d)}", (unit, code, year)
