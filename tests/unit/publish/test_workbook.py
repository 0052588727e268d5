"""The workbook of a review says what the marts say: typed, in both languages, and nothing by colour alone."""

import re
from datetime import datetime
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell import Cell
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from dagster_project.publish.review.facts import WHOLE_PROVINCE
from dagster_project.publish.workbook.write import write_workbooks
from dagster_project.returns.reference.registry import TOTAL
from tests.unit.publish.reviews import INDICATORS, change, review

RED, YELLOW = "FFFBE0D6", "FFFFF2CC"


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    path = tmp_path_factory.mktemp("data") / "scorecard.xlsx"
    write_workbooks([review(changes=(change(),))], path)
    return openpyxl.load_workbook(path)


def rows_of(sheet: Worksheet) -> list[dict[str, Cell]]:
    """Return the rows below the headings that stay, as Vietnamese heading → cell; of several alike the last."""
    assert sheet.freeze_panes
    top = int(re.sub(r"\D", "", sheet.freeze_panes)) - 1
    names = [str(cell.value).split("\n")[0] for cell in sheet[top]]
    return [dict(zip(names, row, strict=True)) for row in sheet.iter_rows(min_row=top + 1)]


def shown(cell: Cell) -> str:
    """Write a percentage as Excel does: rounded half up to the decimals of its format, its signs around it."""
    found = re.fullmatch(r'(?:"([^"]*)")?0(?:\.(0+))?%(?:"([^"]*)")?', cell.number_format)
    assert found, cell.number_format
    decimals = len(found[2] or "")
    scaled = Fraction(str(cell.value)) * 100 * 10**decimals
    whole, part = divmod(int(scaled + Fraction(1, 2)), 10**decimals)
    return f"{found[1] or ''}{whole}{f'.{part:0{decimals}d}' if decimals else ''}%{found[3] or ''}"


def test_a_sheet_a_view(book: Workbook) -> None:
    assert book.sheetnames == [
        "Tổng hợp", "Đơn vị", "Chưa xác định", "Tình hình gửi biểu", "Thay đổi", "Số liệu tỉnh", "Số liệu đơn vị",
        "Ghi chú",
    ]  # fmt: skip


def test_every_figure_of_the_province_is_the_marts_own(book: Workbook) -> None:
    card = review()
    found = {}
    for row in rows_of(book["Số liệu tỉnh"]):
        found[row["Năm"].value, row["Mã"].value, row["Mã nhóm"].value] = row
    assert set(found) == {(year, code, of) for unit, code, of, year in card.figures if unit == WHOLE_PROVINCE}
    for (year, code, of), row in found.items():
        figure = card.figures[WHOLE_PROVINCE, code, of, year]
        counts = [
            row[name].value for name in (
                "Tử số", "Mẫu số", "Số đến mục tiêu", "Không thuộc diện xếp loại", "Chưa rõ", "Ước chưa được tính",
                "Biểu cần", "Biểu đã nhận",
            )
        ]  # fmt: skip
        assert counts == [
            figure.numerator, figure.denominator, figure.to_target, figure.exempt, figure.unknown, figure.missing,
            figure.forms_expected, figure.forms_accepted,
        ]  # fmt: skip
        for name, percent in (
            ("Tỷ lệ", figure.value_pct), ("Cận dưới", figure.lower_pct), ("Cận trên", figure.upper_pct),
            ("Mục tiêu", figure.target_pct), ("Lộ trình của năm", figure.milestone_pct),
        ):  # fmt: skip
            assert row[name].value == (None if percent is None else pytest.approx(percent / 100, abs=1e-15)), name
        assert card.labels.statuses[figure.status].vi in row["Đánh giá"].value


def test_every_figure_of_a_unit_is_the_marts_own(book: Workbook) -> None:
    card = review()
    found = {
        (row["Mã đơn vị"].value, row["Mã"].value, row["Năm"].value): row for row in rows_of(book["Số liệu đơn vị"])
    }
    assert set(found) == {(unit, code, year) for unit, code, _, year in card.figures if unit != WHOLE_PROVINCE}
    for (unit, code, year), row in found.items():
        figure = card.figures[unit, code, TOTAL, year]
        assert (row["Tử số"].value, row["Mẫu số"].value) == (figure.numerator, figure.denominator)


def test_the_review_table_has_a_row_an_indicator_with_its_years(book: Workbook) -> None:
    sheet = book["Tổng hợp"]
    rows = rows_of(sheet)
    assert [row["Mã"].value for row in rows] == [code for code, *_ in INDICATORS]
    first = [cell.value for cell in next(sheet.iter_rows(min_row=sheet.max_row - 5))]
    assert first[6:15] == pytest.approx([90, 100, 0.9, 96, 100, 0.96, 2374, 2500, 0.9496])
    assert rows[0]["Còn thiếu (vượt)"].value == 1
    # Nothing is short of an open verdict.
    assert rows[2]["Còn thiếu (vượt)"].value is None


def test_a_percentage_never_contradicts_its_verdict(book: Workbook) -> None:
    row = rows_of(book["Tổng hợp"])[0]
    assert shown(row["Tỷ lệ"]) == "94.96% ✗"
    assert shown(row["Mục tiêu"]) == "≥ 95%"


def test_half_way_between_two_decimals_both_are_shown(book: Workbook) -> None:
    [row] = [
        row for row in rows_of(book["Số liệu tỉnh"])
        if (row["Năm"].value, row["Mã"].value, row["Mã nhóm"].value) == (2024, "1.2", TOTAL)
    ]  # fmt: skip
    assert shown(row["Tỷ lệ"]) == "6.25%"


def test_a_status_is_a_sign_and_a_word_and_open_is_not_red(book: Workbook) -> None:
    verdicts = [row["Đánh giá"] for row in rows_of(book["Tổng hợp"])]
    assert [cell.value for cell in verdicts] == [
        "✗ Chưa đạt · Not met", "✓ Đạt · Met", "? Chưa xác định · Undetermined", "○ Không áp dụng · Not applicable",
        "∅ Không có số liệu · No data", "? Chưa xác định · Undetermined",
    ]  # fmt: skip
    colours = [cell.fill.fgColor.rgb for cell in verdicts]
    assert colours[0] == RED
    assert colours[2] == colours[5] == YELLOW
    assert RED not in colours[1:]


def test_before_its_year_a_target_has_the_sign_of_its_progress_and_no_colour(book: Workbook) -> None:
    row = next(row for row in rows_of(book["Đơn vị"]) if row["Năm"].value == 2024)
    cell = next(cell for name, cell in row.items() if name.startswith("1.2"))
    assert shown(cell) == "6.25% ▼"
    assert cell.fill.fill_type is None


def test_what_has_no_percentage_says_so_in_words(book: Workbook) -> None:
    row = next(row for row in rows_of(book["Đơn vị"]) if row["Năm"].value == 2025)
    words = [cell.value for name, cell in row.items() if name.startswith(("1.4", "1.5"))]
    assert words == ["○ Không áp dụng", "∅ Không có số liệu"]


def test_returns_that_are_not_in_order_are_listed(book: Workbook) -> None:
    told = [
        (row["Năm"].value, row["Đơn vị"].value, row["Biểu"].value, row["Tình trạng"].value, row["Số ngày muộn"].value)
        for row in rows_of(book["Tình hình gửi biểu"])
    ]
    assert told == [
        (2024, "Huyện ủy An Bình", "01", "✗ Chưa gửi · Missing", None),
        (2024, "Huyện ủy An Bình", "02", "✗ Bị trả lại · Sent back", None),
        (2024, "Tỉnh ủy Mẫu Sơn (cấp tỉnh)", "01", "✓ Đã nhận, nộp muộn · Accepted, late", 5),
    ]
    late = rows_of(book["Tình hình gửi biểu"])[2]
    assert late["Ngày nhận"].value == datetime(2025, 2, 5)
    assert late["Dòng bị loại"].value == 2


def test_open_verdicts_come_first_and_say_what_is_to_be_done(book: Workbook) -> None:
    rows = rows_of(book["Chưa xác định"])
    assert [(row["Năm"].value, row["Mã"].value, row["Số đối tượng"].value) for row in rows] == [
        (2025, "1.3", 12), (2025, "1.3", 1), (2024, "1.5", 10),
    ]  # fmt: skip
    assert rows[0]["Việc cần làm"].value == "Nhận Biểu 02 năm 2025 của Huyện ủy An Bình: khoảng 12 đồng chí"


def test_changes_say_before_after_and_why(book: Workbook, tmp_path: Path) -> None:
    [cells] = [[cell.value for cell in row.values()] for row in rows_of(book["Thay đổi"])]
    assert "Đã nhận Biểu 01 của An Bình · Form 01 of An Bình came" in cells
    [row] = rows_of(book["Thay đổi"])
    assert (row["Tử số"].value, row["Mẫu số"].value, shown(row["Tỷ lệ"])) == (96, 100, "96.0%")
    write_workbooks([review()], tmp_path / "none.xlsx")
    none = openpyxl.load_workbook(tmp_path / "none.xlsx")["Thay đổi"]
    assert rows_of(none) == []
    assert any("Chưa có thay đổi" in str(cell.value) for row in none.iter_rows() for cell in row)


def test_every_sheet_stays_readable_and_prints(book: Workbook) -> None:
    for sheet in book:
        assert sheet.freeze_panes, sheet.title
        assert sheet.auto_filter.ref, sheet.title
        assert sheet.print_title_rows, sheet.title
        assert sheet.page_setup.orientation == "landscape"
        assert str(sheet.page_setup.paperSize) == "9"
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)


def test_a_short_year_says_so_on_every_sheet_with_its_figures(book: Workbook) -> None:
    for name in ("Tổng hợp", "Đơn vị", "Số liệu tỉnh", "Số liệu đơn vị"):
        notes = [str(book[name].cell(row, 1).value) for row in range(1, 9)]
        assert any("2025" in note and "Số liệu đến 30/6/2025" in note for note in notes), name


def test_the_same_content_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_workbooks([review()], tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_a_later_resolution_has_a_workbook_of_its_own(tmp_path: Path) -> None:
    write_workbooks([review(), review("NQ-MS-2026")], tmp_path / "scorecard.xlsx")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["scorecard-NQ-MS-2026.xlsx", "scorecard.xlsx"]
