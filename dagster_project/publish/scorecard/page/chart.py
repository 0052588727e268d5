"""The years of one indicator as a picture: values, bounds, target and straight line, broken where years do not compare.

Belongs here: what is drawn. Not here: the numbers in words beside it (the page's table, which says all that the picture
says), and colours, which are the page's own CSS variables, so that a dark screen and a print look right.

A picture is made once for both languages: where a number is written with a comma, the text holds both spellings.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import altair as alt
import vl_convert
from altair.utils.schemapi import debug_mode
from markupsafe import Markup

from dagster_project.lib.bilingual import Text, translated
from dagster_project.publish.review import figures
from dagster_project.publish.review.facts import Figure, Review, ReviewIndicator

_WIDTH, _HEIGHT = 460, 190
_INK, _MUTED, _LINE = "var(--ink)", "var(--muted)", "var(--line)"
_VALUE, _TARGET, _PAPER = "var(--accent)", "var(--ok)", "var(--card)"
#: Percentage points that every picture spans at least, so that a tenth of a point is no mountain.
_SPAN = 6
_ROLES = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')
_TEXT = re.compile(r">([^<>]*,[^<>]*)</text>")
_Row = dict[str, Any]


def draw(review: Review, indicator: ReviewIndicator) -> Markup:
    """Return the picture of an indicator's total as SVG; the same figures give the same bytes."""
    # Altair checks every part against the grammar as it is made, and again at the end: half of a page's seconds. The
    # tests check the same chart.
    with debug_mode(False):
        spec = build(review, indicator).to_dict(validate=False)
    return _in_both_languages(vl_convert.vegalite_to_svg(spec))


def build(review: Review, indicator: ReviewIndicator) -> alt.LayerChart:
    """Return what is drawn of an indicator's total."""
    chart = alt.layer(*_layers(review, indicator)).properties(
        width=_WIDTH, height=_HEIGHT, background="transparent", padding=4
    )
    # What a screen reader needs is the page's table; Vega's own words are English.
    return chart.configure(aria=False, view=alt.ViewConfig(stroke=None))


def segments(review: Review, indicator: ReviewIndicator) -> list[list[int]]:
    """Return the years in runs that may be joined by a line: none over a break or a year without a value."""
    runs: list[list[int]] = []
    for before, year in pairwise((None, *review.years)):
        figure = review.figure(indicator.code, year.year) if year else None
        if year is None or figure is None or not figure.has_value:
            runs.append([])
        elif before is None or not runs or figures.break_before(indicator, year, before):
            runs.append([year.year])
        else:
            runs[-1].append(year.year)
    return [run for run in runs if run]


def _layers(review: Review, indicator: ReviewIndicator) -> Iterator[alt.Chart]:
    line = review.over_the_years(indicator.code)
    low, high = _domain(line)
    years = [figure.year for figure in line]
    scale = alt.Scale(domain=[low, high], nice=False, zero=False)
    x = alt.X("year:Q", scale=alt.Scale(domain=[years[0] - 0.4, years[-1] + 0.6], nice=False), axis=_years_axis(review))
    y = alt.Y("value:Q", scale=scale, axis=_percent_axis())
    run_of = {year: number for number, run in enumerate(segments(review, indicator)) for year in run}
    rows = [
        {**_row(indicator, figure, (high - low) / _HEIGHT), "run": str(run_of[figure.year])}
        for figure in line
        if figure.has_value
    ]
    targets = [{"year": figure.year + by, "value": figure.target_pct} for figure in line for by in (-0.4, 0.4)]
    yield _of(targets).mark_line(color=_TARGET, strokeWidth=2).encode(x, y)
    straight = [{"year": one.year, "value": one.milestone_pct} for one in line if one.milestone_pct is not None]
    yield _of(straight).mark_line(color=_TARGET, strokeDash=[2, 4], strokeWidth=1.5).encode(x, y)
    breaks = [{"year": year - 0.5} for year in _breaks(review, indicator)]
    yield _of(breaks).mark_rule(color=_MUTED, strokeDash=[5, 3], strokeWidth=1).encode(x)
    yield (
        _of([row for row in rows if row["low"] < row["high"]])
        .mark_bar(color=_VALUE, opacity=0.22, size=18, cornerRadius=3)
        .encode(x, alt.Y("low:Q", scale=scale, title=None), alt.Y2("high:Q"))
    )
    yield _of(rows).mark_line(color=_VALUE, strokeWidth=2.5).encode(x, y, alt.Detail("run:N"))
    for is_open, filling in ((False, _VALUE), (True, _PAPER)):
        yield (
            _of([row for row in rows if row["is_open"] == is_open])
            .mark_point(filled=True, fill=filling, stroke=_VALUE, strokeWidth=2, size=70, opacity=1)
            .encode(x, y)
        )
    # The text twice: a broad one in the paper's colour keeps lines away from the letters.
    for style in ({"stroke": _PAPER, "strokeWidth": 5, "color": _PAPER}, {"color": _INK}):
        yield (
            _of(rows)
            .mark_text(fontSize=12.5, fontWeight=600, **style)
            .encode(x, alt.Y("label_at:Q", scale=scale, title=None), alt.Text("label:N"))
        )
    nothing = [
        {"year": one.year, "value": low, "label": figures.SIGNS[one.status]} for one in line if not one.has_value
    ]
    yield _of(nothing).mark_text(fontSize=14, color=_MUTED, dy=-12).encode(x, y, alt.Text("label:N"))


def _years_axis(review: Review) -> alt.Axis:
    noted = [year.year for year in review.years if year.is_noted]
    return alt.Axis(
        title=None, values=[year.year for year in review.years], grid=False, format="d", labelFontSize=12,
        labelColor=_INK, domainColor=_LINE, tickColor=_LINE, labelPadding=6,
        labelExpr=f"datum.label + (indexof({noted}, datum.value) >= 0 ? '{figures.NOTED}' : '')",
    )  # fmt: skip


def _percent_axis() -> alt.Axis:
    return alt.Axis(
        title=None, tickCount=4, tickMinStep=1, format="d", labelExpr="datum.label + ' %'", labelFontSize=11,
        labelColor=_MUTED, gridColor=_LINE, domain=False, ticks=False, labelPadding=6,
    )  # fmt: skip


def _row(indicator: ReviewIndicator, figure: Figure, pixel: float) -> _Row:
    """Return what is drawn of one figure; ``pixel``: so many percentage points are one."""
    value = float(figure.value_pct or 0)
    low, high = (figure.lower_pct, figure.upper_pct) if figure.has_bounds else (None, None)
    low, high = value if low is None else low, value if high is None else high
    above, below = max(value, high) + 14 * pixel, min(value, low) - 15 * pixel
    # Above, but where the line of the target would run through the letters.
    label_at = below if abs(above - figure.target_pct) < 9 * pixel else above
    return {
        "year": figure.year,
        "value": value,
        "low": low,
        "high": high,
        "is_open": figure.status == "undetermined",
        "label": f"{figures.value(indicator, figure).vi} {figures.sign(indicator, figure)}",
        "label_at": label_at,
    }


def _domain(line: tuple[Figure, ...]) -> tuple[float, float]:
    """Return the percentages from which to which the picture goes: what there is, with room for the labels above."""
    shown: list[float] = []
    for figure in line:
        shown.append(figure.target_pct)
        shown += [value for value in (figure.value_pct, figure.milestone_pct) if value is not None]
        if figure.has_bounds:
            shown += [value for value in (figure.lower_pct, figure.upper_pct) if value is not None]
    low, high = min(shown), max(shown)
    span = max(high - low, _SPAN)
    return max(0.0, low - span * 0.16), high + span * 0.2


def _breaks(review: Review, indicator: ReviewIndicator) -> list[int]:
    return [year.year for before, year in pairwise(review.years) if figures.break_before(indicator, year, before)]


def _of(rows: list[_Row]) -> alt.Chart:
    return alt.Chart(alt.InlineData(values=rows))


def _in_both_languages(svg: str) -> Markup:
    def both(found: re.Match[str]) -> str:
        text = translated(found[1])
        spans = (f'<tspan class="{lang}">{word}</tspan>' for lang, word in zip(Text._fields, text, strict=True))
        return f">{''.join(spans)}</text>"

    # The picture as a whole has a name on the page; roles of its parts without names would only be noise.
    return Markup(_TEXT.sub(both, _ROLES.sub("", svg)))  # what Vega wrote is escaped
