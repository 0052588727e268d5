"""What the report says of one indicator, as an office writes it, from the figures alone.

First how it stands in the latest year, then the years before, then what they may be compared with, its parts, its
units, and what would settle what is open. Here belong these paragraphs, in Vietnamese alone. Not here: sentences that
the page says, too (`publish/review/sentences.py`), and what is said of all indicators together (`overall.py`).
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import pairwise

from dagster_project.lib import numbers
from dagster_project.lib.bilingual import Text
from dagster_project.lib.subjects import counted
from dagster_project.publish.review import figures
from dagster_project.publish.review.facts import Figure, FigureDoubt, Review, ReviewIndicator, ReviewYear

#: Named are only so many units or steps, the rest is counted: a paragraph is not the appendix.
_NAMED = 6
#: Why there is no percentage.
_WITHOUT_VALUE = {
    "not_applicable": "không áp dụng (không có đối tượng thuộc diện tính chỉ tiêu này)",
    "no_data": "chưa có số liệu (chưa nhận được biểu cần cho chỉ tiêu này)",
    "undetermined": "chưa xác định được (chưa đủ số liệu)",
}
_NEW_RATING = "xếp loại theo quy định mới"


def plain(text: Text) -> str:
    """Return the Vietnamese, percentages written as documents write them: 95%, not 95 %."""
    return text.vi.replace("\u00a0%", "%")


def inside(words: str) -> str:
    """Return words as they stand within a sentence; a name in capitals stays one."""
    return words[:1].lower() + words[1:] if words[1:2].islower() else words


def aim(indicator: ReviewIndicator) -> str:
    """Say what the resolution asks for: „hằng năm đạt từ 95% trở lên“, „đến năm 2025 đạt 100%“, „… không quá 2%“."""
    when = f"đến năm {indicator.target_year}" if indicator.target_year else "hằng năm"
    return f"{when} {asked(indicator)}"


def asked(indicator: ReviewIndicator, figure: Figure | None = None) -> str:
    """Say the target of the figure's year, or the indicator's last one: „đạt từ 95% trở lên“."""
    sign, share = figures.goal(indicator, figure).vi[:1], plain(figures.goal(indicator, figure)).lstrip("≥≤\u00a0")
    if sign == "≤":
        return f"không quá {share}"
    return f"đạt từ {share} trở lên" if sign == "≥" else f"đạt {share}"


def of_indicator(review: Review, indicator: ReviewIndicator) -> list[str]:
    """Return what the report says of one indicator, a paragraph each: the result over the years, then its parts.

    The latest year is told as an office reads it first: the result, then whether the target is met.
    """
    over_the_years = review.over_the_years(indicator.code)
    latest, earlier = over_the_years[-1], over_the_years[:-1]
    result: list[str | None] = [f"{_first_letter(_year(review, indicator, latest, 'mục tiêu'))}."]
    if earlier:
        before = "; ".join(_year(review, indicator, figure) for figure in earlier)
        result.append(f"Các năm trước: {before}.")
    result += [
        _trend(review, indicator, over_the_years),
        _exempt(indicator, latest),
        _not_decisive(indicator, latest),
        settling(review, indicator, latest),
        _open_before(review, indicator, earlier),
    ]
    parts = [_series(review, indicator), _units(review, indicator)]
    said = (" ".join(one for one in some if one) for some in (result, parts))
    return [one for one in said if one]


def year_name(indicator: ReviewIndicator, year: ReviewYear) -> str:
    """Name a year with what has to be known of its figure: „năm 2025 (đến 30/6; xếp loại theo quy định mới)“."""
    name = inside(year.label.vi)
    if not (year.is_new_rating and indicator.is_rating):
        return name
    return f"{name[:-1]}; {_NEW_RATING})" if name.endswith(")") else f"{name} ({_NEW_RATING})"


def verdict(review: Review, indicator: ReviewIndicator, figure: Figure) -> str:
    """Say the verdict of a figure with a value; before the target's year how far it is on its way."""
    if figures.is_under_way(indicator, figure) and figure.status != "met":
        return inside(review.labels.progress[figure.progress].vi) if figure.progress else "chưa đến hạn"
    status = inside(review.labels.statuses[figure.status].vi)
    gap = figures.gap(indicator, figure)
    return f"{status}, {gap.vi}" if gap else status


def listed(names: Sequence[str], what: str) -> str:
    """List names, of many only the first ones, the rest counted: „A, B, C, D và 3 đơn vị khác“."""
    more = len(names) - _NAMED
    return ", ".join(names) if more <= 1 else f"{', '.join(names[:_NAMED])} và {more} {what} khác"


def _year(review: Review, indicator: ReviewIndicator, figure: Figure, of_what: str = "") -> str:
    """Say one year; told in full, with what was counted and what a verdict is about, where ``of_what`` is given."""
    year = next(one for one in review.years if one.year == figure.year)
    name = year_name(indicator, year)
    if not figure.has_value:
        return f"{name}: {_WITHOUT_VALUE.get(figure.status, 'không có tỷ lệ')}"
    share, ratio = plain(figures.value(indicator, figure)), figures.ratio(figure).vi
    if of_what:
        ratio += f" {counted(figure.denominator, indicator.subject).vi.split(' ', 1)[1]}"
    said = verdict(review, indicator, figure)
    if figure.target_pct != indicator.target_pct:
        said = f"mục tiêu của năm {asked(indicator, figure)}, {said}"
    span = figures.bounds(indicator, figure)
    if figure.status == "undetermined":
        # A verdict that waits for returns says so first: it must not be read as a failure.
        found = f"theo số liệu đã nhận là {share} ({ratio})"
        reach = f"kết quả đầy đủ trong khoảng {plain(span)}" if span else "chưa ước tính được kết quả đầy đủ"
        return f"{name} {found}, {said}, {reach}"
    if of_what and said.startswith(("đạt", "chưa đạt")):
        said = said.replace("đạt", f"đạt {of_what}", 1)
    return f"{name} là {share} ({ratio}), {said}"


def _trend(review: Review, indicator: ReviewIndicator, over_the_years: Iterable[Figure]) -> str | None:
    """Say how far the latest figures went that may be compared; an open one is compared with nothing."""
    by_year = {figure.year: figure for figure in over_the_years}
    runs: list[list[Figure]] = [[]]
    for before, year in pairwise((None, *review.years)):
        figure = by_year.get(year.year) if year else None
        if year is None or figure is None:
            continue
        if before and figures.break_before(indicator, year, before):
            runs.append([])
        if figure.has_value and figure.status != "undetermined":
            runs[-1].append(figure)
    # What may be compared in the years before the last two is history, and no news for a review.
    long = [run for run in runs if len(run) > 1 and run[-1].year >= review.latest.year - 1]
    if not long:
        return None
    first, last = long[-1][0], long[-1][-1]
    now, then = (Fraction(100 * one.numerator, one.denominator) for one in (last, first))
    if now == then:
        return f"Năm {last.year} bằng năm {first.year}."
    change = numbers.points(now, then).lstrip("+−")
    return f"Năm {last.year} {'tăng' if now > then else 'giảm'} {change} điểm phần trăm so với năm {first.year}."


def _exempt(indicator: ReviewIndicator, figure: Figure) -> str | None:
    if not figure.exempt:
        return None
    who = counted(figure.exempt, indicator.subject).vi
    return f"Năm {figure.year} có {who} không thuộc diện xếp loại nên không tính vào tỷ lệ."


def _series(review: Review, indicator: ReviewIndicator) -> str | None:
    year, said = review.latest, []
    for series in indicator.series:
        figure = review.figure(indicator.code, year.year, series.code)
        if figure is None:
            continue
        if figure.has_value:
            is_open = ", chưa xác định" if figure.status == "undetermined" else ""
            share = plain(figures.value(indicator, figure))
            said.append(f"{series.label.vi} {share} ({figures.ratio(figure).vi}{is_open})")
        else:
            said.append(f"{series.label.vi} {inside(review.labels.statuses[figure.status].vi)}")
    return f"Theo nhóm, năm {year.year}: {'; '.join(said)}." if said else None


def _units(review: Review, indicator: ReviewIndicator) -> str | None:
    year = review.latest
    states: dict[str, list[str]] = {}
    for unit in review.units_of(year.year):
        figure = review.figure(indicator.code, year.year, unit=unit.code)
        if figure:
            gap = f" ({numbers.count(figure.to_target)})" if figures.gap(indicator, figure) else ""
            states.setdefault(figure.status, []).append(f"{unit.short_label.vi}{gap}")
    said = []
    for status, label in review.labels.statuses.items():
        names = states.get(status, [])
        if not names:
            continue
        many = f"{len(names)} đơn vị {inside(label.vi)}"
        if status == "not_met":
            short = "vượt" if indicator.is_maximum else "còn thiếu"
            many = f"{many}, trong ngoặc là số {short}: {listed(names, 'đơn vị')}"
        elif status in ("undetermined", "no_data"):
            many = f"{many} ({listed(names, 'đơn vị')})"
        said.append(many)
    return f"Theo đơn vị, năm {year.year}: {'; '.join(said)}." if said else None


def _not_decisive(indicator: ReviewIndicator, figure: Figure) -> str | None:
    """Say what is lacking of a figure whose verdict stands whatever comes."""
    if figure.status not in ("met", "not_met") or not (figure.missing or figure.unknown):
        return None
    lacking = []
    if figure.missing:
        lacking.append(f"khoảng {counted(figure.missing, indicator.subject).vi} chưa được tính")
    if figure.unknown:
        lacking.append(f"{counted(figure.unknown, indicator.subject).vi} chưa rõ thông tin")
    return f"Số liệu năm {figure.year} còn {', '.join(lacking)}; phần này không làm thay đổi kết luận."


def settling(review: Review, indicator: ReviewIndicator, figure: Figure) -> str | None:
    """Say what would settle an open figure; None where nothing is open, or where the target's year is yet to come."""
    if figure.status != "undetermined" or figures.is_under_way(indicator, figure):
        return None
    steps = [step(review, doubt) for doubt in review.doubts_of(indicator.code, figure.year)]
    return f"Để kết luận năm {figure.year} cần: {listed(steps, 'việc')}." if steps else None


def _open_before(review: Review, indicator: ReviewIndicator, earlier: Iterable[Figure]) -> str | None:
    years = [str(figure.year) for figure in earlier if settling(review, indicator, figure)]
    return f"Việc cần làm để kết luận năm {', '.join(years)}: xem mục III." if years else None


def step(review: Review, doubt: FigureDoubt) -> str:
    """Say one thing to do within a sentence; the name of the unit that does it keeps its capital letter."""
    what = doubt.step.what.vi
    is_name_first = any(what.startswith(unit.label.vi) for unit in review.units)
    return f"{what if is_name_first else inside(what)} ({doubt.step.how_much.vi})"


def _first_letter(words: str) -> str:
    return words[:1].upper() + words[1:]
