"""How it went over the nights: few small charts, each with its own scale, drawn by pygal as plain SVG.

Belongs here: the series and the drawing. Colours and type come from report.css, so that light, dark and paper agree.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pandas as pd
from markupsafe import Markup

from dagster_project.lib.bilingual import Text, number, share, signed
from dagster_project.quality.history import last_set
from dagster_project.quality.kinds import DOUBT, RETURN, ROW, kind_of
from dagster_project.quality.report.inputs import ReportInput

NIGHTS_SHOWN = 120
_WIDTH, _HEIGHT = 520, 150
_LONG_DECIMAL = re.compile(r"\d+\.\d{2,}")
_SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Trend:
    """One measure over the nights: what it is called, where it stands, its chart."""

    kind: str
    label: Text
    now: Text
    change: Text | None
    since: date
    better: bool | None
    chart: Markup


@dataclass(frozen=True)
class _Measure:
    kind: str
    label: Text
    more_is_better: bool
    value: Callable[[pd.DataFrame, pd.DataFrame], int]


def build_trends(given: ReportInput) -> list[Trend]:
    """Return the charts; none on the first night, when there is nothing to compare."""
    nights = given.nights[-NIGHTS_SHOWN:]
    if len(nights) < 2:
        return []
    named = zip(given.counts["rule_id"], given.counts["severity"], strict=True)
    counts = given.counts.assign(kind=[kind_of(rule, severity) for rule, severity in named])
    sets = [(day, _as_of(counts, day), _as_of(given.states, day)) for day in nights]
    trends = []
    for measure in _MEASURES:
        points = [(day, measure.value(counts, states)) for day, counts, states in sets]
        month = [value for day, value in points if day <= points[-1][0] - timedelta(days=30)]
        base_day = max([day for day, _ in points if day <= points[-1][0] - timedelta(days=30)], default=points[0][0])
        change = points[-1][1] - (month[-1] if month else points[0][1])
        trends.append(
            Trend(
                measure.kind, measure.label, _now(measure, points[-1][1], sets[-1][2]),
                signed(change) if change else None, base_day,
                None if not change else (change > 0) == measure.more_is_better,
                draw(points),
            )
        )  # fmt: skip
    return trends


def _as_of(sets: pd.DataFrame, day: date) -> pd.DataFrame:
    return last_set(sets, day + timedelta(days=1))


def _kind(kind: str) -> Callable[[pd.DataFrame, pd.DataFrame], int]:
    return lambda counts, _states: int(counts.loc[counts["kind"] == kind, "findings"].sum())


def _received(_counts: pd.DataFrame, states: pd.DataFrame) -> int:
    return int((states["expected"].astype(bool) & (states["state"] == "accepted")).sum())


_MEASURES = (
    _Measure("ok", Text("Biểu đã nhận", "Forms accepted"), True, _received),
    _Measure("rejected", Text("Biểu, tệp bị trả lại", "Forms and files sent back"), False, _kind(RETURN)),
    _Measure("row", Text("Lỗi làm dòng bị loại", "Findings that leave rows out"), False, _kind(ROW)),
    # What is explained stays counted here: the history keeps what was found.
    _Measure(
        "doubt",
        Text("Nội dung cần kiểm tra, kể cả đã giải trình", "To be checked, explained or not"),
        False,
        _kind(DOUBT),
    ),
)


def _now(measure: _Measure, value: int, states: pd.DataFrame) -> Text:
    if measure.kind != "ok":
        return number(value)
    owed = int(states["expected"].astype(bool).sum())
    part, shown = number(value), share(value, owed)
    return Text(f"{part.vi} ({shown.vi})", f"{part.en} ({shown.en})")


def draw(points: list[tuple[date, int]]) -> Markup:
    """Draw one measure as steps: it holds from one night to the next and then is another."""
    from pygal import DateLine  # type: ignore[import-untyped, unused-ignore]
    from pygal.style import Style  # type: ignore[import-untyped, unused-ignore]

    steps = [points[0]]
    for (_, before), (day, value) in pairwise(points):
        steps += [(day, before), (day, value)] if value != before else [(day, value)]
    low, high = min(value for _, value in points), max(value for _, value in points)
    chart = DateLine(
        style=Style(font_family="inherit", label_font_size=11, major_label_font_size=11),
        width=_WIDTH, height=_HEIGHT, margin=4, show_legend=False, show_dots=False, js=(),
        disable_xml_declaration=True, fill=False, show_x_guides=False, no_prefix=True,
        x_labels=_ticks(points[0][0], points[-1][0]), x_value_formatter=lambda day: f"{day:%d/%m}",
        y_labels=_scale(low, high), value_formatter=lambda value: f"{value:,.0f}".replace(",", "\u202f"),
        range=(min(_scale(low, high)), max(_scale(low, high))), x_label_rotation=0,
    )  # fmt: skip
    chart.add("", steps)
    return _plain(chart.render_tree())


def _ticks(first: date, last: date) -> list[date]:
    days = (last - first).days
    parts = min(5, max(1, days))
    return [first + timedelta(days=round(days * part / parts)) for part in range(parts + 1)]


def _scale(low: int, high: int) -> list[int]:
    """Return a few round values around what is drawn; the bottom is 0 unless the line would lie flat under the top."""
    bottom = low if low > 0.5 * high else 0
    step = next(
        unit * 10**power for power in range(12) for unit in (1, 2, 5) if (high - bottom) <= 3 * unit * 10**power
    )
    start = max(0, bottom // step * step - (step if bottom else 0))
    return list(range(start, high + 2 * step if high == start else high + step, step))


def _plain(root: Any) -> Markup:
    """Take off what pygal adds for pages of its own: styles, scripts, remarks, tooltips, names that repeat labels."""
    from xml.etree import ElementTree

    for parent in list(root.iter()):
        for child in list(parent):
            unwanted = not isinstance(child.tag, str) or child.tag.removeprefix(_SVG) in ("defs", "title", "script")
            if unwanted or "overlay" in child.get("class", ""):
                parent.remove(child)
    root.attrib.pop("id", None)
    root.set("aria-hidden", "true")
    root.set("focusable", "false")
    # Inside an HTML page an SVG needs no name space.
    for element in root.iter():
        element.tag = element.tag.removeprefix(_SVG)
        # A tenth of a pixel is enough, and no run of digits on the page can be taken for somebody's number.
        for name, value in element.attrib.items():
            element.set(name, _LONG_DECIMAL.sub(lambda found: f"{float(found[0]):.1f}", value))
    return Markup(ElementTree.tostring(root, encoding="unicode").replace(f' xmlns="{_SVG[1:-1]}"', ""))
