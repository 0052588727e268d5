"""The draft of the report has the layout of a Party document, and says every figure as the marts do."""

import dataclasses
import re
import zipfile
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from dagster_project.publish.document.page import MARGINS, TURNED
from dagster_project.publish.document.paragraphs import aim, of_indicator, plain
from dagster_project.publish.document.report import write_reports
from dagster_project.publish.review import figures
from dagster_project.publish.review.facts import WHOLE_PROVINCE, ReviewIndicator
from dagster_project.returns.reference.registry import TOTAL
from tests.unit.publish.reviews import review


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("data") / "scorecard.docx"
    write_reports([review()], path)
    return path


@pytest.fixture(scope="module")
def document(path: Path) -> DocxDocument:
    return Document(str(path))


@pytest.fixture(scope="module")
def text(document: DocxDocument) -> str:
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


def indicator(code: str) -> ReviewIndicator:
    return next(one for one in review().indicators if one.code == code)


def said_of(code: str) -> str:
    return "\n".join(of_indicator(review(), indicator(code)))


def test_the_page_is_that_of_a_party_document(document: DocxDocument) -> None:
    upright, *turned = document.sections
    assert (round(upright.page_width.mm), round(upright.page_height.mm)) == (210, 297)
    assert {one.orientation for one in turned} == {WD_ORIENT.LANDSCAPE}
    for section, margins in ((upright, MARGINS), *((one, TURNED) for one in turned)):
        for side, millimetres in margins.items():
            assert round(getattr(section, f"{side}_margin").mm) == millimetres, side
    # What Hướng dẫn 36-HD/VPTW allows.
    for side, least, most in (("top", 20, 25), ("bottom", 20, 25), ("left", 30, 35), ("right", 15, 20)):
        assert least <= MARGINS[side] <= most, side


def test_every_letter_is_times_new_roman(path: Path, document: DocxDocument) -> None:
    normal = document.styles["Normal"].font
    assert (normal.name, normal.size.pt) == ("Times New Roman", 14)
    with zipfile.ZipFile(path) as package:
        body = package.read("word/document.xml").decode()
    assert "rFonts" not in body
    for name in ("Normal", "Header", "Heading 1", "Heading 2"):
        fonts = document.styles[name].element.rPr.find(qn("w:rFonts"))
        assert set(fonts.attrib.values()) == {"Times New Roman"}, name


def test_pages_are_numbered_at_the_top_from_the_second_on(document: DocxDocument) -> None:
    first = document.sections[0]
    assert first.different_first_page_header_footer
    assert "PAGE" in first.header._element.xml
    assert not any(section.different_first_page_header_footer for section in document.sections[1:])


def test_the_heading_names_who_issues_it_and_leaves_number_and_day_to_the_office(document: DocxDocument) -> None:
    left, right = document.tables[0].columns[0].cells, document.tables[0].columns[1].cells
    assert left[0].text.split("\n") == ["TỈNH ỦY MẪU SƠN", "BAN TỔ CHỨC", "*"]
    assert right[0].text == "ĐẢNG CỘNG SẢN VIỆT NAM"
    assert right[0].paragraphs[0].runs[0].font.size.pt == 15
    assert left[1].text.startswith("Số …-BC/BTCTU")
    assert right[1].text == "Mẫu Sơn, ngày … tháng … năm …"
    assert right[1].paragraphs[0].runs[0].italic


def test_receivers_and_signature_close_it(document: DocxDocument) -> None:
    closing = next(table for table in document.tables if "Nơi nhận" in table.cell(0, 0).text)
    assert "Lưu Ban Tổ chức Tỉnh ủy." in closing.cell(0, 0).text
    assert closing.cell(0, 1).text.startswith("TRƯỞNG BAN")
    assert closing.cell(0, 1).text.endswith("…")


def test_what_no_table_knows_is_left_to_the_office(text: str) -> None:
    for section in ("I- CÔNG TÁC LÃNH ĐẠO", "IV- ĐÁNH GIÁ CHUNG", "V- PHƯƠNG HƯỚNG"):
        assert "…" in text.split(section)[1].split("\n")[1], section


def test_the_appendix_holds_every_figure_of_the_province(document: DocxDocument) -> None:
    card = review()
    table = next(one for one in document.tables if one.cell(0, 0).text == "STT")
    rows = {row.cells[0].text: [cell.text for cell in row.cells] for row in table.rows}
    assert rows["STT"][4:7] == ["2023*", "2024", "2025*"]
    for number, one in enumerate(card.indicators, 1):
        assert rows[str(number)][1] == one.label.vi
        for year, cell in zip(card.years, rows[str(number)][4:7], strict=True):
            figure = card.figures[WHOLE_PROVINCE, one.code, TOTAL, year.year]
            if figure.has_value:
                assert cell.split("\n")[0] == f"{plain(figures.value(one, figure))} {figures.sign(one, figure)}"
                assert cell.split("\n")[1].rstrip("°") == f"{figure.numerator}/{figure.denominator}".replace(
                    "2374/2500", "2.374/2.500"
                )
            else:
                assert cell == figures.SIGNS[figure.status]


def test_every_unit_has_a_table_of_its_own(document: DocxDocument, text: str) -> None:
    tables = [table for table in document.tables if table.cell(0, 0).text == "STT"][1:]
    assert len(tables) == len(review().units)
    assert "2. Huyện ủy An Bình" in text
    assert "Kết thúc hoạt động 28/02/2025, kế thừa bởi Đảng ủy xã An Bình." in text
    cells = [cell.text for cell in tables[1].rows[1].cells]
    # It owed nothing in 2025; its last verdict is told with its year.
    assert cells[3:] == ["90,0% ✗\n90/100", "96,0% ✓\n96/100", "–", "2024: đạt"]


def test_what_is_just_short_is_not_shown_as_reached(text: str) -> None:
    assert "94,96% (2.374/2.500 tổ chức), chưa đạt mục tiêu, còn thiếu 1 tổ chức" in text
    assert "95,0%" not in text


def test_open_is_never_told_as_failure() -> None:
    said = said_of("1.3")
    latest = said.split("Các năm trước")[0]
    assert "theo số liệu đã nhận là 2,0% (2/100 đồng chí), chưa xác định" in latest
    assert "kết quả đầy đủ trong khoảng 1,8–13,4%" in latest
    assert "chưa đạt" not in latest
    assert "vượt" not in latest
    assert (
        "Để kết luận năm 2025 cần: nhận Biểu 02 năm 2025 của Huyện ủy An Bình (khoảng 12 đồng chí), "
        "Huyện ủy An Bình sửa dòng bị loại ở Biểu 02 năm 2025 (1 đồng chí)." in said
    )
    assert "chưa ước tính được kết quả đầy đủ" in said_of("1.6")


def test_what_has_no_value_is_said_in_words() -> None:
    assert said_of("1.4").startswith("Năm 2025 (đến 30/6): không áp dụng (không có đối tượng")
    assert said_of("1.5").startswith("Năm 2025 (đến 30/6): chưa có số liệu (chưa nhận được biểu")
    assert "%" not in said_of("1.4").split("Các năm trước")[0]


def test_a_short_year_and_new_rules_of_rating_are_named_with_the_figure(text: str) -> None:
    assert "năm 2023 (xếp loại theo quy định mới) là 90,0%" in said_of("1.1")
    # A target that counts no ratings does not know their rules.
    assert "quy định mới" not in said_of("1.2")
    assert "2025 (đến 30/6) là 94,96%" in text


def test_before_its_year_a_target_is_under_way(text: str) -> None:
    assert "năm 2023 là 25,0% (20/80), đúng lộ trình" in said_of("1.2")
    assert "chưa đạt" not in said_of("1.2").split("Theo")[0]


def test_indicators_are_counted_by_verdict_and_what_is_early_apart(document: DocxDocument) -> None:
    table = next(one for one in document.tables if one.cell(0, 0).text == "Năm")
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Năm", "Đạt", "Chưa đạt", "Chưa xác định", "Không áp dụng", "Không có số liệu", "Chưa đến hạn"],
        ["Năm 2023", "4", "1", "0", "0", "0", "1"],
        ["Năm 2024", "3", "1", "1", "0", "0", "1"],
        ["Năm 2025 (đến 30/6)", "1", "1", "2", "1", "1", "0"],
    ]


def test_only_what_may_be_compared_is_compared() -> None:
    # 2025 is no whole year, so that nothing is said of it beside 2024.
    assert "Năm 2024 tăng 6,0 điểm phần trăm so với năm 2023." in said_of("1.1")
    # An open figure is compared with nothing.
    assert "điểm phần trăm" not in said_of("1.5")


def test_a_target_of_a_single_year_is_said_with_the_year() -> None:
    card = review()
    key = (WHOLE_PROVINCE, "1.1", TOTAL, 2023)
    changed = {**card.figures, key: dataclasses.replace(card.figures[key], target_pct=92.0, to_target=2)}
    said = of_indicator(dataclasses.replace(card, figures=changed), indicator("1.1"))[0]
    assert "là 90,0% (90/100), mục tiêu của năm đạt từ 92% trở lên, chưa đạt, còn thiếu 2 tổ chức" in said


def test_without_a_unit_of_the_provincial_level_the_office_fills_in_its_name(tmp_path: Path) -> None:
    card = review()
    write_reports([dataclasses.replace(card, units=card.units[1:])], tmp_path / "scorecard.docx")
    left, right = Document(str(tmp_path / "scorecard.docx")).tables[0].columns
    assert left.cells[0].text.startswith("TỈNH ỦY …")
    assert right.cells[1].text.startswith("…, ngày")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("1.1", "hằng năm đạt từ 95% trở lên"),
        ("1.2", "đến năm 2025 đạt từ 35% trở lên"),
        ("1.3", "hằng năm không quá 2%"),
        ("1.4", "hằng năm đạt 100%"),
    ],
)
def test_a_target_is_said_as_the_resolution_says_it(code: str, words: str) -> None:
    assert aim(indicator(code)) == words


def test_the_state_of_the_returns_is_told_by_name(text: str) -> None:
    assert "- Năm 2023: nhận đủ 1/1 biểu." in text
    assert (
        "- Năm 2024: nhận 1/3 biểu; 1 biểu chưa gửi: Huyện ủy An Bình (Biểu 01); 1 biểu bị trả lại: Huyện ủy An Bình "
        "(Biểu 02); 1 biểu nộp muộn: Tỉnh ủy Mẫu Sơn (cấp tỉnh) (Biểu 01, muộn nhất 5 ngày); 2 dòng bị loại" in text
    )


def test_the_same_content_gives_the_same_bytes(path: Path, tmp_path: Path) -> None:
    write_reports([review()], tmp_path / "again.docx")
    assert (tmp_path / "again.docx").read_bytes() == path.read_bytes()


def test_a_later_resolution_has_a_report_of_its_own(tmp_path: Path) -> None:
    write_reports([review(), review("NQ-MS-2026")], tmp_path / "scorecard.docx")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["scorecard-NQ-MS-2026.docx", "scorecard.docx"]


def test_its_properties_name_nobody(document: DocxDocument) -> None:
    about = document.core_properties
    assert (about.author, about.last_modified_by, about.comments) == ("Ban Tổ chức", "Ban Tổ chức", "")
    assert re.fullmatch(r"Báo cáo tổng kết thực hiện Nghị quyết .*", about.title)
