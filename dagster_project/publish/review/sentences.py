"""Sentences written from the figures, in Vietnamese and English.

Belongs here: whole sentences, each from what the marts hold. Not here: the pieces that they are made of (figures.py).
An open verdict is no bad one: the words say what is still to come, not what went wrong.
"""

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction

from dagster_project.lib import bilingual, numbers
from dagster_project.lib.bilingual import Text
from dagster_project.lib.subjects import counted
from dagster_project.publish.review import figures
from dagster_project.publish.review.facts import (
    WHOLE_PROVINCE,
    Change,
    Figure,
    FigureDoubt,
    Review,
    ReviewIndicator,
    ReviewYear,
)
from dagster_project.returns.reference.registry import TOTAL

#: Rule 12: said wherever series or units are shown.
DO_NOT_ADD_UP = Text(
    "Mỗi người, mỗi tổ chức chỉ đếm một lần: các nhóm không cộng thành tổng số, các đơn vị không cộng thành tỉnh.",
    "Everybody counts once: series do not add up to the total, nor units to the province.",
)
#: Said wherever a verdict is open.
OPEN_IS_NOT_FAILED = Text(
    "Chưa xác định không phải là chưa đạt: số liệu còn thiếu có thể đưa kết quả về cả hai phía của mục tiêu.",
    "Undetermined is not “not met”: what is still missing can bring the result to either side of the target.",
)


def overview(review: Review, year: ReviewYear) -> Text:
    """Say how many indicators stand how: "Năm 2025: 12 chỉ tiêu; 5 đạt, 4 chưa đạt, 3 chưa xác định."."""
    found = (review.figure(indicator.code, year.year) for indicator in review.indicators)
    states = Counter(figure.status for figure in found if figure)
    said = [
        Text(f"{states[status]} {inside(label).vi}", f"{states[status]} {inside(label).en}")
        for status, label in review.labels.statuses.items()
        if states[status]
    ]
    many, told = states.total(), bilingual.joined(said)
    return Text(
        f"{year.label.vi}: {many} chỉ tiêu; {told.vi}.",
        f"{year.label.en}: {many} {'indicator' if many == 1 else 'indicators'}; {told.en}.",
    )


def coverage(review: Review, year: ReviewYear) -> Text:
    """Say how many of the forms owed in a year came, and what became of the others."""
    owed = [one for one in review.returns if one.year == year.year]
    accepted = sum(one.state == "accepted" for one in owed)
    said = [Text(f"nhận {accepted}/{len(owed)} biểu", f"{accepted} of {len(owed)} forms received")]
    for many, vi, en in (
        (sum(one.state == "missing" for one in owed), "biểu chưa gửi", "missing"),
        (sum(one.state == "rejected" for one in owed), "biểu bị trả lại", "sent back"),
        (sum(one.is_late for one in owed), "biểu nộp muộn", "late"),
    ):
        if many:
            said.append(Text(f"{many} {vi}", f"{many} {en}"))
    told = bilingual.joined(said)
    return Text(f"{year.label.vi}: {told.vi}.", f"{year.label.en}: {told.en}.")


def standing(review: Review, indicator: ReviewIndicator, figure: Figure) -> Text:
    """Say one figure and its verdict: "Năm 2025: 128/358 đồng chí, bằng 35,7 %; mục tiêu ≥ 35 %: đạt."."""
    year = _year_of(review, figure.year).label
    status, aim = inside(review.labels.statuses[figure.status]), figures.goal(indicator, figure)
    if not figure.has_value:
        return Text(f"{year.vi}: {status.vi}.", f"{year.en}: {status.en}.")
    share, ratio = figures.value(indicator, figure), figures.ratio(figure)
    of = counted(figure.denominator, indicator.subject)
    who_vi, who_en = (word.split(" ", 1)[1] for word in of)
    more = figures.gap(indicator, figure) or _how_open(indicator, figure)
    said = Text(
        f"{status.vi}, {more.vi}" if more else status.vi,
        f"{status.en}, {more.en}" if more else status.en,
    )
    return Text(
        f"{year.vi}: {ratio.vi} {who_vi}, bằng {share.vi}; mục tiêu {aim.vi}: {said.vi}.",
        f"{year.en}: {ratio.en} {who_en}, {share.en}; target {aim.en}: {said.en}.",
    )


def _how_open(indicator: ReviewIndicator, figure: Figure) -> Text | None:
    if figure.status != "undetermined":
        return None
    span = figures.bounds(indicator, figure)
    if span is None:
        return Text("chưa ước tính được khoảng", "no bounds can be given")
    return Text(f"kết quả đầy đủ trong khoảng {span.vi}", f"the full result lies within {span.en}")


def progress(review: Review, indicator: ReviewIndicator, figure: Figure) -> Text | None:
    """Say how a figure stands to the straight line.

    None for annual targets, in the first year, in the target's own year and once it is reached.
    """
    line = figures.milestone(indicator, figure)
    if line is None or figure.progress in (None, "reached") or not figures.is_under_way(indicator, figure):
        return None
    if figures.is_on_its_line(figure):
        return None
    word = inside(review.labels.progress[str(figure.progress)])
    sign = "≤" if indicator.is_maximum else "≥"
    return Text(
        f"Theo lộ trình đến {indicator.target_year}, năm {figure.year} cần {sign} {line.vi}: {word.vi}.",
        f"On the line to {indicator.target_year}, {figure.year} asks for {sign} {line.en}: {word.en}.",
    )


def course(
    review: Review, indicator: ReviewIndicator, figure: Figure, series: str = TOTAL, unit: str = WHOLE_PROVINCE
) -> Text | None:
    """Say how a figure changed from the year before, or why the two are not compared; None without two values."""
    years = [year.year for year in review.years]
    at = years.index(figure.year)
    earlier = review.figure(indicator.code, years[at - 1], series, unit) if at else None
    if earlier is None or not earlier.has_value or not figure.has_value:
        return None
    year, before = review.years[at], review.years[at - 1]
    broken = figures.break_before(indicator, year, before)
    if broken:
        why = inside(broken)
        return Text(f"Không so với {before.year}: {why.vi}.", f"Not compared with {before.year}: {why.en}.")
    change = _exact(figure) - _exact(earlier)
    if change == 0:
        return Text(f"Bằng năm {before.year}.", f"As in {before.year}.")
    points = bilingual.translated(numbers.points(_exact(figure), _exact(earlier)).lstrip("+−"))
    return Text(
        f"{'Tăng' if change > 0 else 'Giảm'} {points.vi} điểm phần trăm so với năm {before.year}.",
        f"{'Up' if change > 0 else 'Down'} by {points.en} percentage points from {before.year}.",
    )


def exempt(indicator: ReviewIndicator, figure: Figure) -> Text | None:
    """Say how many are left out of a rating because they are exempt from it."""
    if not figure.exempt:
        return None
    many = counted(figure.exempt, indicator.subject)
    return Text(
        f"{many.vi} không thuộc diện xếp loại, không tính vào mẫu số.",
        f"{many.en} exempt from rating, not in the denominator.",
    )


def settling(doubt: FigureDoubt) -> Text:
    """Say what would settle a doubt, and how much that is."""
    what, much = doubt.step.what, doubt.step.how_much
    return Text(f"{what.vi}: {much.vi}.", f"{what.en}: {much.en}.")


def paragraph(review: Review, indicator: ReviewIndicator, figure: Figure) -> Text:
    """Say everything about one figure of the province that a report needs, in one paragraph."""
    said: Iterable[Text | None] = (
        standing(review, indicator, figure),
        progress(review, indicator, figure),
        course(review, indicator, figure),
        exempt(indicator, figure),
    )
    return bilingual.joined([one for one in said if one], " ")


def changed(review: Review, change: Change) -> Text:
    """Say from what to what a figure changed, and why; a unit or indicator of before may be gone from the reference."""
    indicator = next((one for one in review.indicators if one.code == change.indicator), None)
    names = {one.code: one.short_label for one in review.units} | {WHOLE_PROVINCE: Text("Toàn tỉnh", "Province")}
    unit = names.get(change.unit, Text(change.unit, change.unit))
    is_maximum = indicator is not None and indicator.is_maximum
    before = _told(review, change.numerator_before, change.denominator_before, change.target_pct_before,
                   change.status_before, is_maximum)  # fmt: skip
    after = _told(review, change.numerator_after, change.denominator_after, change.target_pct_after,
                  change.status_after, is_maximum)  # fmt: skip
    said = Text(
        f"{change.indicator}, {change.year}, {unit.vi}: {before.vi} → {after.vi}",
        f"{change.indicator}, {change.year}, {unit.en}: {before.en} → {after.en}",
    )
    if change.missing_before != change.missing_after and None not in (change.missing_before, change.missing_after):
        lack, lacked = (bilingual.number(many or 0) for many in (change.missing_after, change.missing_before))
        said = Text(
            f"{said.vi}; chưa được tính: {lacked.vi} → {lack.vi}", f"{said.en}; not counted: {lacked.en} → {lack.en}"
        )
    return Text(f"{said.vi}. {change.cause_label.vi}", f"{said.en}. {change.cause_label.en}")


def _told(
    review: Review, n: int | None, d: int | None, target: float | None, status: str | None, is_maximum: bool
) -> Text:
    """Write n/d, the percentage and the verdict of one side of a change; a figure that is not there is "–"."""
    if n is None or d is None or status is None:
        return figures.NO_VALUE
    label = inside(review.labels.statuses[status])
    if not d:
        return label
    ratio = bilingual.joined((bilingual.number(n), bilingual.number(d)), "/")
    share = bilingual.share(n, d, target, is_maximum=is_maximum)
    return Text(f"{ratio.vi} ({share.vi}, {label.vi})", f"{ratio.en} ({share.en}, {label.en})")


def _exact(figure: Figure) -> Fraction:
    return Fraction(100 * figure.numerator, figure.denominator)


def _year_of(review: Review, number: int) -> ReviewYear:
    return next(year for year in review.years if year.year == number)


def inside(label: Text) -> Text:
    """Write a label within a sentence: its first letter is small, unless the word is a short form in capitals."""
    return Text(*(word[:1].lower() + word[1:] if word[1:2].islower() else word for word in label))
