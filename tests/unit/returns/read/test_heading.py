"""What a heading means: sub-headings under a group, years, ticks, two encodings, one of several."""

import pytest

from dagster_project.returns.read.heading_columns import map_columns
from dagster_project.returns.read.layout import TableLayout, understand_sheet
from dagster_project.returns.read.workbook import Sheet
from sample.text import tcvn3

Merged = list[tuple[tuple[int, int], tuple[int, int]]]
PERSON_03 = ["TT", "Họ và tên", "Số CCCD"]
LINE = ["1", "Người Mẫu", "006085000001"]


def columns(form: str, *paths: list[str], year: int | None = 2024) -> dict[int, str]:
    """Return what each of the given label paths becomes in a return of 2024."""
    return map_columns(form, dict(enumerate(paths)), year).columns


def table(*rows: list[str], merged: Merged | None = None, year: int = 2024) -> TableLayout:
    width = max(map(len, rows))
    padded = [[*row, *[""] * (width - len(row))] for row in rows]
    types = ["".join("s" if cell else "-" for cell in row) for row in padded]
    return understand_sheet(Sheet("x", 0, False, padded, types, merged or []), {}, year).tables[0]


@pytest.mark.parametrize(
    ("group", "deciding"),
    [
        (["Tự nhận", "Cấp có thẩm quyền"], 1),
        (["Cấp có thẩm quyền", "Tự nhận"], 0),
        (["Cá nhân tự xếp loại", "Tập thể đề nghị", "Cấp thẩm quyền quyết định"], 2),
        (["Năm 2023", "Năm 2024"], 1),
        (["2024", "2023"], 0),
        (["Năm trước", "Năm nay"], 1),
        (["Tự đánh giá", "Kết quả"], 1),
        (["Mức"], 0),
        # Who decides, or which year it is, nobody says.
        (["Chi bộ", "Đảng ủy"], None),
        (["Tự nhận", "Chi bộ đề nghị"], None),
        (["Năm 2022", "Năm 2023"], None),
        (["Lần 1", "Lần 2"], None),
    ],
)
def test_the_rating_of_a_group_is_the_deciding_authoritys_and_the_report_years(
    group: list[str], deciding: int | None
) -> None:
    found = columns("03", *[["Xếp loại", label] for label in group])
    assert found == ({} if deciding is None else {deciding: "rating"})


@pytest.mark.parametrize(
    ("label", "column"),
    [
        ("Kết quả xếp loại năm 2024", "rating"),
        ("Xếp loại (năm 2024)", "rating"),
        ("Kết quả xếp loại (cấp có thẩm quyền)", "rating"),
        ("KẾT QUẢ XẾP LOẠI\nNĂM 2024", "rating"),
        ("Kết quả xếp loại năm 2023", None),
        ("Xếp loại (năm 2023)", None),
        ("Xếp loại (tự nhận)", None),
        ("Xếp loại (đề nghị)", None),
        ("Kết quả xếp loại năm trước", None),
    ],
)
def test_a_heading_may_carry_its_year_or_who_rates(label: str, column: str | None) -> None:
    assert columns("03", [label]) == ({0: column} if column else {})


def test_a_group_of_a_year_over_its_columns() -> None:
    paths = [
        [f"Năm {year}", label] for year in (2023, 2024) for label in ("Xếp loại", "Số quyết định", "Ngày quyết định")
    ]
    assert columns("01", *paths) == {3: "rating", 4: "decision_number", 5: "decided_on"}


def test_the_surer_of_two_headings_has_the_column() -> None:
    assert columns("03", ["Xếp loại"], ["Kết quả xếp loại năm 2024"]) == {1: "rating"}
    assert columns("02", ["Thông tin chung", "Họ và tên"], ["Người thân", "Họ và tên"]) == {}


def test_what_stands_beside_an_identifier_is_not_it() -> None:
    assert columns("02", ["Số CCCD", "Số"], ["Số CCCD", "Ngày cấp"]) == {0: "citizen_id"}
    assert columns("02", ["Trình độ chuyên môn", "Trình độ"], ["Trình độ chuyên môn", "Chuyên ngành"]) == {
        0: "professional_qualification"
    }


@pytest.mark.parametrize(
    ("form", "group", "labels", "found"),
    [
        ("02", "Trình độ chuyên môn", ["TC", "CĐ", "ĐH", "ThS"], ["intermediate", "college", "university", "master"]),
        ("02", "LLCT", ["Sơ cấp", "Trung cấp", "Cao cấp"], ["elementary", "intermediate", "advanced"]),
        ("03", "Kết quả xếp loại", ["HTXSNV", "HTTNV", "HTNV"], ["HTXSNV", "HTTNV", "HTNV"]),
        ("02", "Trình độ chuyên môn", ["ĐH", "Chuyên ngành"], None),
    ],
)
def test_ticked_columns(form: str, group: str, labels: list[str], found: list[str] | None) -> None:
    name = {"02": {"LLCT": "political_theory"}.get(group, "professional_qualification"), "03": "rating"}[form]
    wanted = {number: f"{name}={code}" for number, code in enumerate(found or [])}
    assert columns(form, *[[group, label] for label in labels]) == (wanted or {0: name})


def test_ticked_sexes_are_the_marks_of_the_form() -> None:
    assert columns("02", ["Giới tính", "Nam"], ["Giới tính", "Nữ"]) == {0: "male_mark", 1: "female_mark"}
    assert columns("02", ["Sinh hoạt", "Nam"], ["Sinh hoạt", "Nữ"]) == {}


@pytest.mark.parametrize("merged", [[], [((0, 3), (0, 4)), ((0, 0), (1, 0)), ((0, 1), (1, 1)), ((0, 2), (1, 2))]])
def test_a_groups_name_never_stands_for_its_first_column(merged: Merged) -> None:
    """Also where one row would explain as many columns: the row below is part of the heading."""
    found = table(
        [*PERSON_03, "Xếp loại", "", "Kỳ đánh giá"],
        ["", "", "", "Tự nhận", "Cấp có thẩm quyền", ""],
        [*LINE, "HTXSNV", "HTTNV", "Năm"],
        merged=merged,
    )
    assert found.columns[4] == "rating"
    assert 3 not in found.columns


def test_a_heading_over_two_columns_without_names_is_the_one_that_speaks() -> None:
    heading = [*PERSON_03, "Kết quả xếp loại", "", "Số quyết định", "Ngày quyết định"]
    merged = [((0, 3), (0, 4))]
    found = table(heading, [*LINE, "", "HTTNV", "7-QĐ", "20/12/2024"], merged=merged)
    assert found.columns[4] == "rating"
    twice = table(heading, [*LINE, "HTXSNV", "HTTNV", "7-QĐ", "20/12/2024"], merged=merged)
    assert "rating" not in twice.columns.values()


@pytest.mark.parametrize("legacy_heading", [True, False])
@pytest.mark.parametrize("legacy_cells", [True, False])
def test_headings_and_cells_may_be_typed_in_different_encodings(legacy_heading: bool, legacy_cells: bool) -> None:
    heading = ["TT", "Mã tổ chức", "Tên tổ chức đảng", "Loại hình tổ chức", "Kết quả xếp loại", "Số quyết định"]
    line = ["1", "BB-01", "Đảng ủy xã Hà Hiệu", "Đảng ủy cơ sở", "Hoàn thành tốt nhiệm vụ", "7-QĐ/HU"]
    titles = [["HUYỆN ỦY MẪU"], ["Biểu số 01 năm 2024"]]
    found = table(
        *[[tcvn3(text) if legacy_heading else text for text in row] for row in (*titles, heading)],
        [tcvn3(text) if legacy_cells else text for text in line],
    )
    assert list(found.columns.values()) == [
        "line_number", "organisation_code", "organisation_name", "organisation_type", "rating", "decision_number",
    ]  # fmt: skip
    assert found.legacy[2] is legacy_cells
    assert found.title_years == [2024]


def test_values_to_tick_in_a_legacy_encoding() -> None:
    found = table(
        [tcvn3(text) for text in ["TT", "Họ và tên", "Số CCCD", "Trình độ chuyên môn", "", "Cấp"]],
        [tcvn3(text) for text in ["", "", "", "Trung cấp", "Đại học", ""]],
        [*LINE, "", "x", "Huyện"],
    )
    assert [found.columns[3], found.columns[4]] == [
        "professional_qualification=intermediate",
        "professional_qualification=university",
    ]


@pytest.mark.parametrize("merged", [True, False])
@pytest.mark.parametrize(("label", "is_rating"), [("Cấp có thẩm quyền", True), ("Tự nhận", False)])
def test_a_lone_sub_heading_belongs_to_its_heading(label: str, is_rating: bool, merged: bool) -> None:
    alone = [((0, column), (1, column)) for column in (0, 1, 2, 4, 5)] if merged else []
    found = table(
        [*PERSON_03, "Xếp loại", "Số quyết định", "Ngày quyết định"],
        ["", "", "", label, "", ""],
        [*LINE, "HTTNV", "7-QĐ", "20/12/2024"],
        merged=alone,
    )
    assert len(found.headings) == 1
    assert ("rating" in found.columns.values()) is is_rating


def test_a_section_that_names_a_year_is_no_part_of_the_heading() -> None:
    heading = [*PERSON_03, "Xếp loại", "Số quyết định", "Ngày quyết định"]
    for section in (["I", "Đánh giá năm 2024"], ["", "Đề nghị của huyện năm 2023"]):
        found = table(heading, section, [*LINE, "HTTNV", "7-QĐ", "20/12/2024"])
        assert (found.form, found.columns[3]) == ("03", "rating")


def test_a_merged_range_beside_the_table_costs_nothing() -> None:
    found = table([*PERSON_03, "Xếp loại"], [*LINE, "HTTNV"], merged=[((0, 16), (1, 16)), ((0, 3), (9, 3))])
    assert found.columns[3] == "rating"
