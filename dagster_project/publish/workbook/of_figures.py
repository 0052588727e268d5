"""The sheets of the indicators: the table of the review, every figure in a row, the units beside each other.

Here belongs which columns and rows these sheets have. Not here: the look of a sheet (`sheet.py`).
"""

from collections.abc import Iterable

from dagster_project.lib import bilingual
from dagster_project.lib.subjects import counted
from dagster_project.publish.review import figures, sentences
from dagster_project.publish.review.facts import WHOLE_PROVINCE, Figure, Review, ReviewIndicator, ReviewYear
from dagster_project.publish.workbook import cells
from dagster_project.publish.workbook.sheet import YEAR, Coloured, Head, Value, View
from dagster_project.returns.reference.registry import TOTAL

_Row = list[Value | Coloured]
_MEASURES = (
    Head("Tử số", "Numerator", 9), Head("Mẫu số", "Denominator", 11), Head("Tỷ lệ", "Share", 9),
    Head("Cận dưới", "Lower bound", 9), Head("Cận trên", "Upper bound", 9), Head("Mục tiêu", "Target", 9),
    Head("Lộ trình của năm", "Straight line", 10), Head("Đánh giá", "Verdict", 25),
    Head("Tiến độ", "Progress", 19), Head("Số đến mục tiêu", "To target", 10),
    Head("Không thuộc diện xếp loại", "Exempt", 11), Head("Chưa rõ", "Unclear", 9),
    Head("Ước chưa được tính", "Not counted (estimate)", 11), Head("Biểu cần", "Forms expected", 9),
    Head("Biểu đã nhận", "Forms accepted", 9),
)  # fmt: skip


def overview(review: Review) -> View:
    """Return the table that a review uses: a row an indicator, three columns a year."""
    columns = [
        Head("STT", "No.", 4.5), Head("Mã", "Code", 7), Head("Chỉ tiêu", "Indicator", 31),
        Head("ĐVT", "Unit", 12), Head("Mục tiêu", "Target", 9), Head("Thời hạn", "When", 9),
    ]  # fmt: skip
    for year in review.years:
        name = _noted(year)
        columns += [
            Head("Số đạt", "n", 6, name),
            Head("Tổng số", "d", 6, name),
            Head("Tỷ lệ", "%", 8.5, name),
        ]
    columns += [
        Head("Đánh giá", "Verdict", 13), Head("Còn thiếu (vượt)", "Short (over)", 8),
        Head("Ghi chú", "Remarks", 26),
    ]  # fmt: skip
    rows: list[_Row] = []
    for number, indicator in enumerate(review.indicators, 1):
        over_the_years = review.over_the_years(indicator.code)
        if not over_the_years:
            continue
        latest = over_the_years[-1]
        who = counted(2, indicator.subject)
        when = f"năm {indicator.target_year}\nby {indicator.target_year}" if indicator.target_year else _EVERY_YEAR
        row: _Row = [
            number, indicator.code, cells.both(indicator.short_label), f"{who.vi[2:]}\n{who.en[2:]}",
            cells.goal(indicator), when,
        ]  # fmt: skip
        for year in review.years:
            figure = review.figure(indicator.code, year.year)
            row += _year_cells(review, indicator, figure)
        gap = latest.to_target if figures.gap(indicator, latest) else None
        remarks = bilingual.joined(_remarks(review, indicator, latest), "; ")
        row += [cells.verdict(review, indicator, latest), gap, cells.both(remarks)]
        rows.append(row)
    return View(
        "Tổng hợp",
        f"Kết quả thực hiện {review.label.vi}",
        f"Results: {review.label.en}",
        columns,
        rows,
        [*_as_of(review), *_years_noted(review)],
        fixed_columns=3,
    )


def every_figure(review: Review) -> View:
    """Return every figure of the province in a row of its own: by year, indicator and series."""
    rows: list[_Row] = []
    for year in reversed(review.years):
        for indicator in review.indicators:
            named = [(TOTAL, _TOTAL), *((one.code, cells.both(one.label)) for one in indicator.series)]
            for series, name in named:
                figure = review.figure(indicator.code, year.year, series)
                if figure:
                    who: _Row = [year.year, indicator.code, cells.both(indicator.short_label), series, name]
                    rows.append(who + _measures(review, indicator, figure))
    columns = [
        YEAR, Head("Mã", "Code", 8), Head("Chỉ tiêu", "Indicator", 40),
        Head("Mã nhóm", "Series code", 14), Head("Nhóm", "Series", 26), *_MEASURES,
    ]  # fmt: skip
    return View(
        "Số liệu tỉnh",
        "Số liệu toàn tỉnh theo năm, chỉ tiêu và nhóm",
        "The province's figures by year, indicator and series",
        columns,
        rows,
        [cells.line(sentences.DO_NOT_ADD_UP), *_years_noted(review)],
        fixed_columns=2,
    )


def units(review: Review) -> View:
    """Return the units beside each other: a row a year and unit, a column an indicator."""
    rows: list[_Row] = []
    for year in reversed(review.years):
        named = [
            (WHOLE_PROVINCE, _PROVINCE),
            *((unit.code, unit.short_label.vi) for unit in review.units_of(year.year)),
        ]
        for unit, name in named:
            row: _Row = [year.year, name]
            for indicator in review.indicators:
                figure = review.figure(indicator.code, year.year, unit=unit)
                row.append(cells.signed(indicator, figure, review) if figure else None)
            rows.append(row)
    columns = [YEAR, Head("Đơn vị", "Unit", 24)]
    columns += [Head(f"{one.code} {one.short_label.vi}", one.short_label.en, 15) for one in review.indicators]
    return View(
        "Đơn vị",
        "Kết quả của từng đơn vị, năm gần nhất trước",
        "Units and indicators, the latest year first",
        columns,
        rows,
        [cells.line(sentences.DO_NOT_ADD_UP), _signs(review), *_years_noted(review)],
        fixed_columns=2,
    )


def every_unit_figure(review: Review) -> View:
    """Return every figure of a unit in a row of its own, of the whole population of each indicator."""
    rows: list[_Row] = []
    for year in reversed(review.years):
        for unit in review.units_of(year.year):
            for indicator in review.indicators:
                figure = review.figure(indicator.code, year.year, unit=unit.code)
                if figure:
                    who: _Row = [year.year, unit.code, unit.label.vi, indicator.code, indicator.short_label.vi]
                    rows.append(who + _measures(review, indicator, figure))
    columns = [
        YEAR, Head("Mã đơn vị", "Unit code", 16), Head("Đơn vị", "Unit", 28),
        Head("Mã", "Code", 8), Head("Chỉ tiêu", "Indicator", 36), *_MEASURES,
    ]  # fmt: skip
    return View(
        "Số liệu đơn vị",
        "Số liệu của từng đơn vị theo năm và chỉ tiêu",
        "The units' figures by year and indicator",
        columns,
        rows,
        [cells.line(sentences.DO_NOT_ADD_UP), *_years_noted(review)],
        fixed_columns=3,
    )


def _year_cells(review: Review, indicator: ReviewIndicator, figure: Figure | None) -> _Row:
    if figure is None:
        return [None, None, None]
    if not figure.has_value:
        return [None, None, cells.signed(indicator, figure, review)]
    return [figure.numerator, figure.denominator, cells.signed(indicator, figure, review)]


def _measures(review: Review, indicator: ReviewIndicator, figure: Figure) -> _Row:
    lower, upper = cells.limits(indicator, figure)
    return [
        figure.numerator, figure.denominator, cells.value(indicator, figure), lower, upper,
        cells.goal(indicator, figure), cells.milestone(indicator, figure), cells.verdict(review, indicator, figure),
        cells.progress(review, figure), figure.to_target, figure.exempt, figure.unknown, figure.missing,
        figure.forms_expected, figure.forms_accepted,
    ]  # fmt: skip


def _remarks(review: Review, indicator: ReviewIndicator, figure: Figure) -> Iterable[bilingual.Text]:
    span = figures.bounds(indicator, figure)
    if figure.status == "undetermined" and span:
        yield bilingual.Text(f"kết quả đầy đủ trong khoảng {span.vi}", f"the full result lies within {span.en}")
    if figure.progress and figures.is_under_way(indicator, figure):
        yield review.labels.progress[figure.progress]
    yield from figures.remarks(indicator, figure)


def _noted(year: ReviewYear) -> str:
    return f"{year.label.vi} · {year.label.en}" + (figures.NOTED if year.is_noted else "")


def _years_noted(review: Review) -> list[str]:
    return [f"{figures.NOTED} {year.year}: {year.note.vi}. · {year.note.en}." for year in review.years if year.note]


def _as_of(review: Review) -> list[str]:
    day = bilingual.day(review.publication.as_of)
    return [f"Số liệu đến ngày {day}. · As of {day}.", _signs(review)]


def _signs(review: Review) -> str:
    vi = ", ".join(f"{figures.SIGNS[code]} {label.vi.lower()}" for code, label in review.labels.statuses.items())
    before = ", ".join(f"{sign} {review.labels.progress[code].vi.lower()}" for code, sign in _UNDER_WAY)
    return f"{vi}; trước thời hạn (before the target's year): {before}."


_EVERY_YEAR = "hằng năm\nevery year"
_TOTAL = "Tổng số\nTotal"
_PROVINCE = "Toàn tỉnh · Province"
_UNDER_WAY = tuple(figures.PROGRESS_SIGNS.items())
