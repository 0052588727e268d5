"""What the clerk reads first: sections, counts, how the forms stand, repairs in a few lines, titles of another unit."""

import io

import openpyxl
import pytest

from dagster_project.lib.rules import RULES
from dagster_project.quality.feedback import palette
from dagster_project.quality.feedback.form_standings import FormStanding, form_line
from dagster_project.quality.feedback.repairs import repairs_of
from dagster_project.quality.feedback.sections import Counts, count, section_of
from dagster_project.quality.feedback.sources import SourceFile, only_to_mend
from tests.unit import feedback_samples as samples
from tests.unit.feedback_samples import bands, finding, frame, listed, opened, told, write

PATH = "2024/ba-be/can bo.xlsx"


def colour(cell):
    return f"#{cell.fill.fgColor.rgb[2:]}" if cell.fill.patternType == "solid" else None


def boxes(workbook):
    """Return text → colour of the boxes above the list."""
    sheet = workbook.worksheets[0]
    heading = next(cell.row for row in sheet for cell in row if cell.value == "STT")
    above = [cell for row in sheet.iter_rows(max_row=heading - 1) for cell in row if cell.value]
    return {cell.value: colour(cell) for cell in above if colour(cell)}


def repaired(row, column_name, value, **more):
    column = {"citizen_id": 3, "party_card": 6}[column_name]
    return finding("identifier_repaired", "warn", row, column, column_name=column_name, value_sent=value, **more)


def test_a_row_counts_once_per_rule_as_in_the_mart():
    found = told(
        frame(
            [
                finding("value_unknown", "warn", 6, 4),
                finding("value_unknown", "warn", 6, 5),  # the same row again
                finding("value_unknown", "warn", 7, 4),
                finding("age_implausible", "warn", 6, 2),  # another rule
                finding("value_unknown", "warn", 8, 5),
                finding("value_unknown", "row", 8, 4),  # its gravest counts
                finding("duplicate_row", "row", 8),  # the same row left out twice is one row
                finding("age_implausible", "warn", 9, 2, state="explained"),
                finding("date_invalid", "warn", 9, 2, state="explained"),
                finding("date_invalid", "warn", 9, 5),  # half explained is not explained
                finding("wrong_unit_or_year", "return", form="03"),
                finding("column_missing", "return", form="03"),
                finding("date_invalid", "row", 6, 2, form="03"),  # in a form that is sent back as a whole
                finding("return_missing", "warn", form="04", sheet=None, file_path=None),
                finding("return_late", "warn", form="01", sheet=None, file_path=None),  # late is not doubtful
                repaired(6, "citizen_id", "6085000001"),
                repaired(6, "party_card", "56.012345", state="explained"),
            ]
        )
    )
    assert count(section_of(found.findings), found.rows_repaired) == Counts(
        forms_sent_back=1,
        forms_missing=1,
        rows_left_out=1,
        rows_sent_back=1,
        points_to_answer=4,
        forms_late=1,
        rows_repaired=1,
        points_settled=1,
    )


def test_more_cells_than_points_are_said(tmp_path):
    source = samples.xlsx_return()
    found = frame([finding("value_unknown", "warn", 6, 4), finding("value_unknown", "warn", 6, 5)], source)
    [band] = bands(opened(write(tmp_path, found, {PATH: source})))
    assert band == "I. CẦN KIỂM TRA: 1 nội dung (ở 2 ô) – sửa, hoặc ghi giải trình nếu số liệu đúng"


@pytest.mark.parametrize(
    ("column", "sent", "sentence"),
    [
        ("citizen_id", "6085000001", "1 số CCCD được thêm số 0"),
        ("citizen_id", "95118296", "1 số CCCD được thêm số 0"),
        ("citizen_id", "006 085 000 001", "1 số CCCD được bỏ dấu cách"),
        ("citizen_id", "6.085.000.001", "1 số CCCD được bỏ dấu chấm và thêm số 0"),
        ("citizen_id", "006-085.000 001", "1 số CCCD được bỏ dấu ngăn cách"),
        ("party_card", "56.012345", "1 số thẻ đảng viên được bỏ dấu chấm"),
        ("party_card", "5612345", "1 số thẻ đảng viên được thêm số 0"),
        ("party_card", "56.01234", "1 số thẻ đảng viên được bỏ dấu chấm và thêm số 0"),
    ],
)
def test_a_repair_says_what_was_done(column, sent, sentence):
    [one] = repairs_of(told(frame([repaired(6, column, sent)])).repairs)
    assert one.sentence == sentence


def test_repairs_are_one_line_a_column_and_kind_and_ask_nothing(tmp_path):
    source = samples.xlsx_return()
    ids = [repaired(row, "citizen_id", f"6085{row:06}") for row in range(6, 1210)]
    cards = [repaired(row, "party_card", "56.012345") for row in range(6, 93)]
    others = [
        repaired(6, "citizen_id", "006 085 000 001", form="03"),
        finding("identifier_invalid", "warn", 7, 3),  # not repaired: it asks
    ]
    workbook = opened(write(tmp_path, frame([*ids, *cards, *others], source), {PATH: source}))
    assert bands(workbook) == [
        "I. CẦN KIỂM TRA: 1 nội dung – sửa, hoặc ghi giải trình nếu số liệu đúng",
        "II. HỆ THỐNG ĐÃ TỰ SỬA: 1.205 dòng – không phải trả lời, không phải sửa",
    ]
    asked, *lines = listed(workbook)
    assert (asked["pph:rule_id"], asked["Ô"]) == ("identifier_invalid", "D7")
    assert [(one["Biểu"], one["Quy tắc"], one["Giá trị đã gửi"], one["Giải trình"]) for one in lines] == [
        ("Biểu 02", "1.204 số CCCD được thêm số 0", "Ví dụ: 6085000006", "(không phải trả lời)"),
        ("Biểu 02", "87 số thẻ đảng viên được bỏ dấu chấm", "Ví dụ: 56.012345", "(không phải trả lời)"),
        ("Biểu 03", "1 số CCCD được bỏ dấu cách", "Ví dụ: 006 085 000 001", "(không phải trả lời)"),
    ]
    assert {one["pph:fingerprint"] for one in lines} == {None}, "nothing is read back from them"
    sheet = workbook["Biểu 02"]
    assert (colour(sheet["D8"]), sheet["D8"].comment) == (None, None)
    assert [cell.coordinate for row in sheet for cell in row if cell.comment] == ["D7"]


def test_where_only_repairs_were_made_the_list_comes_alone_and_no_file_is_opened(tmp_path):
    source = samples.xlsx_return()
    found = frame([repaired(row, "citizen_id", "6085000001") for row in range(6, 400)], source)
    workbook = opened(write(tmp_path, found, {PATH: source}, read_blob={}.__getitem__))
    assert workbook.sheetnames == ["Phiếu phản hồi"]
    assert len(listed(workbook)) == 1
    texts = [str(cell.value) for row in workbook.worksheets[0].iter_rows(max_row=4) for cell in row]
    assert any(text.startswith("Không có gì phải sửa hay trả lời.") for text in texts)
    assert any(text.endswith("không phải gửi lại: can bo.xlsx.") for text in texts)


def test_a_file_with_nothing_to_mend_stays_out():
    versions = [
        SourceFile(f"2024/ba-be/{name}.xlsx", name, None, {"Sheet1": (form,)})
        for name, form in (("a", "01"), ("b", "02"), ("c", "03"), ("d", "04"))
    ]

    def brought(*findings):
        found = told(frame([{"sheet": "Sheet1", **one} for one in findings]))
        return [one.source_sha256 for one in only_to_mend(versions, found.findings)]

    late = finding("return_late", "warn", form="01", sheet=None, file_path=None)
    jump = finding("headcount_jump", "warn", form="04", sheet=None, file_path=None)
    invalid = finding("date_invalid", "row", 6, 2, source_sha256="b")
    assert brought(late) == []
    assert brought(late, repaired(6, "citizen_id", "6", source_sha256="c"), invalid) == ["b"]
    assert brought(finding("age_implausible", "warn", 6, 2, source_sha256="b", state="explained"), jump) == ["d"]
    orphan = finding("orphan_person", "warn", 6, 2, form="03", source_sha256="c")
    assert brought(orphan) == ["a", "b", "c", "d"], "the person may have to be added to form 02"


@pytest.mark.parametrize(
    ("state", "text", "severity"),
    [
        (FormStanding("01", "accepted", 1204, 0), "Biểu 01: nhận 1.204 dòng", None),
        (FormStanding("05", "accepted", 4, 0), "Biểu 05: nhận 4 dòng, gửi muộn", "warn"),
        (
            FormStanding("02", "accepted", 20, 1),
            "Biểu 02: nhận 20 dòng, bị loại 1 dòng, 1 nội dung cần kiểm tra",
            "row",
        ),
        (FormStanding("03", "accepted", 20, 0), "Biểu 03: bản gửi sau BỊ TRẢ LẠI; nhận 20 dòng", "return"),
        (FormStanding("03", "rejected", 0, 0), "Biểu 03: BỊ TRẢ LẠI", "return"),
        (FormStanding("04", "missing", 0, 0), "Biểu 04: CHƯA GỬI", "return"),
    ],
)
def test_how_a_form_stands(state, text, severity):
    found = [
        finding("date_invalid", "row", 6, 2),
        finding("value_unknown", "warn", 7, 4),
        finding("value_unknown", "warn", 8, 4, state="explained"),
        finding("version_shrank", "return", form="03"),
        finding("return_missing", "warn", form="04", sheet=None, file_path=None, state="explained"),
        repaired(6, "citizen_id", "6085000001", form="01"),
        finding("return_late", "warn", form="05", sheet=None, file_path=None),
    ]
    line = form_line(state, section_of(told(frame(found)).findings))
    assert (line.text, line.severity) == (text, severity)


def test_a_missing_form_is_red_wherever_it_stands_and_nothing_else_is(tmp_path):
    source = samples.xlsx_return()
    found = frame(
        [
            finding("return_missing", "warn", form="03", sheet=None, file_path=None),
            finding("value_unknown", "warn", 7, 4),
        ],
        source,
    )
    forms = [FormStanding("02", "accepted", 3, 0), FormStanding("03", "missing", 0, 0)]
    workbook = opened(write(tmp_path, found, {PATH: source}, forms=forms))
    red = palette.CELL["return"]
    assert boxes(workbook) == {
        "Chưa nhận: 1 biểu chưa gửi": red,
        "Dòng bị loại: 0": palette.NOTHING,
        "Cần kiểm tra: 1 nội dung": palette.CELL["warn"],
        "Hệ thống đã tự sửa: 0": palette.NOTHING,
        "Biểu 02: nhận 3 dòng, 1 nội dung cần kiểm tra": palette.CELL["warn"],
        "Biểu 03: CHƯA GỬI": red,
    }
    sheet = workbook.worksheets[0]
    reds = [cell.value for row in sheet for cell in row if colour(cell) == red and cell.value]
    assert reds[2:] == [bands(workbook)[0], "Biểu 03", "Chưa gửi biểu"]
    [missing, _] = listed(workbook)
    assert missing["Giải trình"] is None, "it may be explained"


def titled(*titles):
    """Return a form 02 under titles of one's own."""
    output = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.title = "Biểu 02"
    for row in [[title] for title in titles] + [list(row) for row in samples.grid()[3:]]:
        book.active.append(row)
    book.save(output)
    return output.getvalue()


@pytest.mark.parametrize(
    ("titles", "place", "said", "due"),
    [
        (
            ("TỈNH ỦY BẮC KẠN", "HUYỆN ỦY CHỢ ĐỒN", "DANH SÁCH CÁN BỘ NĂM 2024"),
            "A2",
            "Tiêu đề ghi: Huyện ủy Chợ Đồn",
            "Thư mục nhận của: Huyện ủy Ba Bể",
        ),
        (
            ("HUYỆN ỦY BA BỂ", "Kính gửi: Huyện ủy Chợ Đồn", "DANH SÁCH CÁN BỘ NĂM 2023"),
            "A3",
            "Tiêu đề ghi: năm 2023",
            "Thư mục nhận của: năm 2024",
        ),
        (
            ("HUYỆN ỦY CHỢ ĐỒN", "DANH SÁCH CÁN BỘ NĂM 2023"),
            "A1",
            "Tiêu đề ghi: Huyện ủy Chợ Đồn, năm 2023",
            "Thư mục nhận của: Huyện ủy Ba Bể, năm 2024",
        ),
    ],
)
def test_a_wrong_title_is_marked_where_it_stands_with_both_names(tmp_path, titles, place, said, due):
    source = titled(*titles)
    found = frame([finding("wrong_unit_or_year", "return", value_sent="cho-don, tinh")], source)
    workbook = opened(write(tmp_path, found, {PATH: source}))
    [row] = listed(workbook)
    assert (row["Ô"], row["Giá trị đã gửi"], row["Cần có"]) == (place, said, due)
    sheet = workbook["Biểu 02"]
    assert colour(sheet[place]) == palette.CELL["return"]
    assert due in sheet[place].comment.text
    tinted = {cell.row for cells in sheet for cell in cells if colour(cell) == palette.ROW["return"]}
    assert tinted == {sheet[place].row}


def test_a_wrong_title_that_is_not_found_again_stays_a_finding_of_the_form(tmp_path):
    source = titled("HUYỆN ỦY BA BỂ", "DANH SÁCH CÁN BỘ NĂM 2024")
    found = frame([finding("wrong_unit_or_year", "return", value_sent="cho-don")], source)
    [row] = listed(opened(write(tmp_path, found, {PATH: source})))
    assert (row["Ô"], row["Giá trị đã gửi"]) == ("Cả biểu", "cho-don")


def test_only_a_rule_that_warns_is_a_repair():
    assert {rule.actions for rule in RULES.values() if rule.is_repair} == {("warn",)}
