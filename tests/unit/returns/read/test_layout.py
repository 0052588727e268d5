"""Tables are found wherever they are, and every row is something."""

from collections.abc import Callable

import pytest

from dagster_project.returns.read.layout import SheetLayout, TableLayout, understand_sheet
from dagster_project.returns.read.workbook import Sheet
from sample.text import tcvn3
from tests.unit.workbooks import HEADINGS, PERSON

UNITS = {"tinh": "Tỉnh ủy Bắc Kạn (cấp tỉnh)", "ba-be": "Huyện ủy Ba Bể", "b": "Huyện ủy Ba"}


def sheet(*rows: list[str], merged: list[tuple[tuple[int, int], tuple[int, int]]] | None = None) -> SheetLayout:
    width = max(map(len, rows))
    padded = [[str(cell) for cell in row] + [""] * (width - len(row)) for row in rows]
    types = ["".join("s" if cell else "-" for cell in row) for row in padded]
    return understand_sheet(Sheet("x", 0, False, padded, types, merged or []), UNITS, 2024)


def only_table(layout: SheetLayout) -> TableLayout:
    (table,) = layout.tables
    return table


@pytest.mark.parametrize("number", ["01", "02", "03", "04"])
def test_a_form_is_told_by_its_heading(number: str) -> None:
    layout = sheet(["Báo cáo"], [], HEADINGS[number], ["1", *["x"] * 8])
    assert only_table(layout).form == number
    assert only_table(layout).headings[0].unknown == []
    assert layout.kinds == ["title", "blank", "heading", "data"]


def test_a_heading_without_accents_and_with_brackets() -> None:
    layout = sheet(
        ["TT", "Ma to chuc", "Ten to chuc dang", "Loai hinh (theo danh muc)", "Xep loai"],
        ["1", "A", "b", "c", "d"],
    )
    assert only_table(layout).form == "01"
    assert set(only_table(layout).columns.values()) >= {"organisation_code", "organisation_type", "rating"}


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
    assert only_table(layout).columns == {
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
    assert only_table(layout).control_total == 4


def test_a_total_may_stand_in_the_cell_beside_its_word() -> None:
    layout = sheet(HEADINGS["03"], ["1", *["x"] * 8], ["", "Tổng cộng", "", "1"])
    assert (layout.kinds[-1], only_table(layout).control_total) == ("total", 1)


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
    assert sheet(*[[title] for title in titles], HEADINGS["03"]).tables[0].title_years == years


def test_units_are_named_word_for_word() -> None:
    assert sheet(["TỈNH ỦY BẮC KẠN"], ["HUYỆN UỶ BA BỂ"], HEADINGS["03"]).tables[0].title_units == ["ba-be", "tinh"]
    assert sheet(["HUYEN UY BA"], HEADINGS["03"]).tables[0].title_units == ["b"]
    assert "b" not in sheet(["HUYỆN ỦY BAN"], HEADINGS["03"]).tables[0].title_units


def test_a_sheet_that_is_no_form_has_only_titles() -> None:
    layout = sheet(["Hướng dẫn"], ["Ghi mã tổ chức vào cột Mã tổ chức"])
    assert only_table(layout).form is None
    assert layout.kinds == ["title", "title"]


def test_a_legacy_sheet_is_read_as_vietnamese() -> None:
    layout = sheet(["TT", "M· tæ chøc", "Tªn tæ chøc ®¶ng", "Lo¹i h×nh"], ["1", "A", "§¶ng ñy x·", "§¶ng ñy c¬ së"])
    assert only_table(layout).form == "01"
    assert layout.texts[1][3] == "Đảng ủy cơ sở"


LINE_03 = ["1", "Người Mẫu", "006085000001", "56012345", "Năm", "HTTNV", "7-QĐ", "20/12/2024"]
LINE_04 = ["1", "Người Mẫu", "006085000001", "56012345", "Lớp A", "XDĐ", "01/03/2024", "05/03/2024", "Đạt"]


@pytest.mark.parametrize(
    "row",
    [
        ["Tổng cộng", "", "006085000001"],
        ["Người lập biểu", "", "", "56.012345"],
        ["I", "Nơi nhận", "", "", "", "", "", "20/12/2024"],
        ["", "Cộng", "", "", "", "", "", "ngày 5 tháng 3 năm 2024"],
        ["1", "2", "006085000001", "4"],
        ["TT", "Họ và tên", "Số CCCD", "Số thẻ đảng viên", "Kỳ đánh giá", "Kết quả xếp loại", "", "12/2024"],
    ],
    ids=["total", "footer", "section", "subtotal", "column numbers", "heading"],
)
def test_a_row_with_a_fact_where_it_belongs_is_data_whatever_it_says(row: list[str]) -> None:
    layout = sheet(HEADINGS["03"], LINE_03, row, LINE_03)
    assert layout.kinds == ["heading", "data", "data", "data"]


@pytest.mark.parametrize("row", [["", "", "", "", "", "", "", "Bí thư Huyện ủy"], ["", "Bí thư Đảng uỷ xã Hà Hiệu"]])
def test_a_title_of_position_counts_only_in_its_column(row: list[str]) -> None:
    kind = "data" if len(row) == 8 else "section"
    assert sheet(HEADINGS["02"], [str(cell) for cell in PERSON], row).kinds[-1] == kind


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        (["", "Không phát sinh"], "nil"),
        (["Không có"], "nil"),
        (["", "KHONG PHAT SINH TRONG NAM"], "nil"),
        (["", "Kh«ng ph¸t sinh"], "nil"),
        (["1"], "numbered_blank"),
        (["", "Người Không Có"], "section"),
    ],
)
def test_a_blank_form_says_whether_there_is_nothing(row: list[str], kind: str) -> None:
    layout = sheet(HEADINGS["03"], ["1", "2", "3", "4"], row)
    assert layout.kinds == ["heading", "column_numbers", kind]
    assert only_table(layout).says_nothing == (kind == "nil")


def test_nothing_to_report_is_not_said_of_a_form_with_lines() -> None:
    layout = sheet(HEADINGS["03"], LINE_03, ["", "Không phát sinh"])
    assert layout.kinds[-1] == "nil"
    assert not only_table(layout).says_nothing


def test_two_forms_below_one_another_are_two_tables() -> None:
    layout = sheet(
        ["HUYỆN ỦY BA BỂ"], ["Biểu số 03 năm 2024"], HEADINGS["03"], LINE_03, ["Tổng cộng: 1"], [],
        ["Người lập biểu"], [], ["ĐẢNG BỘ TỈNH", "", "", "ĐẢNG CỘNG SẢN VIỆT NAM"], ["Biểu số 04 năm 2023"],
        HEADINGS["04"], LINE_04, LINE_04, ["Tổng cộng: 2"],
    )  # fmt: skip
    evaluations, trainings = layout.tables
    assert (evaluations.form, evaluations.title_years, evaluations.control_total) == ("03", [2024], 1)
    assert (trainings.form, trainings.title_years, trainings.control_total) == ("04", [2023], 2)
    assert (evaluations.first, evaluations.last, trainings.first, trainings.last) == (0, 4, 5, 13)
    assert layout.kinds == [
        "title", "title", "heading", "data", "total", "blank", "title", "blank", "title", "title", "heading", "data",
        "data", "total",
    ]  # fmt: skip


def test_a_heading_printed_again_goes_on_with_its_own_columns() -> None:
    other = ["TT", "Họ và tên", "Số CCCD", "Kết quả xếp loại", "Số quyết định", "Ngày quyết định"]
    layout = sheet(
        HEADINGS["03"], LINE_03, other, ["2", "Người Mẫu", "006085000002", "HTNV", "8-QĐ", "21/12/2024"],
    )  # fmt: skip
    table = only_table(layout)
    assert layout.kinds == ["heading", "data", "heading", "data"]
    assert [heading.columns.get(3) for heading in table.headings] == ["party_card", "rating"]
    assert table.columns[3] == "party_card"
    assert table.columns[5] == "rating"


def test_the_heading_of_a_printed_page_in_two_rows() -> None:
    page = [[*row] for row in TWO_ROWS]
    layout = sheet(*page, DATA, *page, DATA)
    assert layout.kinds == ["heading", "heading", "data", "heading", "heading", "data"]
    assert [heading.columns for heading in only_table(layout).headings] == [only_table(layout).columns] * 2


def test_merged_cells_hold_for_every_row_that_they_cover() -> None:
    first = [str(cell) for cell in PERSON]
    second = ["", "", "", "", "", "", "", "Huyện ủy viên", "Huyện"]
    merged = [((1, column), (3, column)) for column in (0, 1, 2, 3, 4, 5, 6)]
    layout = sheet(HEADINGS["02"], first, second, [], first, merged=merged)
    assert layout.kinds == ["heading", "data", "data", "blank", "data"]
    assert layout.rows[2][:8] == [*first[:7], "Huyện ủy viên"]
    assert layout.types[2][1] == "s"
    assert layout.rows[3] == [""] * len(first)


def test_an_absurd_control_total_is_no_number_that_breaks_anything() -> None:
    layout = sheet(HEADINGS["03"], LINE_03, ["Tổng cộng: 1234567890123456789012345"])
    assert only_table(layout).control_total == 999_999_999


@pytest.mark.parametrize(
    ("title", "units"),
    [
        ("HUYỆN BA BỂ", ["ba-be"]),
        ("ĐẢNG BỘ HUYỆN BA BỂ", ["ba-be"]),
        ("BCH ĐẢNG BỘ HUYỆN BA BỂ", ["ba-be"]),
        ("UBND HUYEN BA BE", ["ba-be"]),
        ("HUYÖN ñY BA BÓ", ["ba-be"]),
        ("Ba Bể, ngày 15 tháng 01 năm 2025", []),
        ("ĐẢNG BỘ TỈNH BẮC KẠN", ["tinh"]),
    ],
)
def test_a_unit_may_be_written_in_other_ways(title: str, units: list[str]) -> None:
    assert sheet([title], HEADINGS["03"]).tables[0].title_units == units


def test_a_title_says_that_everything_is_replaced() -> None:
    assert sheet(["(Thay thế toàn bộ báo cáo lần 1)"], HEADINGS["03"]).tables[0].replaces_all
    assert not sheet(["Thay thế đồng chí Mẫu"], HEADINGS["03"]).tables[0].replaces_all


@pytest.mark.parametrize(
    ("text", "kind"), [("Người lập biểu", "footer"), ("Tổng cộng: 1", "total"), ("Không phát sinh", "nil")]
)
def test_words_beside_a_table_are_known_in_a_legacy_encoding(text: str, kind: str) -> None:
    """TCVN3 has ư at the soft hyphen, which is no letter in Unicode."""
    assert sheet(HEADINGS["03"], LINE_03, ["", tcvn3(text)]).kinds[-1] == kind


def test_the_heading_of_another_page_may_name_years_under_a_column_of_dates() -> None:
    heading = ["TT", "Mã tổ chức", "Tên tổ chức đảng", "Loại hình", "Số QĐ", "Ngày QĐ", "Xếp loại"]
    line = ["1", "TU-BTV", "Ban Thường vụ", "BTV Tỉnh ủy", "7-QĐ", "20/12/2024", "HTTNV"]
    again = [
        ["TT", "Mã tổ chức", "Tên tổ chức đảng", "Loại hình", "Số QĐ", "Xếp loại", "", "Ngày QĐ"],
        ["", "", "", "", "", "Năm 2023", "Năm 2024", ""],
    ]
    layout = sheet(heading, line, *again, [*line[:5], "HTNV", "HTTNV", "20/12/2024"])
    assert layout.kinds == ["heading", "data", "heading", "heading", "data"]
    assert only_table(layout).headings[1].columns[6] == "rating"


@pytest.mark.parametrize("line", [["1", "TU-BTV", "Ban Thường vụ"], ["", "HUBTV", "Ban Thường vụ", "BTV Huyện ủy"]])
def test_a_line_above_a_heading_printed_again_is_no_title(line: list[str]) -> None:
    layout = sheet(HEADINGS["01"], line, HEADINGS["01"], line)
    assert layout.kinds == ["heading", "data", "heading", "data"]


def test_last_years_list_below_this_years_is_a_table_of_its_own() -> None:
    layout = sheet(["Danh sách năm 2024"], HEADINGS["03"], LINE_03, [], ["Danh sách năm 2023"], HEADINGS["03"], LINE_03)
    assert [(table.form, table.title_years) for table in layout.tables] == [("03", [2024]), ("03", [2023])]
    nearly = sheet(["Năm 2024"], HEADINGS["03"], LINE_03, [], ["Năm 2024 (tiếp theo)"], HEADINGS["03"], LINE_03)
    assert only_table(nearly).title_years == [2024]


def test_column_numbers_may_tell_how_they_are_counted() -> None:
    layout = sheet(HEADINGS["03"], ["(1)", "(2)", "(3)", "(4)", "(5)=(3)+(4)", "6=4+5", "7"], LINE_03)
    assert layout.kinds == ["heading", "column_numbers", "data"]


def test_a_table_of_counts_below_the_total_is_no_line() -> None:
    counts = [["", "Xếp loại", "Số lượng", "Tỷ lệ"], ["", "HTXSNV", "5", "12"], ["", "Cộng", "5", "100"]]
    layout = sheet(HEADINGS["03"], LINE_03, ["Tổng cộng: 1"], [], *counts, LINE_03, ["2", "Người Chỉ Có Tên"])
    assert layout.kinds == ["heading", "data", "total", "blank", "footer", "footer", "subtotal", "data", "data"]


@pytest.mark.parametrize("script", [str, tcvn3])
def test_the_first_line_is_no_part_of_the_heading_also_with_dates_in_words(script: Callable[[str], str]) -> None:
    heading = ["TT", "Mã tổ chức", "Tên tổ chức đảng", "Loại hình", "Ngày thành lập", "Xếp loại", "Số QĐ", "Ngày QĐ"]
    line = [
        "1",
        "ML.01",
        "Ban Thường vụ",
        "BTV Huyện ủy",
        "tháng 2 năm 2005",
        "HTTNV",
        "1-QĐ",
        "ngày 2 tháng 12 năm 2024",
    ]
    layout = sheet(heading, [script(text) for text in line], line)
    assert layout.kinds == ["heading", "data", "data"]
