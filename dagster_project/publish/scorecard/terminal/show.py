"""The whole scorecard as text: title, figures, what the signs mean, what may not be added up, how returns came in.

Belongs here: the order of it at any width, and where it goes. Nothing is computed here but how many stand how.
"""

from collections import Counter
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from textwrap import wrap

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from dagster_project.lib import numbers
from dagster_project.publish.review import figures
from dagster_project.publish.review.facts import Review
from dagster_project.publish.review.figures import LACKING, NOTED, PROGRESS_SIGNS, SIGNS
from dagster_project.publish.review.sentences import DO_NOT_ADD_UP, inside
from dagster_project.publish.scorecard.terminal.cells import STYLES, year_name
from dagster_project.publish.scorecard.terminal.table import (
    GAP,
    as_list,
    as_table,
    full_width,
    is_too_narrow,
    years_that_fit,
)

_TITLE = "BẢNG ĐIỂM NGHỊ QUYẾT"
_EDGE = 2


def print_scorecard(reviews: Sequence[Review], console: Console) -> None:
    """Print a card a resolution, as wide as the console."""
    if not reviews:
        console.print(f" {_TITLE} · chưa có số liệu · no figures yet")
    for review in reviews:
        console.print(render(review, console.width, is_of_several=len(reviews) > 1))


def write_scorecard(reviews: Sequence[Review], path: Path) -> None:
    """Write the same as plain text, wide enough for every year."""
    width = max((full_width(review) + _EDGE for review in reviews), default=100)
    console = Console(width=width, file=StringIO(), force_terminal=False, color_system=None)
    with console.capture() as capture:
        print_scorecard(reviews, console)
    lines = [line.rstrip() for line in capture.get().splitlines()]
    path.write_text("\n".join(lines).strip("\n") + "\n", encoding="utf-8")


def render(review: Review, width: int, *, is_of_several: bool = False) -> RenderableType:
    """Lay one card out for a width; the earliest years fall away first, the verdict never, and it says so."""
    parts: list[RenderableType] = [Text(), _title(review, is_of_several), Text()]
    parts += [as_list(review)] if is_too_narrow(width) else [as_table(review, width - _EDGE), Text()]
    parts += [_legend(review, width - _EDGE), _returns(review)]
    return Padding(Group(*parts), (0, 1))


def _title(review: Review, is_of_several: bool) -> Text:
    text = Text(_TITLE, "bold")
    if is_of_several:
        text.append(f"\n{review.label.vi}", "bold blue")
    text.append(f" · toàn tỉnh, {review.years[0].year}–{review.latest.year}", "not bold")
    found = (review.figure(indicator.code, review.latest.year) for indicator in review.indicators)
    states = Counter(figure.status for figure in found if figure)
    text.append(f"\nNăm {year_name(review.latest)}: {states.total()} chỉ tiêu", "not bold")
    for status, label in review.labels.statuses.items():
        if states[status]:
            text.append(" · ", "not bold").append(f"{states[status]} {inside(label).vi}", f"not bold {STYLES[status]}")
    return text


def _legend(review: Review, width: int) -> Text:
    """Say what the signs mean, breaking the line between signs only, which years there is no room for, and the rest."""
    labels = review.labels
    signs = {SIGNS[status]: inside(label).vi for status, label in labels.statuses.items()}
    if any(
        figures.is_under_way(indicator, figure)
        for indicator in review.indicators
        for figure in review.over_the_years(indicator.code)
    ):
        signs |= {
            sign: inside(labels.progress[of]).vi for of, sign in PROGRESS_SIGNS.items() if sign not in SIGNS.values()
        }
    signs |= {LACKING: "thiếu biểu", "▁▄█": "diễn biến"}
    lines = [""]
    for sign, word in signs.items():
        one = f"{sign} {word}"
        if len(lines[-1]) + len(one) + GAP > width:
            lines.append("")
        lines[-1] += (" " * GAP if lines[-1] else "") + one
    said = [f"{NOTED} {year.year}: {year.note.vi}." for year in review.years if year.note]
    shown = review.years[-1:] if is_too_narrow(width) else years_that_fit(review, width)
    if hidden := review.years[: -len(shown)]:
        span = f"{hidden[0].year}–{hidden[-1].year}" if len(hidden) > 1 else str(hidden[0].year)
        said.append(f"… {span} không đủ chỗ, có trong scorecard.txt · no room here, see scorecard.txt")
    for one in (*said, DO_NOT_ADD_UP.vi, DO_NOT_ADD_UP.en):
        lines += wrap(one, width, subsequent_indent=" " * GAP if one in said else "")
    return Text("\n".join(lines), "dim")


def _returns(review: Review) -> Text:
    """Write year by year how many forms came in: a year that is not whole is why its figures carry the sign °."""
    text = Text("Biểu đã nhận" if review.returns else "")
    for year in review.years:
        owed = [one for one in review.returns if one.year == year.year]
        if not owed:
            continue
        states = Counter(one.state for one in owed)
        text.append(f"\n{year.year}: {numbers.count(states['accepted'])}/{numbers.count(len(owed))}")
        told = (
            (states["missing"], "chưa gửi"),
            (states["rejected"], "bị trả lại"),
            (sum(one.is_late for one in owed), "nộp muộn"),
        )
        for number, word in told:
            if number:
                text.append(" · ").append(f"{numbers.count(number)} {word}", "yellow")
    return text
