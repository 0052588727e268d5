"""The draft of the review report, from its heading to its last appendix.

A report is about one resolution and signed as such: where there are several, each has a document of its own. What no
table can know (how the work was led, causes, what to do next, number, date, who signs) is left as „…“ for the office.
Here belongs the order in which the report speaks. Not here: its sentences (`paragraphs.py`, `overall.py`).
"""

from itertools import groupby
from pathlib import Path

from docx.document import Document as DocxDocument
from docx.shared import Pt

from dagster_project.lib import bilingual
from dagster_project.publish.document import appendices, frame, overall, page, paragraphs
from dagster_project.publish.document.grid import TableColumn, table
from dagster_project.publish.document.save import save
from dagster_project.publish.review import sentences
from dagster_project.publish.review.facts import Review, ReviewIndicator

_TO_FILL = "…"
_KIND = "BÁO CÁO"


def write_reports(reviews: list[Review], path: Path) -> None:
    """Write the report of the first resolution to ``path``, of each later one to `scorecard-<code>.docx` beside it.

    So a resolution's report keeps its name when the next resolution comes.
    """
    for at, review in enumerate(reviews):
        of = path if at == 0 else path.with_name(f"{path.stem}-{review.code}{path.suffix}")
        as_of = review.publication.as_of
        save(report(review), of, title=f"Báo cáo {_about(review)}", author="Ban Tổ chức", as_of=as_of)


def report(review: Review) -> DocxDocument:
    """Return the report of one resolution."""
    document = page.new_document()
    committee, place = _committee(review)
    frame.heading(
        document,
        above=committee.upper(),
        agency="BAN TỔ CHỨC",
        number="Số …-BC/BTCTU",
        place_and_date=f"{place}, ngày … tháng … năm …",
    )
    frame.title(document, _KIND, _about(review))
    page.paragraph(
        document,
        f"Thực hiện {review.label.vi} (số …-NQ/TU, ngày …), Ban Tổ chức {_short(committee)} báo cáo kết quả thực hiện "
        f"các chỉ tiêu của Nghị quyết từ năm {review.years[0].year} đến năm {review.latest.year} như sau:",
    )
    page.paragraph(
        document,
        f"(Dự thảo do hệ thống tổng hợp lập từ báo cáo của các đơn vị, số liệu đến ngày "
        f"{bilingual.day(review.publication.as_of)}; chỗ có dấu “…” do cơ quan soạn thảo điền.)",
        italic=True,
    )
    _leadership(document)
    _results(document, review)
    _returns(document, review)
    _assessment(document)
    frame.signature(
        document,
        (f"Ban Thường vụ {_short(committee)} (báo cáo),", f"{_TO_FILL},", f"Lưu Ban Tổ chức {_short(committee)}."),
        ("TRƯỞNG BAN",),
    )
    appendices.overview(document, review)
    appendices.units(document, review)
    return document


def _leadership(document: DocxDocument) -> None:
    page.section_title(document, "I- CÔNG TÁC LÃNH ĐẠO, CHỈ ĐẠO, TRIỂN KHAI THỰC HIỆN")
    page.paragraph(document, _TO_FILL)


def _results(document: DocxDocument, review: Review) -> None:
    page.section_title(document, "II- KẾT QUẢ THỰC HIỆN CÁC CHỈ TIÊU")
    page.section_title(document, "1. Kết quả chung", level=2)
    for said in overall.standing(review):
        page.paragraph(document, said)
    page.paragraph(document, "Số chỉ tiêu theo kết quả đánh giá từng năm:").paragraph_format.keep_with_next = True
    (year, *counted), rows = overall.counts_by_year(review)
    table(document, [TableColumn(year, 39), *(TableColumn(one, 21, "center") for one in counted)], rows)
    page.paragraph(
        document,
        f"{sentences.OPEN_IS_NOT_FAILED.vi} Chỉ tiêu có thời hạn là chưa đến hạn cho tới năm của mục tiêu, trừ khi đã "
        "đạt sớm. Kết quả đầy đủ tại Phụ lục 1, kết quả của từng đơn vị tại Phụ lục 2.",
    ).paragraph_format.space_before = Pt(6)
    page.section_title(document, "2. Kết quả từng chỉ tiêu", level=2)
    page.paragraph(document, sentences.DO_NOT_ADD_UP.vi, italic=True)
    numbered = enumerate(review.indicators, 1)
    for section, members in groupby(numbered, key=lambda one: one[1].section.vi):
        page.paragraph(document, "", lead=f"* {section}").paragraph_format.keep_with_next = True
        for number, indicator in members:
            if review.over_the_years(indicator.code):
                first, *more = paragraphs.of_indicator(review, indicator)
                page.paragraph(document, first, lead=_lead(number, indicator))
                for said in more:
                    page.paragraph(document, said)


def _returns(document: DocxDocument, review: Review) -> None:
    page.section_title(document, "III- TÌNH HÌNH BÁO CÁO VÀ MỨC ĐỘ ĐẦY ĐỦ CỦA SỐ LIỆU")
    page.section_title(document, "1. Tình hình gửi báo cáo", level=2)
    for said in overall.returns(review):
        page.paragraph(document, said)
    page.section_title(document, "2. Chỉ tiêu chưa xác định và việc cần làm", level=2)
    for said in overall.open_verdicts(review) or ["Không có chỉ tiêu nào chưa xác định."]:
        page.paragraph(document, said)
    page.section_title(document, "3. Lưu ý khi so sánh các năm", level=2)
    for said in overall.comparable(review) or ["Số liệu các năm so sánh được với nhau."]:
        page.paragraph(document, said)


def _assessment(document: DocxDocument) -> None:
    page.section_title(document, "IV- ĐÁNH GIÁ CHUNG")
    for number, words in enumerate(("Ưu điểm", "Hạn chế", "Nguyên nhân", "Bài học kinh nghiệm"), 1):
        page.paragraph(document, _TO_FILL, lead=f"{number}. {words}:")
    page.section_title(document, "V- PHƯƠNG HƯỚNG, NHIỆM VỤ VÀ KIẾN NGHỊ")
    page.paragraph(document, _TO_FILL)


def _lead(number: int, indicator: ReviewIndicator) -> str:
    return f"2.{number}. {indicator.label.vi} (mục tiêu {paragraphs.aim(indicator)}):"


def _about(review: Review) -> str:
    return f"tổng kết thực hiện {review.label.vi}"


def _committee(review: Review) -> tuple[str, str]:
    """Return the province's committee and its place, from the unit that reports for the provincial level."""
    name = next((unit.label.vi for unit in review.units if unit.unit_type == "province"), f"Tỉnh ủy {_TO_FILL}")
    name = name.split(" (")[0]
    return name, name.removeprefix(_short(name)).strip() or _TO_FILL


def _short(committee: str) -> str:
    """Return what the committee is called at home: Tỉnh ủy, or Thành ủy."""
    return " ".join(committee.split(" ")[:2])
