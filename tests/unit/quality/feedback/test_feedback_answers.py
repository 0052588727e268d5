"""What a district sends back: our sheet is known again; explanations hold while the row is the same."""

import openpyxl
import pandas as pd
import pytest

from dagster_project.quality.feedback import palette
from dagster_project.returns.read.feedback_sheet import is_feedback_sheet, read_explanations
from dagster_project.returns.read.workbook import read_workbook
from tests.unit import feedback_samples as samples
from tests.unit.feedback_samples import UNIT, YEAR, finding, frame, opened, write

PATH = "2024/ba-be/can bo.xlsx"


def returned(written, answers, save_as):
    """Fill in "Giải trình" by rule as a clerk does, save, and give the sheets as the reader sees them."""
    workbook = openpyxl.load_workbook(written.path)
    sheet = workbook.worksheets[0]
    heading = next(cell.row for row in sheet for cell in row if cell.value == "STT")
    columns = {cell.value: cell.column for cell in sheet[heading]}
    for row in range(heading + 1, sheet.max_row + 1):
        rule = sheet.cell(row, columns["pph:rule_id"]).value
        if rule in answers:
            sheet.cell(row, columns["Giải trình"]).value = answers[rule]
    workbook.save(save_as)
    return read_workbook(save_as.read_bytes(), save_as.name)


def _answers(rows):
    """Give what was read as a frame."""
    names = ["fingerprint", "finding_id", "rule_id", "explanation", "row_number"]
    return pd.DataFrame(read_explanations(rows), columns=names)


def explanations_of(rows, received_at="2025-02-01", unit=UNIT):
    return _answers(rows).assign(report_year=YEAR, unit_code=unit, received_at=pd.Timestamp(received_at))


def test_our_sheet_is_known_by_its_marker_not_by_its_name(tmp_path):
    source = samples.xlsx_return()
    written = write(tmp_path, frame([finding("value_unknown", "warn", 7, 4)], source), {PATH: source})
    ours, theirs = read_workbook(written.path.read_bytes(), "x.xlsx")
    assert is_feedback_sheet("Sheet1", ours.rows)
    assert not is_feedback_sheet("Phiếu phản hồi", theirs.rows)
    assert not is_feedback_sheet("Phiếu phản hồi", [])
    without_marker = [row for row in ours.rows if not any("PHIEU-PHAN-HOI" in text for text in row)]
    assert is_feedback_sheet("Sheet1", without_marker), "the machine column is enough"
    only_visible = [row[:11] for row in without_marker]
    assert is_feedback_sheet("Phiếu phản hồi (2)", only_visible)
    assert not is_feedback_sheet("Sheet1", only_visible)


def test_a_returned_file_does_not_bring_our_own_sheet_or_colours_back(tmp_path):
    source = samples.xlsx_return()
    written = write(tmp_path, frame([finding("value_unknown", "warn", 7, 4)], source), {PATH: source})
    again = written.path.read_bytes()
    found = frame([finding("date_invalid", "row", 6, 2)], again)
    workbook = opened(write(tmp_path / "next", found, {"2024/ba-be/ba-be.xlsx": again}))
    assert workbook.sheetnames == ["Phiếu phản hồi", "Biểu 02"]
    mended = workbook["Biểu 02"]["E7"]
    assert (mended.fill.patternType, mended.comment) == (None, None)
    assert workbook["Biểu 02"]["C6"].fill.fgColor.rgb[2:] == palette.CELL["row"][1:]


def test_an_explanation_is_read_and_settles_its_warning(tmp_path):
    source = samples.xlsx_return()
    found = frame(
        [
            finding("age_implausible", "warn", 6, 2),
            finding("value_unknown", "warn", 7, 4),
            finding("date_invalid", "row", 8, 2),
        ],
        source,
    )
    written = write(tmp_path, found, {PATH: source})
    answers = {
        "age_implausible": "  Đồng chí sinh năm 2007,\nđược bầu đặc cách. ",
        "date_invalid": "=HYPERLINK()",
    }
    ours, _ = returned(written, {**answers, "date_invalid": "không sửa"}, tmp_path / "back.xlsx")
    read = _answers(ours.rows)
    assert set(read["fingerprint"]) == set(found["fingerprint"])
    assert set(read["finding_id"]) == set(found["finding_id"])
    told = dict(zip(read["rule_id"], read["explanation"], strict=True))
    assert told["age_implausible"] == "Đồng chí sinh năm 2007,\nđược bầu đặc cách."
    assert told["value_unknown"] == ""


def test_the_placeholder_of_what_cannot_be_explained_is_no_explanation(tmp_path):
    source = samples.xlsx_return()
    written = write(tmp_path, frame([finding("date_invalid", "row", 8, 2)], source), {PATH: source})
    ours, _ = read_workbook(written.path.read_bytes(), "x.xlsx")
    assert _answers(ours.rows)["explanation"].tolist() == [""]


def test_explanations_are_found_after_sorting_moving_columns_and_empty_rows():
    heading = ["Giải trình", "ghi thêm", "pph:rule_id", "pph:fingerprint"]
    rows = [["tiêu đề"], [], ["GIẢI  TRÌNH" if text == "Giải trình" else text for text in heading]]
    rows += [
        ["đúng", "", "age_implausible", "a" * 24],
        [],
        ["x", "", "", "không phải"],
        ["", "", "r", "B" * 24],
        ["cụt"],
    ]
    read = _answers(rows)
    assert read[["fingerprint", "explanation", "row_number"]].values.tolist() == [
        ["a" * 24, "đúng", 4],
        ["b" * 24, "", 7],
    ]


@pytest.mark.parametrize("rows", [[], [["Biểu 02"]], [["Giải trình"], ["đúng"]]])
def test_a_sheet_without_our_columns_gives_no_explanations(rows):
    read = _answers(rows)
    assert read.empty
    assert list(read.columns) == ["fingerprint", "finding_id", "rule_id", "explanation", "row_number"]
