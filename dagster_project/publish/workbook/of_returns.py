"""The sheets of what the figures rest on: returns that are not in order, open verdicts, changes since the last report.

Here belongs which columns and rows these sheets have. Not here: the look of a sheet (`sheet.py`), and what would settle
a verdict (`quality/settling.py`).
"""

from dagster_project.lib.bilingual import Text, day
from dagster_project.publish.review import sentences
from dagster_project.publish.review.facts import WHOLE_PROVINCE, Change, Review
from dagster_project.publish.workbook import cells
from dagster_project.publish.workbook.sheet import YEAR, Coloured, Head, Value, View
from dagster_project.returns.reference.registry import TOTAL

_Row = list[Value | Coloured]
#: State of a return → sign and the colour of a status; a form that has to come is as red as one sent back.
_STATES = {"missing": ("✗", "not_met"), "rejected": ("✗", "not_met"), "accepted": ("✓", None)}
_GRAVITY = ("missing", "rejected", "accepted")


def returns(review: Review) -> View:
    """Return the forms that are missing, were sent back or came late; above them how many came each year."""
    names = _unit_names(review)
    troubled = [one for one in review.returns if not one.is_in_order]
    rows: list[_Row] = []
    for one in sorted(troubled, key=lambda one: (-one.year, _GRAVITY.index(one.state))):
        sign, colour = _STATES[one.state]
        label = review.labels.return_states[one.state]
        late = Text(", nộp muộn", ", late") if one.is_late else Text("", "")
        # An hour without a zone is Vietnam's; the day is what a reader counts with.
        received = one.received_at.date() if one.received_at else None
        rows.append(
            [
                one.year,
                names[one.unit].vi,
                one.form,
                Coloured(f"{sign} {label.vi}{late.vi} · {label.en}{late.en}", colour),
                one.due_on,
                received,
                one.days_late if one.is_late else None,
                one.rows_accepted,
                one.rows_quarantined,
            ]
        )
    columns = [
        YEAR, Head("Đơn vị", "Unit", 34), Head("Biểu", "Form", 8),
        Head("Tình trạng", "State", 34), Head("Hạn gửi", "Due on", 12), Head("Ngày nhận", "Received on", 12),
        Head("Số ngày muộn", "Days late", 10), Head("Dòng được nhận", "Rows accepted", 11),
        Head("Dòng bị loại", "Rows excluded", 11),
    ]  # fmt: skip
    return View(
        "Tình hình gửi biểu",
        "Biểu chưa gửi, bị trả lại hoặc nộp muộn",
        "Forms that are missing, were sent back or came late",
        columns,
        rows,
        [cells.line(told) for told in (sentences.coverage(review, year) for year in reversed(review.years))],
        fixed_columns=3,
    )


def open_verdicts(review: Review) -> View:
    """Return what leaves figures of the province open, and what would settle each; undetermined verdicts first."""
    names, indicators = _unit_names(review), {one.code: one for one in review.indicators}
    places = {code: at for at, code in enumerate(indicators)}
    series = {(of.code, one.code): one.label for of in review.indicators for one in of.series}
    found: list[tuple[tuple[bool, int, int, bool], _Row]] = []
    for doubt in review.doubts:
        figure = review.figure(doubt.indicator, doubt.year, doubt.series)
        if figure is None:
            continue
        indicator = indicators[doubt.indicator]
        part = series.get((doubt.indicator, doubt.series), Text("Tổng số", "Total"))
        lower, upper = cells.limits(indicator, figure)
        what, much = doubt.step.what, doubt.step.how_much
        row: _Row = [
            doubt.year, doubt.indicator, indicator.short_label.vi, cells.line(part),
            cells.verdict(review, indicator, figure), lower, upper, cells.goal(indicator, figure),
            names[doubt.unit].vi, doubt.form, doubt.subjects,
            f"{what.vi}: {much.vi}", f"{what.en}: {much.en}",
        ]  # fmt: skip
        order = (figure.status != "undetermined", -doubt.year, places[doubt.indicator], doubt.series != TOTAL)
        found.append((order, row))
    columns = [
        YEAR, Head("Mã", "Code", 8), Head("Chỉ tiêu", "Indicator", 34),
        Head("Nhóm", "Series", 30), Head("Đánh giá", "Verdict", 28), Head("Cận dưới", "Lower bound", 9),
        Head("Cận trên", "Upper bound", 9), Head("Mục tiêu", "Target", 9), Head("Đơn vị", "Unit", 26),
        Head("Biểu", "Form", 7), Head("Số đối tượng", "Subjects", 10), Head("Việc cần làm", "To be done", 44),
        Head("Việc cần làm (tiếng Anh)", "To be done, in English", 44),
    ]  # fmt: skip
    return View(
        "Chưa xác định",
        "Điều còn chưa rõ của từng kết quả và việc cần làm",
        "What leaves a result open, and what would settle it",
        columns,
        [row for _, row in sorted(found, key=lambda one: one[0])],
        [cells.line(sentences.OPEN_IS_NOT_FAILED)],
        fixed_columns=3,
    )


def changes(review: Review) -> View:
    """Return the figures that are others than in the report before, and why."""
    told = review.changes or ()
    columns = [
        YEAR,
        Head("Đơn vị", "Unit", 26),
        Head("Mã", "Code", 8),
        Head("Nhóm", "Series", 30),
        *(
            Head(vi, en, width, group)
            for group in ("Kỳ trước · Before", "Kỳ này · After")
            for vi, en, width in (
                ("Tử số", "n", 8),
                ("Mẫu số", "d", 8),
                ("Tỷ lệ", "%", 9),
                ("Ước chưa tính", "Not counted", 9),
                ("Đánh giá", "Verdict", 28),
            )
        ),
        Head("Nguyên nhân", "Cause", 44),
    ]
    return View(
        "Thay đổi",
        "Kết quả thay đổi so với lần báo cáo trước",
        "What changed since the last report",
        columns,
        [_change(review, one) for one in told],
        [_since(told)],
        fixed_columns=3,
    )


def _change(review: Review, one: Change) -> _Row:
    series = {(of.code, part.code): part.label for of in review.indicators for part in of.series}
    name = Text("Tổng số", "Total") if one.series == TOTAL else series[one.indicator, one.series]
    before = (one.numerator_before, one.denominator_before, one.value_pct_before, one.missing_before, one.status_before)
    after = (one.numerator_after, one.denominator_after, one.value_pct_after, one.missing_after, one.status_after)
    indicator = next(of for of in review.indicators if of.code == one.indicator)
    now = review.figure(one.indicator, one.year, one.series, one.unit)
    target = now.target_pct if now else indicator.target_pct
    row: _Row = [one.year, _unit_names(review)[one.unit].vi, one.indicator, cells.line(name)]
    for n, d, percent, missing, status in (before, after):
        label = review.labels.statuses[status] if status else None
        share = cells.share(indicator, n, d, percent, target) if n is not None and d and percent is not None else None
        row += [n, d, share, missing]
        row.append(Coloured(cells.line(label), status) if label else None)
    return [*row, cells.line(one.cause_label)]


def _since(told: tuple[Change, ...]) -> str:
    if not told:
        return "Chưa có thay đổi nào được ghi nhận. · No change has been kept."
    now, before = told[0].as_of, told[0].previous_as_of
    if before is None:
        return f"Lần báo cáo đầu tiên, {day(now)}. · The first report, {day(now)}."
    return f"Ngày {day(now)} so với ngày {day(before)}. · {day(now)} compared with {day(before)}."


def _unit_names(review: Review) -> dict[str, Text]:
    return {WHOLE_PROVINCE: Text("Toàn tỉnh", "Province")} | {unit.code: unit.label for unit in review.units}
