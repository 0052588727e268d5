"""The figures of one resolution side by side: a table, as many of the latest years as fit, or a list.

Belongs here: columns, rows and widths. Not here: what a cell says (cells.py), and what stands around (show.py).
"""

from collections.abc import Iterable

from rich import box
from rich.table import Table
from rich.text import Text

from dagster_project.publish.review import figures
from dagster_project.publish.review.facts import Review, ReviewIndicator, ReviewYear
from dagster_project.publish.scorecard.terminal.cells import STYLES, figure_of, target, verdict, year_name

#: Columns between two columns of the table; what a label needs at least, and wants; what a table needs at least.
GAP = 2
_LABEL, _WHOLE_LABEL = 22, 36
_NARROW = 78
_HEADINGS = ("Điểm", "Chỉ tiêu", "Mục tiêu")


def is_too_narrow(width: int) -> bool:
    """Whether a list reads better than a table."""
    return width < _NARROW


def full_width(review: Review) -> int:
    """Return how wide a table has to be to show every year."""
    return _beside_years(review) + _WHOLE_LABEL + len(review.years) * _year_width(review)


def years_that_fit(review: Review, width: int) -> tuple[ReviewYear, ...]:
    """Choose how many of the latest years fit beside the label: the latest always."""
    fit = (width - _beside_years(review) - _LABEL) // _year_width(review)
    return review.years[-max(fit, 1) :]


def as_table(review: Review, width: int) -> Table:
    """Return one row an indicator, under the headings of their sections."""
    latest = review.latest
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False, width=width)
    table.add_column(_HEADINGS[0], no_wrap=True)
    table.add_column(_HEADINGS[1], ratio=1, min_width=_LABEL)
    table.add_column(_HEADINGS[2], justify="right", no_wrap=True)
    years = years_that_fit(review, width)
    for year in years:
        style = "bold" if year == latest else "dim"
        table.add_column(year_name(year), justify="right", no_wrap=True, header_style=style)
    table.add_column(_verdict_heading(review), no_wrap=True)
    section = None
    for indicator in review.indicators:
        figure = review.figure(indicator.code, latest.year)
        if figure is None:
            continue
        if indicator.section != section:
            if section is not None:
                table.add_row()
            table.add_row(Text(), Text(indicator.section.vi, "bold blue"))
            section = indicator.section
        cells = [
            figure_of(indicator, review.figure(indicator.code, year.year), is_latest=year == latest) for year in years
        ]
        table.add_row(
            _code(indicator),
            Text(indicator.short_label.vi),
            target(review, indicator),
            *cells,
            verdict(review, indicator, figure),
        )
    return table


def as_list(review: Review) -> Table:
    """Return the same without columns, for a window that is too narrow for a table: the latest year only."""
    table = Table.grid(padding=(0, 2, 1, 0))
    for indicator in review.indicators:
        figure = review.figure(indicator.code, review.latest.year)
        if figure is None:
            continue
        share = figures.value(indicator, figure).vi
        text = Text.assemble(indicator.short_label.vi, "\n", (share, f"bold {STYLES[figure.status]}"))
        if figure.denominator:
            text.append(f" ({figures.ratio(figure).vi})", "dim")
        text.append(f", mục tiêu {figures.goal(indicator, figure).vi}\n")
        table.add_row(_code(indicator), text.append_text(verdict(review, indicator, figure)))
    return table


def _code(indicator: ReviewIndicator) -> Text:
    return Text(indicator.code, "bold")


def _verdict_heading(review: Review) -> str:
    return f"Kết quả {year_name(review.latest)}"


def _beside_years(review: Review) -> int:
    """Return what the columns need that are there at any width, but for the label."""
    latest = review.latest.year
    found = [(one, figure) for one in review.indicators if (figure := review.figure(one.code, latest))]
    verdicts = [verdict(review, one, figure) for one, figure in found]
    columns = (
        [Text(_HEADINGS[0]), *(_code(one) for one, _ in found)],
        [Text(_HEADINGS[2]), *(target(review, one) for one, _ in found)],
        [Text(_verdict_heading(review)), *verdicts],
    )
    return sum(_widest(column) for column in columns) + 3 * GAP


def _year_width(review: Review) -> int:
    cells = (
        figure_of(one, figure, is_latest=True)
        for one in review.indicators
        for figure in review.over_the_years(one.code)
    )
    return _widest([*cells, *(Text(year_name(year)) for year in review.years)]) + GAP


def _widest(texts: Iterable[Text]) -> int:
    return max((line.cell_len for text in texts for line in text.split("\n")), default=0)
