"""Figures as typed cells.

A percentage is the mart's own number, shown with the decimals of page and document, so that 94.96 % is no 95 % here
either. Here belongs turning a figure or a text into cells. Not here: which sheet shows which.
"""

from fractions import Fraction

from dagster_project.lib import numbers
from dagster_project.lib.bilingual import Text
from dagster_project.publish.review import figures
from dagster_project.publish.review.facts import Figure, Review, ReviewIndicator
from dagster_project.publish.workbook.sheet import Coloured, Share, Value


def both(text: Text) -> str:
    """Write a text in both languages, one below the other."""
    return text.vi if text.vi == text.en else f"{text.vi}\n{text.en}"


def line(text: Text) -> str:
    """Write a text in both languages, one after the other."""
    return text.vi if text.vi == text.en else f"{text.vi} · {text.en}"


def goal(indicator: ReviewIndicator, figure: Figure | None = None) -> Share:
    """Return the target of the figure's year, or the indicator's last one, with its ≥ or ≤."""
    target = indicator.target_pct if figure is None else figure.target_pct
    written = numbers.target(target, is_maximum=indicator.is_maximum)
    before = written[:2] if written[0] in "≥≤" else ""
    return Share(target / 100, _decimals(written), before.replace("\u00a0", " "))


def value(indicator: ReviewIndicator, figure: Figure) -> Share | None:
    """Return the percentage of a figure; None without one."""
    if figure.value_pct is None or not figure.has_value:
        return None
    exact = Fraction(100 * figure.numerator, figure.denominator)
    return _share(figure.value_pct, exact, figures.value(indicator, figure).vi)


def share(indicator: ReviewIndicator, part: int, whole: int, percent: float, target: float) -> Share:
    """Return ``percent`` as it is shown for a part of a whole."""
    written = numbers.percent(part, whole, target, is_maximum=indicator.is_maximum)
    return _share(percent, Fraction(100 * part, whole), written)


def signed(indicator: ReviewIndicator, figure: Figure, review: Review) -> Coloured:
    """Return the percentage with its sign on the colour of its status; without a percentage the status in words."""
    sign, found = figures.sign(indicator, figure), value(indicator, figure)
    if found is None:
        return Coloured(f"{sign} {review.labels.statuses[figure.status].vi}", figure.status)
    return Coloured(Share(found.value, found.decimals, behind=f" {sign}"), _colour(indicator, figure))


def limits(indicator: ReviewIndicator, figure: Figure) -> tuple[Share | None, Share | None]:
    """Return the lower and the upper bound; None where nobody can say."""
    most = figure.numerator + figure.missing + figure.unknown
    found: list[Share | None] = []
    for percent, part in ((figure.lower_pct, figure.numerator), (figure.upper_pct, most)):
        if percent is None or not figure.size:
            found.append(None)
            continue
        found.append(share(indicator, part, figure.size, percent, figure.target_pct))
    return found[0], found[1]


def milestone(indicator: ReviewIndicator, figure: Figure) -> Share | None:
    """Return the straight line's value of the year; None for annual targets."""
    written = figures.milestone(indicator, figure)
    if written is None or figure.milestone_pct is None:
        return None
    return _share(figure.milestone_pct, Fraction(str(figure.milestone_pct)), written.vi)


def verdict(review: Review, indicator: ReviewIndicator, figure: Figure) -> Coloured:
    """Return the status as sign and word in both languages, on its colour."""
    label = review.labels.statuses[figure.status]
    return Coloured(f"{figures.SIGNS[figure.status]} {line(label)}", _colour(indicator, figure))


def _colour(indicator: ReviewIndicator, figure: Figure) -> str | None:
    """Return the status that colours a figure; a target that is not met before its year is no failure."""
    is_under_way = figures.is_under_way(indicator, figure) and figure.status == "not_met"
    return None if is_under_way else figure.status


def progress(review: Review, figure: Figure) -> Value:
    """Return the progress in both languages; None for annual targets and without a value."""
    return line(review.labels.progress[figure.progress]) if figure.progress else None


def _share(percent: float, exact: Fraction, written: str) -> Share:
    decimals = _decimals(written)
    if (exact * 10**decimals).denominator == 2:
        # Half way between two: the project rounds to the even one, Excel up. One decimal more, and both say the same.
        decimals += 1
    return Share(percent / 100, decimals)


def _decimals(written: str) -> int:
    return len(written.partition(",")[2].removesuffix("%").rstrip("\u00a0"))
