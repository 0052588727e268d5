"""The appendices of the report, on pages that lie on their side: the table of the review, and a table a unit.

Here belongs what stands in these tables. Not here: how a table is drawn (`grid.py`).
"""

from collections.abc import Sequence
from itertools import groupby

from docx.document import Document as DocxDocument

from dagster_project.lib import bilingual
from dagster_project.publish.document import page
from dagster_project.publish.document.grid import TableColumn, table
from dagster_project.publish.document.paragraphs import inside, plain, verdict
from dagster_project.publish.review import figures, sentences
from dagster_project.publish.review.facts import WHOLE_PROVINCE, Figure, Review, ReviewIndicator, ReviewUnit
from dagster_project.returns.reference.registry import TOTAL

#: Millimetres that the years of a table share, whatever their number.
_YEARS = 125
_SIZE = 11


def overview(document: DocxDocument, review: Review) -> None:
    """Write the table of the review: every indicator over the years, its verdict and what has to be known of it."""
    page.turned_page(document)
    _title(document, 1, "TỔNG HỢP KẾT QUẢ THỰC HIỆN CÁC CHỈ TIÊU", review.label.vi)
    columns = [
        TableColumn("STT", 10, "center"),
        TableColumn("Chỉ tiêu", 47),
        TableColumn("ĐVT", 12, "center"),
        TableColumn("Mục tiêu", 18, "center"),
        *_years(review),
        TableColumn("Đánh giá", 25, "center"),
        TableColumn("Ghi chú", 29),
    ]
    rows: list[list[str]] = []
    for section, members in groupby(enumerate(review.indicators, 1), key=lambda one: one[1].section.vi):
        rows.append([section])
        for number, indicator in members:
            over_the_years = review.over_the_years(indicator.code)
            if not over_the_years:
                continue
            latest = over_the_years[-1]
            remarks = [plain(one) for one in figures.remarks(indicator, latest)]
            rows.append(
                [
                    str(number),
                    indicator.label.vi,
                    "%",
                    plain(figures.goal(indicator)),
                    *_cells(review, indicator, WHOLE_PROVINCE),
                    _verdict(review, indicator, latest),
                    "; ".join(remarks),
                ]
            )
    table(document, columns, rows, size=_SIZE)
    _legend(document, review)


def units(document: DocxDocument, review: Review) -> None:
    """Write a table a unit: its indicators over the years in which it owed returns, and how its returns came."""
    for at, unit in enumerate(review.units, 1):
        if at == 1:
            page.turned_page(document)
            _title(document, 2, "KẾT QUẢ CỦA TỪNG ĐƠN VỊ", review.label.vi)
            page.centred(document, sentences.DO_NOT_ADD_UP.vi, size=12, italic=True)
            page.centred(
                document,
                f"Ký hiệu như Phụ lục 1; “{figures.NO_VALUE.vi}”: đơn vị không phải báo cáo năm đó.",
                size=12,
                italic=True,
            )
        page.section_title(document, f"{at}. {unit.label.vi}", level=2, on_new_page=at > 1)
        page.paragraph(document, _about(review, unit)).paragraph_format.keep_with_next = True
        columns = [
            TableColumn("STT", 10, "center"),
            TableColumn("Chỉ tiêu", 68),
            TableColumn("Mục tiêu", 18, "center"),
            *_years(review),
            TableColumn("Đánh giá năm gần nhất", 36, "center"),
        ]
        rows = []
        for number, indicator in enumerate(review.indicators, 1):
            over_the_years = review.over_the_years(indicator.code, unit=unit.code)
            if over_the_years:
                said = _verdict(review, indicator, over_the_years[-1])
                goal = plain(figures.goal(indicator))
                rows.append([str(number), indicator.short_label.vi, goal, *_cells(review, indicator, unit.code), said])
        table(document, columns, rows, size=_SIZE)
    # Word wants a paragraph behind the last table.
    page.centred(document, "", size=2)


def _title(document: DocxDocument, number: int, words: str, label: str) -> None:
    page.centred(document, f"Phụ lục {number}", bold=True, level=1)
    page.centred(document, words, bold=True)
    page.centred(
        document, f"(kèm theo Báo cáo số …-BC/BTCTU, ngày … về kết quả thực hiện {label})", size=12, italic=True
    )
    page.centred(document, "")


def _years(review: Review) -> Sequence[TableColumn]:
    width = _YEARS // len(review.years)
    return [
        TableColumn(f"{year.year}{figures.NOTED if year.is_noted else ''}", width, "center") for year in review.years
    ]


def _cells(review: Review, indicator: ReviewIndicator, unit: str) -> list[str]:
    """Return a cell a year: percentage and sign over the ratio; "–" where the unit owed nothing."""
    return [
        _cell(indicator, figure) if figure else figures.NO_VALUE.vi
        for figure in (review.figure(indicator.code, year.year, TOTAL, unit) for year in review.years)
    ]


def _cell(indicator: ReviewIndicator, figure: Figure) -> str:
    sign = figures.sign(indicator, figure)
    if not figure.has_value:
        return sign
    lacking = "" if figure.is_whole else figures.LACKING
    return f"{plain(figures.value(indicator, figure))} {sign}\n{figures.ratio(figure).vi}{lacking}"


def _verdict(review: Review, indicator: ReviewIndicator, figure: Figure) -> str:
    """Write the verdict of the last figure there is, with its year where that is not the latest of all."""
    said = [words[:1].upper() + words[1:] for words in verdict(review, indicator, figure).split(", ", 1)]
    if figure.year != review.latest.year:
        said[0] = f"{figure.year}: {inside(said[0])}"
    span = figures.bounds(indicator, figure) if figure.status == "undetermined" else None
    if span:
        said.append(f"Trong khoảng {plain(span)}")
    return "\n".join(said)


def _about(review: Review, unit: ReviewUnit) -> str:
    owed = [one for one in review.returns if one.unit == unit.code]
    accepted, late = sum(one.state == "accepted" for one in owed), sum(one.is_late for one in owed)
    said = f"Đã nhận {accepted}/{len(owed)} biểu"
    said += f", trong đó {late} biểu nộp muộn." if late else "."
    if unit.valid_from and unit.valid_from.year >= review.years[0].year:
        said += f" Hoạt động từ {bilingual.day(unit.valid_from)}"
        said += f", kế thừa {unit.predecessors.vi}." if unit.predecessors else "."
    if unit.valid_to and unit.valid_to < review.latest.snapshot_on:
        said += f" Kết thúc hoạt động {bilingual.day(unit.valid_to)}"
        said += f", kế thừa bởi {unit.successors.vi}." if unit.successors else "."
    return said


def _legend(document: DocxDocument, review: Review) -> None:
    statuses = [f"{figures.SIGNS[code]} {inside(label.vi)}" for code, label in review.labels.statuses.items()]
    under_way = [f"{figures.PROGRESS_SIGNS[code]} {inside(review.labels.progress[code].vi)}" for code in _UNDER_WAY]
    page.centred(
        document,
        f"{'; '.join(statuses)}; trước thời hạn: {', '.join(under_way)}; {figures.LACKING} thiếu biểu.",
        size=_SIZE,
        italic=True,
    )
    for year in review.years:
        if year.note:
            page.centred(document, f"{figures.NOTED} {year.year}: {inside(year.note.vi)}.", size=_SIZE, italic=True)


_UNDER_WAY = ("on_track", "behind")
