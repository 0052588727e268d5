"""Headings are found wherever they are, and every row is something."""

import pytest

from dagster_project.returns.layout import SheetLayout, understand_sheet
from dagster_project.returns.workbook import Sheet
from tests.unit.workbooks import HEADINGS, PERSON

UNITS = {"tinh": "Tỉnh ủy Bắc Kạn (cấp tỉnh)", "ba-be": "Huyện ủy Ba Bể", "b": "Huyện ủy Ba"}


def sheet(*rows: list[str], merged: list[tuple[tuple[int, int], tuple[int, int]]] | None = None) -> SheetLayout:
    width = max(map(len, rows))
    padded = [[str(cell) for cell in row] + [""] * (width - len(row)) for row in rows]
    types = ["".join("s" if cell else "-" for cell in row) for row in padded]
    return understand_sheet(Sheet("x", 0, False, padded, types, merged or []), UNITS)


@pytest.mark.parametrize("number", ["01", "02", "03", "04"])
def test_a_form_is_told_by_its_heading(number: str) -> None:
    layout = sheet(["Báo cáo"], [], HEADINGS[number], ["1", *["x"] * 8])
    assert layout.form == number
    assert layout.heading is not None
    assert layout.heading.unknown == []
    assert layout.kinds == ["title", "blank", "heading", "data"]


def test_a_heading_without_accents_and_with_brackets() -> None:
    layout = sheet(
        ["TT", "Ma to chuc", "Ten to chuc dang", "Loai hinh (theo danh muc)", "Xep loai"],
        ["1", "A", "b", "c", "d"],
    )
    assert layout.form == "01"
    assert set(layout.heading.columns.values()) >= {"organisation_code", "organisation_type", "rating"}  # type: ignore[union-attr]


TWO_ROWS = (
    ["TT", "Họ và tên", "Ngày, tháng, năm sinh", "", "Số CCCD", "Chức vụ", "Cấp", "Trình độ", ""],
    ["", "", "Nam", "Nữ", "", "", "", "Chuyên môn", "LLCT"],
)
DATA = ["1", "Người Mẫu", "1985", "", "006085000001", "Huyện ủy viên", "Huyện", "ĐH", "CC"]


@pytest.mark.parametrize(
    "merged",
    [[], [((0, 2), (0, 3)), ((0, 7), (0, 8)), *[((0, column), (1, column)) for column in (0, 1, 4, 5, 6)]]],
    ids=["csv and ods know no merged cells", "merged"],
)
def test_the_two_row_heading_of_birth_by_sex(merged: list[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    layout = sheet(*TWO_ROWS, ["1", "2", "3", "4", "5", "6", "7", "8", "9"], DATA, merged=merged)
    assert layout.heading is not None
    assert layout.heading.columns == {
        0: "line_number", 1: "full_name", 2: "born_on_male", 3: "born_on_female", 4: "citizen_id", 5: "position",
        6: "level", 7: "professional_qualification", 8: "political_theory",
    }  # fmt: skip
    assert layout.kinds == ["heading", "heading", "column_numbers", "data"]


def test_every_row_around_the_data_is_recognised() -> None:
    person = [str(cell) for cell in PERSON]
    layout = sheet(
        ["TỈNH ỦY BẮC KẠN"],
        HEADINGS["02"],
        ["1", "2", "3", "4", "5", "6", "7"],
        ["I", "KHỐI ĐẢNG"],
        person,
        ["", "Cộng: 1"],
        ["A", "Khối chính quyền", "Nữ"],
        person,
        ["2", "Người Chỉ Có Tên"],
        ["", "Cộng Hòa Văn", "1985", "Nam", "", "006085000002"],
        HEADINGS["02"],
        person,
        ["Tổng cộng: 4 đồng chí"],
        [],
        ["", "Người lập biểu", "", "", "", "T/M BAN THƯỜNG VỤ"],
        ["", "Người Ký Tên", "", "", "", "Bí thư"],
        ["Nơi nhận: như trên"],
    )
    assert layout.kinds == [
        "title", "heading", "column_numbers", "section", "data", "subtotal", "data", "data", "data", "data", "heading",
        "data", "total", "blank", "footer", "footer", "footer",
    ]  # fmt: skip
    assert layout.control_total == 4


def test_a_total_may_stand_in_the_cell_beside_its_word() -> None:
    layout = sheet(HEADINGS["03"], ["1", *["x"] * 8], ["", "Tổng cộng", "", "1"])
    assert (layout.kinds[-1], layout.control_total) == ("total", 1)


@pytest.mark.parametrize(
    ("titles", "years"),
    [
        (["DANH SÁCH NĂM 2024", "Ba Bể, ngày 15 tháng 01 năm 2025"], [2024]),
        (["Nghị quyết giai đoạn 2021 - 2025", "năm 2023"], [2023]),
        (["DANH SACH CAN BO NAM 2022"], [2022]),
        (["Nhiệm kỳ 2020 - 2025"], []),
        (["Tính đến 31/12/2024"], []),
        (["Từ năm 2021 đến năm 2025"], []),
        (["… ngày … tháng … năm 2025", "Năm 2024"], [2024]),
    ],
)
def test_the_year_of_a_title_is_not_that_of_a_date_or_period(titles: list[str], years: list[int]) -> None:
    assert sheet(*[[title] for title in titles], HEADINGS["03"]).title_years == years


def test_units_are_named_word_for_word() -> None:
    assert sheet(["TỈNH ỦY BẮC KẠN"], ["HUYỆN UỶ BA BỂ"], HEADINGS["03"]).title_units == ["ba-be", "tinh"]
    assert sheet(["HUYEN UY BA"], HEADINGS["03"]).title_units == ["b"]
    assert "b" not in sheet(["HUYỆN ỦY BAN"], HEADINGS["03"]).title_units


def test_a_sheet_that_is_no_form_has_only_titles() -> None:
    layout = sheet(["Hướng dẫn"], ["Ghi mã tổ chức vào cột Mã tổ chức"])
    assert layout.form is None
    assert layout.kinds == ["title", "title"]


def test_a_legacy_sheet_is_read_as_vietnamese() -> None:
    layout = sheet(["TT", "M· tæ chøc", "Tªn tæ chøc ®¶ng", "Lo¹i h×nh"], ["1", "A", "§¶ng ñy x·", "§¶ng ñy c¬ së"])
    assert layout.form == "01"
    assert layout.texts[1][3] == "Đảng ủy cơ sở"
