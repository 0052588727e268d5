"""A district mends what we sent back, or explains it, and puts the very workbook back into the folder."""

from pathlib import Path

import duckdb
import openpyxl
import pytest

from tests.integration.conftest import run_night
from tests.unit.workbooks import PERSON, form, xlsx

pytestmark = pytest.mark.slow
UNITS = "unit_code,unit_name_vi,unit_type,district_code,list_order,valid_from,valid_to,note\n"
YEARS = "report_year,snapshot_on,due_on,rating_regime\n2024,2024-12-31,2025-01-31,124-QĐ/TW (2023)\n"
POST = ["Huyện ủy viên", "Huyện", "HU", "BTV Huyện ủy", "ĐH", "CC", "01/06/2024"]
OTHER = [2, "Người Khác", "31/02/1980", "Nữ", "Tày", "006180000002", "56012346", *POST]
YOUNG = [3, "Người Trẻ", "05/09/2008", "Nam", "Tày", "006208000003", "56012347", *POST]


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """Return a data folder after a night on one defective return, and the settings of that night."""
    root = tmp_path_factory.mktemp("round_trip")
    (root / "reference").mkdir()
    (root / "reference" / "units.csv").write_text(f"{UNITS}ba-be,Huyện ủy Ba Bể,district,061,1,2020-01-01,,\n", "utf-8")
    (root / "reference" / "report_years.csv").write_text(YEARS, "utf-8")
    folder = root / "returns" / "2024" / "ba-be"
    folder.mkdir(parents=True)
    organisation = [1, "HU", "Huyện ủy", "BTV Huyện ủy", "2015", "HTTNV", "1-QĐ", "10/12/2024", ""]
    ratings = [
        [number, person[1], person[5], person[6], "Năm", "HTTNV", "2-QĐ", "10/12/2024", ""]
        for number, person in enumerate((PERSON, OTHER, YOUNG), start=1)
    ]
    (folder / "bao cao.xlsx").write_bytes(
        xlsx(
            {
                "Biểu 01": form("01", organisation),
                "Biểu 02": form("02", PERSON, OTHER, YOUNG),
                "Biểu 03": form("03", *ratings),
                "Biểu 04": form("04", ["", "Không phát sinh"]),
            }
        )
    )
    received = "path,received_at\n2024/ba-be/bao cao.xlsx,2025-01-20T08:00:00\n"
    (root / "returns" / "received.csv").write_text(received, "utf-8")
    settings = {"RETURNS_URL": str(root / "returns"), "WAREHOUSE_REFERENCE_DIR": str(root / "reference")}
    ended = run_night(root / "data", **settings)
    assert ended.returncode == 0, ended.stderr
    return root, settings


def test_mended_cells_and_an_explanation_come_back_as_the_next_version(sent: tuple[Path, dict[str, str]]) -> None:
    root, settings = sent
    assert _findings(root) == [("age_implausible", "warn", 1, 0), ("date_invalid", "row", 1, 0)]
    assert _denominator(root, "2.2.1") == 2

    workbook = openpyxl.load_workbook(root / "data" / "quality" / "feedback" / "2024" / "ba-be.xlsx")
    assert workbook.sheetnames[0] == "Phiếu phản hồi"
    born = workbook["Biểu 02"]["C5"]
    assert born.value == "31/02/1980"
    assert "không" in born.comment.text.lower()
    born.value = "28/02/1980"
    _explain(workbook["Phiếu phản hồi"], "2008", "Đúng năm sinh, được bầu đặc cách.")
    workbook.save(root / "returns" / "2024" / "ba-be" / "phieu da sua.xlsx")
    with (root / "returns" / "received.csv").open("a", encoding="utf-8") as received:
        received.write("2024/ba-be/phieu da sua.xlsx,2025-01-28T08:00:00\n")
    ended = run_night(root / "data", **settings)
    assert ended.returncode == 0, ended.stderr

    assert _findings(root) == [("age_implausible", "warn", 1, 1)]
    assert _denominator(root, "2.2.1") == 3
    with duckdb.connect(str(root / "data" / "warehouse.duckdb"), read_only=True) as warehouse:
        told = warehouse.sql("select state, explanation from quality.fct_finding where is_counted").fetchall()
        versions = warehouse.sql("select distinct versions from marts.mart_return").fetchall()
    assert told == [("explained", "Đúng năm sinh, được bầu đặc cách.")]
    assert versions == [(2,)]
    assert not (root / "data" / "quality" / "feedback" / "2024" / "ba-be.xlsx").exists(), "nothing is asked again"


def _explain(sheet: openpyxl.worksheet.worksheet.Worksheet, value: str, text: str) -> None:
    """Write ``text`` under "Giải trình" in the row of the list that shows ``value``."""
    heading = next(row for row in sheet.iter_rows() if any(cell.value == "Giải trình" for cell in row))
    column = next(cell.column for cell in heading if cell.value == "Giải trình")
    listed = sheet.iter_rows(min_row=heading[0].row + 1)
    row = next(row for row in listed if any(value in str(cell.value) for cell in row))
    sheet.cell(row[0].row, column).value = text


def _findings(root: Path) -> list[tuple[str, str, int, int]]:
    with duckdb.connect(str(root / "data" / "published" / "bi.duckdb"), read_only=True) as marts:
        return marts.sql(
            "select rule_id, severity, findings, explained_findings from marts.mart_quality_finding order by all"
        ).fetchall()


def _denominator(root: Path, indicator: str) -> int:
    with duckdb.connect(str(root / "data" / "published" / "bi.duckdb"), read_only=True) as marts:
        figures = "select denominator from marts.mart_indicator_year where indicator_code = ? and series = 'total'"
        return int(marts.execute(figures, [indicator]).fetchall()[0][0])
