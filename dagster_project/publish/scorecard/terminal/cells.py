"""One cell of the scorecard in the terminal: a figure, a target with its course, a verdict.

Belongs here: which pieces stand together, and their colours. Not here: how a figure is written (publish/review/), and
where a cell stands (table.py).
"""

from fractions import Fraction

from rich.text import Text

from dagster_project.lib import numbers
from dagster_project.publish.review import figures
from dagster_project.publish.review.facts import Figure, Review, ReviewIndicator, ReviewYear
from dagster_project.publish.review.figures import LACKING, NOTED, PROGRESS_SIGNS
from dagster_project.publish.review.sentences import inside
from dagster_project.quality.settling import UNSIZED

STYLES = {
    "met": "green",
    "not_met": "red",
    "undetermined": "yellow",
    "not_applicable": "dim",
    "no_data": "dim",
}
_PROGRESS_STYLES = {PROGRESS_SIGNS["on_track"]: "cyan", PROGRESS_SIGNS["undetermined"]: STYLES["undetermined"]}
_BARS = "▁▂▃▄▅▆▇█"


def year_name(year: ReviewYear) -> str:
    """Write a year, with the mark where there is a note on it."""
    return f"{year.year}{NOTED if year.is_noted else ''}"


def target(review: Review, indicator: ReviewIndicator) -> Text:
    """Write the target over a small column a year, from the lowest value to the highest."""
    over_the_years = review.over_the_years(indicator.code)
    text = Text(figures.goal(indicator, over_the_years[-1] if over_the_years else None).vi)
    values = [Fraction(one.numerator, one.denominator) if one.has_value else None for one in over_the_years]
    known = [value for value in values if value is not None]
    if len(known) > 1:
        low, span = min(known), max(known) - min(known)
        bars = (
            "·" if value is None else _BARS[int((value - low) / span * (len(_BARS) - 1)) if span else 3]
            for value in values
        )
        text.append("\n" + "".join(bars), "blue")
    return text


def figure_of(indicator: ReviewIndicator, figure: Figure | None, *, is_latest: bool) -> Text:
    """Write a figure with its sign over its ratio; the sign ° where forms are lacking."""
    if figure is None:
        return Text("")
    sign = figures.sign(indicator, figure)
    style = _PROGRESS_STYLES.get(sign, STYLES[figure.status])
    text = Text().append(f"{figures.value(indicator, figure).vi} {sign}", f"bold {style}" if is_latest else style)
    below = (figures.ratio(figure).vi if figure.denominator else "") + ("" if figure.is_whole else LACKING)
    return text.append(f"\n{below}", "dim") if below else text


def verdict(review: Review, indicator: ReviewIndicator, figure: Figure) -> Text:
    """Write the verdict, how many are short of the target, and how sure the figure is."""
    text = Text().append(review.labels.statuses[figure.status].vi, f"bold {STYLES[figure.status]}")
    if figures.gap(indicator, figure):
        text.append(f", {'vượt' if indicator.is_maximum else 'thiếu'} {numbers.count(figure.to_target)}")
    more = []
    if figure.progress and figure.status != "met" and figures.is_under_way(indicator, figure):
        more.append(inside(review.labels.progress[figure.progress]).vi)
    if figure.unknown and figure.status != "met":
        more.append(f"{numbers.count(figure.unknown)} chưa rõ")
    if more:
        text.append("\n" + ", ".join(more), "dim")
    lacking = _lacking(review, indicator, figure)
    return text.append("\n" + lacking, "yellow") if lacking else text


def _lacking(review: Review, indicator: ReviewIndicator, figure: Figure) -> str:
    """Write how much of what is needed came in, and between which values the full figure lies."""
    parts = []
    if not figure.is_whole:
        parts.append(f"{numbers.count(figure.forms_accepted)}/{numbers.count(figure.forms_expected)} biểu")
    # A few quarantined rows that cannot change the verdict are not worth a line.
    if not (figure.status == "undetermined" or (parts and figure.missing)):
        return "".join(parts)
    if figure.is_unsized:
        doubts = review.doubts_of(indicator.code, figure.year)
        units = len({one.unit for one in doubts if one.reason == UNSIZED})
        return "\n".join([*parts, f"{numbers.count(units)} đơn vị chưa rõ quy mô"])
    span = figures.bounds(indicator, figure)
    return ": ".join([*parts, *([span.vi] if span else [])])
