"""What the report says of all indicators together, and of the returns that they rest on.

Here belongs Vietnamese prose that counts over indicators, years or returns. Not here: one indicator's paragraph
(`paragraphs.py`), and in which order the report speaks (`report.py`).
"""

from collections import Counter
from collections.abc import Iterable

from dagster_project.lib import numbers
from dagster_project.publish.document.paragraphs import asked, inside, listed, plain, settling, year_name
from dagster_project.publish.review import figures
from dagster_project.publish.review.facts import Figure, OwedForm, Review, ReviewIndicator, ReviewYear

_EARLY = "early"


def standing(review: Review) -> list[str]:
    """Say how many indicators stand how in the latest year, and name those that are not met or open."""
    year = review.latest
    by_status: dict[str, list[tuple[ReviewIndicator, Figure]]] = {}
    for indicator in review.indicators:
        figure = review.figure(indicator.code, year.year)
        if figure:
            by_status.setdefault(figure.status, []).append((indicator, figure))
    many = sum(map(len, by_status.values()))
    counts = [
        f"{len(by_status[status])} chỉ tiêu {inside(label.vi)}"
        for status, label in review.labels.statuses.items()
        if status in by_status
    ]
    said = [f"{year.label.vi}, trong {many} chỉ tiêu của Nghị quyết có {', '.join(counts)}."]
    for status, words in (
        ("not_met", "Chỉ tiêu chưa đạt"),
        ("undetermined", "Chỉ tiêu chưa xác định"),
        ("no_data", "Chỉ tiêu chưa có số liệu"),
    ):
        if status in by_status:
            names = [_named(indicator, figure) for indicator, figure in by_status[status]]
            said.append(f"{words}: {'; '.join(f'({at}) {name}' for at, name in enumerate(names, 1))}.")
    return said


def counts_by_year(review: Review) -> tuple[list[str], list[list[str]]]:
    """Count the indicators of each verdict year by year; return the headings and a row a year.

    Before its year a target that is not met yet is on its way, not unmet.
    """
    headings = ["Năm", *(label.vi for label in review.labels.statuses.values()), "Chưa đến hạn"]
    rows = []
    for year in review.years:
        states: Counter[str] = Counter()
        for indicator in review.indicators:
            figure = review.figure(indicator.code, year.year)
            if figure:
                is_early = figures.is_under_way(indicator, figure) and figure.has_value and figure.status != "met"
                states[_EARLY if is_early else figure.status] += 1
        rows.append([year.label.vi, *(str(states[status]) for status in (*review.labels.statuses, _EARLY))])
    return headings, rows


def comparable(review: Review) -> list[str]:
    """Say of which years more has to be known than their figures."""
    said = [f"- {year.label.vi}: {inside(year.note.vi)}." for year in review.years if year.note]
    if said:
        said.insert(
            0,
            "Số liệu các năm sau đây không so sánh trực tiếp với năm liền trước (riêng việc đổi quy định xếp loại chỉ "
            "liên quan đến các chỉ tiêu về xếp loại):",
        )
    return said


def returns(review: Review) -> list[str]:
    """Say year by year how many forms came, and which ones did not, came back or came late."""
    every = review.returns
    accepted = sum(one.state == "accepted" for one in every)
    said = [
        f"Các đơn vị phải gửi {numbers.count(len(every))} biểu trong {len(review.years)} năm; đã nhận "
        f"{numbers.count(accepted)} biểu."
    ]
    return said + [_year_of_returns(review, year) for year in review.years]


def open_verdicts(review: Review) -> list[str]:
    """Say which verdicts are open and what would settle each; the latest year first."""
    said = []
    for year in reversed(review.years):
        for indicator in review.indicators:
            figure = review.figure(indicator.code, year.year)
            steps = settling(review, indicator, figure) if figure else None
            if figure and steps:
                span = figures.bounds(indicator, figure)
                reach = f"kết quả đầy đủ trong khoảng {plain(span)}" if span else "chưa ước tính được kết quả"
                goal = asked(indicator, figure)
                said.append(
                    f"- {indicator.short_label.vi}, {year_name(indicator, year)}: {reach}, mục tiêu {goal}. {steps}"
                )
    return said


def _named(indicator: ReviewIndicator, figure: Figure) -> str:
    if not figure.has_value:
        return indicator.short_label.vi
    gap = figures.gap(indicator, figure)
    share = plain(figures.value(indicator, figure))
    return f"{indicator.short_label.vi} ({share}{f', {gap.vi}' if gap else ''})"


def _year_of_returns(review: Review, year: ReviewYear) -> str:
    owed = [one for one in review.returns if one.year == year.year]
    accepted = [one for one in owed if one.state == "accepted"]
    late = [one for one in accepted if one.is_late]
    said = [f"{year.label.vi}: nhận {'đủ ' if len(accepted) == len(owed) else ''}{len(accepted)}/{len(owed)} biểu"]
    for words, found in (
        ("biểu chưa gửi", [one for one in owed if one.state == "missing"]),
        ("biểu bị trả lại", [one for one in owed if one.state == "rejected"]),
        ("biểu nộp muộn", late),
    ):
        if found:
            said.append(f"{len(found)} {words}: {_whose(review, found)}")
    excluded = sum(one.rows_quarantined for one in accepted)
    if excluded:
        said.append(f"{numbers.count(excluded)} dòng bị loại, chờ đơn vị sửa")
    return f"- {'; '.join(said)}."


def _whose(review: Review, found: Iterable[OwedForm]) -> str:
    by_unit: dict[str, list[OwedForm]] = {}
    for one in found:
        by_unit.setdefault(one.unit, []).append(one)
    names = {unit.code: unit.label.vi for unit in review.units}
    said = []
    for unit, of in by_unit.items():
        days = max(one.days_late or 0 for one in of)
        late = f", muộn nhất {numbers.count(days)} ngày" if days else ""
        said.append(f"{names.get(unit, unit)} (Biểu {', '.join(one.form for one in of)}{late})")
    return listed(said, "đơn vị")
