"""The return-back workbook: the district's file as sent, marked, a list in front, nothing dangerous in it."""

import io
import stat
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest

from dagster_project.lib.seeds import read_seed
from dagster_project.quality.feedback import palette
from dagster_project.quality.feedback.sources import SourceFile
from dagster_project.quality.feedback.workbook import feedback_path
from dagster_project.returns.read.feedback_sheet import NOT_EXPLAINABLE
from dagster_project.returns.read.layout import understand_sheet
from dagster_project.returns.read.workbook import read_workbook
from tests.unit import feedback_samples as samples
from tests.unit.feedback_samples import bands, finding, frame, listed, opened, write

PATH = "2024/ba-be/can bo.xlsx"


def colour(cell):
    return f"#{cell.fill.fgColor.rgb[2:]}" if cell.fill.patternType == "solid" else None


def test_cells_are_coloured_by_the_gravest_severity_and_told_in_one_comment(tmp_path):
    source = samples.xlsx_return()
    found = frame(
        [
            finding("date_invalid", "row", 6, 2),
            finding("value_unknown", "warn", 6, 2),
            finding("value_unknown", "warn", 7, 4),
            finding("duplicate_row", "row", 8),
        ],
        source,
    )
    sheet = opened(write(tmp_path, found, {PATH: source}))["Biểu 02"]
    assert colour(sheet["C6"]) == palette.CELL["row"]
    assert colour(sheet["E7"]) == palette.CELL["warn"]
    assert {colour(cell) for cell in sheet[8]} == {palette.ROW["row"]}
    assert colour(sheet["B6"]) is None
    assert sheet["C6"].comment.text == (
        "(1) DÒNG BỊ LOẠI: Ngày không hợp lệ\nCần có: cần date_invalid\nCách sửa: sửa date_invalid\n\n"
        "(2) CẦN KIỂM TRA: Giá trị ngoài danh mục\nCần có: cần value_unknown\nCách sửa: sửa value_unknown"
    )
    assert "duplicate_row" in sheet["A8"].comment.text
    assert [cell.coordinate for row in sheet for cell in row if cell.comment] == ["C6", "E7", "A8"]


def test_a_whole_return_finding_stands_on_the_first_cell_also_when_it_names_no_sheet(tmp_path):
    source = samples.xlsx_return()
    found = frame(
        [
            finding("control_total_differs", "warn"),
            finding("return_late", "warn", sheet=None, file_path=None),
        ],
        source,
    )
    sources = [SourceFile(PATH, samples.sha256(source), None, {"Biểu 02": ("02",)})]
    workbook = opened(write(tmp_path, found, {PATH: source}, sources=sources))
    assert "control_total_differs" in workbook["Biểu 02"]["A1"].comment.text
    assert "return_late" in workbook["Biểu 02"]["A1"].comment.text
    assert [row["Trang tính"] for row in listed(workbook)] == ["Biểu 02", "Biểu 02"]


def test_the_looks_of_an_xlsx_survive(tmp_path):
    source = samples.xlsx_return()
    sheet = opened(write(tmp_path, frame([finding("date_invalid", "row", 6, 2)], source), {PATH: source}))["Biểu 02"]
    assert [str(one) for one in sheet.merged_cells.ranges] == ["A1:D1"]
    assert (sheet["A4"].font.b, sheet["A4"].font.name, sheet["A4"].border.left.style) == (
        True,
        "Times New Roman",
        "thin",
    )
    assert sheet.column_dimensions["B"].width == pytest.approx(27.5 + 5 / 7, abs=0.1)
    assert sheet.row_dimensions[4].height == pytest.approx(41, abs=0.5)
    assert sheet.freeze_panes == "C6"
    assert sheet["C7"].number_format == "dd/mm/yyyy"
    assert not sheet.column_dimensions["E"].hidden, "what counts must be seen"


def test_nothing_active_comes_along(tmp_path):
    source = samples.xlsx_return()
    written = write(tmp_path, frame([finding("date_invalid", "row", 6, 2)], source), {PATH: source})
    with zipfile.ZipFile(written.path) as archive:
        parts = {name: archive.read(name).decode(errors="replace") for name in archive.namelist()}
    text = "\n".join(parts.values())
    assert 'TargetMode="External"' not in text
    assert "example.invalid" not in text
    assert "<f>" not in text
    assert "<f " not in text
    assert not [name for name in parts if "media" in name or "externalLink" in name or "vbaProject" in name]
    assert "dataValidation" not in text
    assert "conditionalFormatting" not in text
    assert "cua_huyen" not in text
    assert "ghi chú cũ" not in text
    assert "autoFilter" not in parts["xl/worksheets/sheet2.xml"]


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("can bo.xlsx", samples.xlsx_return),
        ("can bo.csv", samples.csv_return),
        ("can bo.xls", samples.xls_return),
        ("can bo.ods", samples.ods_return),
    ],
)
def test_the_copy_reads_like_the_original(tmp_path, name, make):
    source = make()
    sent = next(sheet for sheet in read_workbook(source, name) if not sheet.hidden)
    found = frame(
        [
            finding("date_invalid", "row", 6, 2, sheet=sent.name),
            finding("identifier_repaired", "warn", 8, 3, sheet=sent.name),
        ],
        source,
    )
    path = f"2024/ba-be/{name}"
    written = write(tmp_path, found, {path: source})
    _, copy = read_workbook(written.path.read_bytes(), "x.xlsx")
    assert copy.rows == sent.rows
    assert copy.types == [types.replace("u", "s") for types in sent.types]
    assert sorted(copy.merged) == sorted(sent.merged)


@pytest.mark.parametrize("make", [samples.csv_return, samples.xlsx_return])
def test_text_stays_text_whatever_it_begins_with(tmp_path, make):
    source = make()
    name = "x.csv" if make is samples.csv_return else "x.xlsx"
    sheet_name = read_workbook(source, name)[0].name
    values = {"value_sent": "=cmd|' /C calc'!A0", "expected": "+1", "note_vi": "@x"}
    found = frame([finding("date_invalid", "row", 6, 2, sheet=sheet_name, **values)], source)
    workbook = opened(write(tmp_path, found, {name: source}))
    sheet = workbook.worksheets[1]
    for address, text in (("G6", "=1+1"), ("G7", "-2+3"), ("G8", "@SUM(A1)")):
        assert (sheet[address].value, sheet[address].data_type) == (text, "s")
        assert sheet[address].quotePrefix, "else Excel makes a formula of it when the clerk leaves the cell"
    assert sheet["D6"].value == "006085000001"
    assert sheet["D6"].number_format == "@"
    cells = [cell for one in workbook for row in one for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    assert [(row["Giá trị đã gửi"], row["Cần có"], row["Cách sửa"]) for row in listed(workbook)] == [
        tuple(values.values())
    ]


def test_a_cell_to_mend_keeps_what_is_typed_into_it(tmp_path):
    source = samples.xlsx_return()
    found = frame([finding("identifier_invalid", "warn", 8, 3), finding("age_implausible", "warn", 7, 2)], source)
    sheet = opened(write(tmp_path, found, {PATH: source}))["Biểu 02"]
    assert (sheet["D8"].value, sheet["D8"].number_format) == (6090000003, "@")
    assert (sheet["C7"].is_date, sheet["C7"].number_format) == (True, "dd/mm/yyyy")


def test_the_list_goes_by_importance_down_the_sheets_and_ends_with_what_is_settled(tmp_path):
    source = samples.xlsx_return()
    found = frame(
        [
            finding("age_implausible", "warn", 6, 1, state="explained", explanation="đúng như vậy"),
            finding("value_unknown", "warn", 8, 4),
            finding("date_invalid", "row", 7, 4),
            finding("date_invalid", "row", 7, 2),
            finding("duplicate_row", "row", 7),
            finding("return_missing", "warn", form="03", sheet=None, file_path=None),
            finding(
                "file_unreadable",
                "return",
                form="00",
                sheet=None,
                file_path="2024/ba-be/hỏng.xlsx",
                source_sha256="0" * 64,
            ),
            finding("headcount_jump", "warn"),
        ],
        source,
    ).sample(frac=1, random_state=1)
    workbook = opened(write(tmp_path, found, {PATH: source}))
    rows = listed(workbook)
    assert [(row["STT"], row["pph:rule_id"], row["Ô"]) for row in rows] == [
        (1, "file_unreadable", "Cả tệp"),
        (2, "return_missing", "Cả biểu"),
        (3, "duplicate_row", "Dòng 7"),
        (4, "date_invalid", "C7"),
        (5, "date_invalid", "E7"),
        (6, "headcount_jump", "Cả biểu"),
        (7, "value_unknown", "E8"),
        (8, "age_implausible", "B6"),
    ]
    assert [row["Mức độ"] for row in rows[-2:]] == ["Cần kiểm tra", "Đã giải trình"]
    assert rows[-1]["Giải trình"] == "đúng như vậy"
    assert bands(workbook) == [
        "I. BIỂU BỊ TRẢ LẠI, CHƯA GỬI: 1 tệp bị trả lại, 1 biểu chưa gửi – chưa được nhận, phải gửi",
        "II. DÒNG BỊ LOẠI: 1 dòng – chưa được tính, phải sửa",
        "III. CẦN KIỂM TRA: 2 nội dung – sửa, hoặc ghi giải trình nếu số liệu đúng",
        "IV. ĐÃ GIẢI TRÌNH: 1 nội dung – không phải làm gì thêm",
    ]
    assert rows[0]["Trang tính"] == "hỏng.xlsx"
    assert rows[3]["Cột"] == "Ngày sinh"
    assert rows[3]["Quy tắc"] == "Ngày không hợp lệ"
    assert {row["pph:fingerprint"] for row in rows} == set(found["fingerprint"])
    sheet = workbook["Biểu 02"]
    assert sheet["B6"].comment is None, "a settled finding is not asked again"
    assert colour(sheet["B6"]) is None


def test_the_list_is_ready_to_work_with_and_to_print(tmp_path):
    source = samples.xlsx_return()
    sheet = opened(write(tmp_path, frame([finding("date_invalid", "row", 6, 2)], source), {PATH: source})).worksheets[0]
    heading = next(cell.row for row in sheet for cell in row if cell.value == "STT")
    assert sheet.title == "Phiếu phản hồi"
    assert sheet.freeze_panes == f"A{heading + 1}"
    assert sheet.print_title_rows == f"${heading}:${heading}"
    assert sheet.page_setup.orientation == "landscape"
    assert [sheet.column_dimensions[letter].hidden for letter in "KL"] == [False, True]
    assert sheet.column_dimensions["L"].max == 14, "all machine columns"
    assert sheet.auto_filter.ref == f"A{heading}:N{heading + 2}", "sorting must not part a finding from its fingerprint"


def test_links_lead_to_the_cell_also_on_a_sheet_with_a_difficult_name(tmp_path):
    source = samples.xlsx_return("Bà Bể's 'B02' + x")
    sheet_name = "Bà Bể's 'B02' + x"
    found = frame(
        [
            finding("date_invalid", "row", 6, 2, sheet=sheet_name),
            finding("duplicate_row", "row", 7, sheet=sheet_name),
        ],
        source,
    )
    workbook = opened(write(tmp_path, found, {PATH: source}))
    first = workbook.worksheets[0]
    targets = {}
    for row in first:
        for cell in row:
            if cell.hyperlink:
                assert cell.hyperlink.target is None
                [(sheet, place)] = workbook.defined_names[cell.hyperlink.location].destinations
                assert sheet.replace("''", "'") in workbook.sheetnames
                targets[cell.value] = place
    assert targets == {"C6": "$C$6", "Dòng 7": "$A$7"}


def test_a_finding_inside_a_merged_range_stands_on_its_first_cell(tmp_path):
    source = samples.xlsx_return()
    sheet = opened(write(tmp_path, frame([finding("value_unknown", "warn", 1, 2)], source), {PATH: source}))["Biểu 02"]
    assert sheet["A1"].comment is not None
    assert colour(sheet["A1"]) == palette.CELL["warn"]


def test_a_finding_on_an_empty_cell_outside_the_data_is_shown(tmp_path):
    source = samples.xlsx_return()
    sheet = opened(write(tmp_path, frame([finding("required_blank", "row", 9, 9)], source), {PATH: source}))["Biểu 02"]
    assert colour(sheet["J9"]) == palette.CELL["row"]


def test_hidden_sheets_stay_out_and_the_list_says_so(tmp_path):
    source = samples.xlsx_return()
    workbook = opened(write(tmp_path, frame([finding("date_invalid", "row", 6, 2)], source), {PATH: source}))
    assert workbook.sheetnames == ["Phiếu phản hồi", "Biểu 02"]
    texts = [str(cell.value) for row in workbook.worksheets[0] for cell in row]
    assert any("Trang tính ẩn “2023”" in text for text in texts)


def test_all_files_in_force_are_brought_in_under_unique_names(tmp_path):
    one, other = samples.xlsx_return(), samples.csv_return()
    third = samples.xlsx_return().replace(b"", b"") + b"\0"  # another file, the same sheets
    contents = {"2024/ba-be/a.xlsx": one, "2024/ba-be/biểu [2] 02.csv": other, "2024/ba-be/c.xlsx": third}
    found = frame(
        [
            finding("date_invalid", "row", 6, 2, source_sha256=samples.sha256(one)),
            finding(
                "date_invalid",
                "row",
                7,
                2,
                source_sha256=samples.sha256(other),
                sheet="csv",
                finding_id="csv",
            ),
            finding("date_invalid", "row", 8, 2, source_sha256=samples.sha256(third)),
        ]
    )
    workbook = opened(write(tmp_path, found, contents))
    assert workbook.sheetnames == ["Phiếu phản hồi", "Biểu 02", "biểu _2_ 02", "Biểu 02 (2)"]
    assert [row["Trang tính"] for row in listed(workbook)] == ["Biểu 02", "biểu _2_ 02", "Biểu 02 (2)"]
    assert workbook["Biểu 02 (2)"]["C8"].comment
    assert not workbook["Biểu 02"]["C8"].comment


def test_only_the_wanted_sheets_of_a_file_are_brought_in(tmp_path):
    output = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.title = "02"
    book.active["A1"] = "x"
    book.create_sheet("03")["A1"] = "y"
    book.save(output)
    source = output.getvalue()
    found = frame([finding("date_invalid", "row", 1, 0, sheet="03", form="03")], source)
    sources = [SourceFile(PATH, samples.sha256(source), None, {"03": ("03",)})]
    assert opened(write(tmp_path, found, {PATH: source}, sources=sources)).sheetnames == [
        "Phiếu phản hồi",
        "03",
    ]


def two_tables() -> bytes:
    """Return a sheet with a form 02 and, below it, a form 03 of the same people."""
    below = [
        ("Biểu số 03: kết quả đánh giá, xếp loại năm 2024",),
        ("TT", "Họ và tên", "Số CCCD", "Kỳ đánh giá", "Kết quả xếp loại", "Số quyết định", "Ngày quyết định"),
        ("1", "Nông Văn An", "006085000001", "Năm", "HTTNV", "12-QĐ/HU", "15/12/2024"),
        ("2", "Hoàng Thị Bình", "006179000002", "Năm", "HTTNV", "13-QĐ/HU", "15/12/2024"),
    ]
    rows = [*samples.grid(), (), *below]
    return ("\ufeff" + "\r\n".join(";".join((*row, *[""] * (7 - len(row)))) for row in rows)).encode()


def test_a_sheet_of_two_forms_carries_the_findings_of_both(tmp_path):
    source = two_tables()
    [sent] = read_workbook(source, "a.csv")
    assert [table.form for table in understand_sheet(sent, {}).tables] == ["02", "03"]
    found = frame(
        [
            finding("date_invalid", "row", 6, 2, sheet=sent.name),
            finding("rating_not_decided", "warn", 12, 5, sheet=sent.name, form="03", column_name="decision_number"),
            finding("headcount_jump", "warn", form="03", sheet=None, file_path=None),
        ],
        source,
    )
    sources = [SourceFile("2024/ba-be/a.csv", samples.sha256(source), None, {sent.name: ("02", "03")})]
    workbook = opened(write(tmp_path, found, {"2024/ba-be/a.csv": source}, sources=sources))
    assert workbook.sheetnames == ["Phiếu phản hồi", "a"]
    sheet = workbook["a"]
    assert colour(sheet["C6"]) == palette.CELL["row"]
    assert colour(sheet["F12"]) == palette.CELL["warn"]
    assert [row["Trang tính"] for row in listed(workbook)] == ["a"] * 3
    assert {row["Cột"] for row in listed(workbook)} == {"Ngày sinh", "Số quyết định", None}


def test_a_table_whose_form_counts_from_another_file_is_not_given_back(tmp_path):
    source = two_tables()
    [sent] = read_workbook(source, "a.csv")
    found = frame([finding("date_invalid", "row", 6, 2, sheet=sent.name)], source)
    sources = [SourceFile("2024/ba-be/a.csv", samples.sha256(source), None, {sent.name: ("02",)})]
    written = write(tmp_path, found, {"2024/ba-be/a.csv": source}, sources=sources)
    _, back = read_workbook(written.path.read_bytes(), "b.xlsx")
    assert [table.form for table in understand_sheet(back, {}).tables] == ["02"]
    assert back.rows[:8] == [[*row] for row in sent.rows[:8]]
    guide = " ".join(str(cell.value) for row in opened(written).worksheets[0].iter_rows(max_row=6) for cell in row)
    assert "Biểu 03 ở" in guide and "đã có bản gửi khác thay thế" in guide


def test_what_a_finding_says_of_a_sheet_that_is_not_brought_in_is_listed(tmp_path):
    """An empty template (form_empty) has no version: its finding names form and sheet, and stands in the list alone."""
    source = samples.xlsx_return()
    found = frame(
        [
            finding("form_empty", "warn", sheet="Mẫu 03", form="03"),
            finding("version_shrank", "return", sheet=None, value_sent="12 dòng"),
        ],
        source,
    )
    sources = [SourceFile(PATH, samples.sha256(source), None, {"Biểu 02": ("02",)})]
    shrank, empty = listed(opened(write(tmp_path, found, {PATH: source}, sources=sources)))
    assert (empty["Biểu"], empty["Trang tính"], empty["Ô"]) == ("Biểu 03", "Mẫu 03\n(tệp can bo.xlsx)", "Cả biểu")
    assert empty["Giải trình"] is None
    assert (shrank["Trang tính"], shrank["Ô"], shrank["Giải trình"]) == ("Biểu 02", "Cả biểu", NOT_EXPLAINABLE)


def test_every_rule_may_stand_in_the_workbook_and_is_called_by_its_name(tmp_path):
    source = samples.xlsx_return()
    rules = read_seed("rules.csv")
    found = frame(
        [
            finding(rule["rule_id"], severity, 6 if rule["scope"] == "row" else None, None)
            for rule in rules
            if rule["is_repair"] == "false"
            for severity in rule["actions"].split(";")
        ],
        source,
    )
    labels = {rule["rule_id"]: rule["label_vi"] for rule in rules}
    rows = listed(opened(write(tmp_path, found, {PATH: source}, rule_labels=labels)))
    assert {row["Quy tắc"] for row in rows} == set(labels.values()) - {labels["identifier_repaired"]}
    explainable = {row["Mức độ"] for row in rows if row["Giải trình"] != NOT_EXPLAINABLE}
    assert explainable == {"Cần kiểm tra", "Chưa gửi biểu"}


@pytest.mark.parametrize("strange", ["\x00", "\x01\x0b\x1b", "\ufffe\uffff", "\x7f\x85", "_x0041_"])
def test_control_characters_break_neither_cells_nor_comments(tmp_path, strange):
    text = f"A{strange}B"
    source = samples.csv_return().replace("Nông Văn An".encode(), text.replace("\x00", "").encode())
    found = frame(
        [finding("date_invalid", "row", 6, 2, sheet="", value_sent=text, expected=text, note_vi=text)], source
    )
    [sent] = read_workbook(source, "a.csv")
    found["sheet"] = sent.name
    written = write(tmp_path, found, {"2024/ba-be/a.csv": source})
    with zipfile.ZipFile(written.path) as archive:
        for name in archive.namelist():
            ElementTree.fromstring(archive.read(name))
    assert opened(written)["a"]["C6"].comment.text.startswith("DÒNG BỊ LOẠI")
    assert len(read_workbook(written.path.read_bytes(), "b.xlsx")) == 2


def test_a_missing_return_gives_the_list_alone(tmp_path):
    found = frame([finding("return_missing", "warn", form="03", sheet=None, file_path=None)])
    workbook = opened(write(tmp_path, found, {}))
    assert workbook.sheetnames == ["Phiếu phản hồi"]
    assert [row["Biểu"] for row in listed(workbook)] == ["Biểu 03"]


def test_an_unreadable_file_is_listed(tmp_path):
    broken = b"PK\x03\x04 not a zip"
    found = frame([finding("file_unreadable", "return", form="00", sheet=None, source_sha256=samples.sha256(broken))])
    workbook = opened(write(tmp_path, found, {PATH: broken}))
    assert workbook.sheetnames == ["Phiếu phản hồi"]
    assert listed(workbook)[0]["Giải trình"] == "(phải sửa, không giải trình)"


def test_broken_styles_do_not_keep_a_file_from_going_back(tmp_path):
    output = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(samples.xlsx_return())) as archive,
        zipfile.ZipFile(output, "w") as broken,
    ):
        for name in archive.namelist():
            content = archive.read(name)
            broken.writestr(name, content.replace(b'"thin"', b'"thinnish"') if name == "xl/styles.xml" else content)
    source = output.getvalue()
    with pytest.raises(ValueError, match="stylesheet"):
        openpyxl.load_workbook(io.BytesIO(source))
    sheet = opened(write(tmp_path, frame([finding("date_invalid", "row", 6, 2)], source), {PATH: source}))["Biểu 02"]
    assert sheet["C6"].comment
    assert sheet["B6"].value == "Nông Văn An"


def test_equal_input_gives_equal_bytes(tmp_path):
    source = samples.xlsx_return()
    found = frame([finding("date_invalid", "row", 6, 2), finding("value_unknown", "warn", 7, 4)], source)
    first = write(tmp_path, found, {PATH: source})
    other = write(tmp_path / "other", found[::-1], {PATH: source})
    assert other.path.read_bytes() == first.path.read_bytes()


def test_the_workbook_is_its_owners_alone_and_goes_when_nothing_is_left_to_ask(tmp_path):
    source = samples.xlsx_return()
    found = frame([finding("value_unknown", "warn", 7, 4)], source)
    written = write(tmp_path, found, {PATH: source})
    assert written.path == tmp_path / "feedback" / "2024" / "ba-be.xlsx"
    assert stat.S_IMODE(written.path.stat().st_mode) == 0o600
    assert [path.name for path in written.path.parent.iterdir()] == ["ba-be.xlsx"], "no temporary file is left"
    settled = write(tmp_path, found.assign(state="explained", explanation="đúng"), {PATH: source})
    assert (settled.outcome, settled.path.exists()) == ("removed", False)
    assert write(tmp_path, found[:0], {}).outcome == "none"


@pytest.mark.parametrize("unit_code", ["../x", "a/b", "", ".hidden", "a\0b"])
def test_a_unit_code_cannot_lead_out_of_the_folder(unit_code):
    with pytest.raises(ValueError, match="unit code"):
        feedback_path(Path("quality"), 2024, unit_code)


def test_a_hostile_merge_or_place_costs_nothing(tmp_path):
    output = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(samples.xlsx_return())) as archive,
        zipfile.ZipFile(output, "w") as hostile,
    ):
        for name in archive.namelist():
            content = archive.read(name).replace(b'ref="A1:D1"', b'ref="A1:XFD1048576"')
            hostile.writestr(name, content)
    source = output.getvalue()
    found = frame([finding("date_invalid", "row", 9_999_999, 2), finding("date_invalid", "row", 6, 70_000)], source)
    workbook = opened(write(tmp_path, found, {PATH: source}))
    assert not workbook["Biểu 02"].merged_cells.ranges
    assert len(listed(workbook)) == 2


def test_legacy_text_goes_back_as_unicode_so_that_mended_words_can_stand_beside_it(tmp_path):
    rows = [
        ["TT", "Hä vµ tªn", "Sè CCCD"],
        ["1", "N«ng V¨n B×nh", "006085000001"],
        ["2", "§ç ThÞ H»ng", "006185000002"],
    ]
    source = "\n".join(";".join(row) for row in rows).encode("latin-1")
    path = "2024/ba-be/tcvn3.csv"
    found = frame([finding("date_invalid", "row", 2, 1, sheet="csv")], source)
    workbook = opened(write(tmp_path, found, {path: source}))
    sheet = workbook.worksheets[1]
    assert [sheet[address].value for address in ("B1", "B2", "B3")] == [
        "Họ và tên",
        "Nông Văn Bình",
        "Đỗ Thị Hằng",
    ]
    sheet["B2"].value = "Nông Văn Bính"
    workbook.save(tmp_path / "mended.xlsx")
    _, mended = read_workbook((tmp_path / "mended.xlsx").read_bytes(), "mended.xlsx")
    assert understand_sheet(mended, {}).texts[1][1] == "Nông Văn Bính"
    assert any("TCVN3" in str(cell.value) for row in workbook.worksheets[0] for cell in row)
