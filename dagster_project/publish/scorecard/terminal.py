"""The scorecard in the terminal: every target of the resolution, its figure each year and the verdict.

Here belongs: what of `published/bi.duckdb` is shown, and how it looks at each width. Not here: how numbers
are written (`lib/numbers.py`), and any figure that the marts do not hold: nothing is computed here but changes
from year to year.
"""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from textwrap import wrap

import duckdb
from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from dagster_project.lib import numbers
from dagster_project.publish.review.figures import NOTED, PROGRESS_SIGNS, SIGNS, sign_of

VERDICTS = {
    "met": "Đạt",
    "not_met": "Chưa đạt",
    "undetermined": "Chưa xác định",
    "not_applicable": "Không áp dụng",
    "no_data": "Không có số liệu",
}
PROGRESS = {
    "reached": "đã tới đích",
    "on_track": "đúng lộ trình",
    "behind": "chậm lộ trình",
    "undetermined": "lộ trình chưa rõ",
}
_STYLES = {
    "met": "green",
    "not_met": "red",
    "undetermined": "yellow",
    "not_applicable": "dim",
    "no_data": "dim",
}
_PROGRESS_STYLES = {PROGRESS_SIGNS["on_track"]: "cyan", PROGRESS_SIGNS["undetermined"]: _STYLES["undetermined"]}
_BARS = "▁▂▃▄▅▆▇█"
_PLAIN_WIDTH = 140
# Columns between two columns of the table; what a label needs at least; what a table needs at least.
_GAP = 2
_LABEL = 22
_NARROW = 78


@dataclass(frozen=True)
class LineFigure:
    """One indicator in one year, for the whole province."""

    year: int
    numerator: int
    denominator: int
    unknown: int
    missing: int
    status: str
    progress: str | None
    to_target: int
    forms_expected: int
    forms_accepted: int
    #: Units whose form is missing and that have no earlier figure: nobody can say how many are missing with it.
    unsized: int = 0
    #: The target of this year where it is not the line's.
    target: float | None = None

    @property
    def is_whole(self) -> bool:
        """Whether every form that the indicator needs was accepted."""
        return self.forms_accepted >= self.forms_expected


@dataclass(frozen=True)
class IndicatorLine:
    """One indicator over the years."""

    code: str
    section: str
    label: str
    target: float
    figures: list[LineFigure]
    #: The year by which the target holds; None: every year.
    target_year: int | None = None
    #: Whether the target is a greatest share.
    is_maximum: bool = False

    @property
    def latest(self) -> LineFigure:
        """The figure of the latest year."""
        return self.figures[-1]


@dataclass(frozen=True)
class Returns:
    """How the returns of one year came in."""

    year: int
    expected: int
    accepted: int
    rejected: int
    missing: int
    late: int


@dataclass(frozen=True)
class Scorecard:
    """Everything that the page shows of one resolution."""

    years: list[int]
    lines: list[IndicatorLine]
    returns: list[Returns]
    #: year → what has to be known of it: figures up to the middle of it only, other rules of rating.
    notes: dict[int, str]
    #: The name of the resolution, where there are several.
    resolution: str = ""

    def named(self, year: int) -> str:
        """Write a year, with the mark where there is a note on it."""
        return f"{year}{NOTED if year in self.notes else ''}"


def print_scorecard(bi_path: Path, console: Console) -> None:
    """Print the scorecard of the published marts.

    Without a terminal as plain text, wide enough for five years.
    """
    cards, width = load_scorecards(bi_path), console.width
    if not console.is_terminal:
        console.width = max(width, _PLAIN_WIDTH)
    try:
        for card in cards:
            console.print(render(card, console.width))
    finally:
        console.width = width


def load_scorecards(bi_path: Path) -> list[Scorecard]:
    """Read what the page shows from `published/bi.duckdb`: a card a resolution with figures, the first one first.

    Without any figure one empty card, so that there is a page.
    """
    with duckdb.connect(str(bi_path), read_only=True) as connection:
        indicators = connection.execute(
            "select resolution_code, indicator_code, section_vi, short_label_vi, target_pct, target_year, "
            "direction = 'max' from marts.mart_indicator order by sort_order, indicator_code"
        ).fetchall()
        figures = connection.execute(
            "select resolution_code, indicator_code, report_year, numerator, denominator, unknown_count, "
            "estimated_missing, status, progress, subjects_to_target, forms_expected, forms_accepted, "
            "coalesce(unsized, 0), target_pct "
            "from marts.mart_indicator_year left join ("
            "select resolution_code, report_year, indicator_code, series, count(distinct unit_code) as unsized "
            "from marts.mart_indicator_doubt where reason = 'no_earlier_figure' group by all"
            ") using (resolution_code, report_year, indicator_code, series) where series = 'total' order by report_year"
        ).fetchall()
        resolutions = connection.execute(
            "select resolution_code, label_vi from marts.dim_resolution order by first_year, resolution_code"
        ).fetchall()
        notes = connection.execute(
            "select report_year, note_vi from marts.dim_report_year where note_vi is not null order by report_year"
        ).fetchall()
        returns = connection.execute(
            "select resolution_code, report_year, count(*), count(*) filter (where state = 'accepted'), "
            "count(*) filter (where state = 'rejected'), count(*) filter (where state = 'missing'), "
            "count(*) filter (where is_late) "
            # Two provinces may report in one year: a card counts what its own units owe.
            "from marts.mart_return left join ("
            "select distinct resolution_code, report_year, unit_code from marts.mart_indicator_unit_year"
            ") using (report_year, unit_code) where expected group by all order by report_year"
        ).fetchall()
    by_key: dict[tuple[str, str], list[LineFigure]] = {}
    for resolution, code, *values in figures:
        by_key.setdefault((resolution, code), []).append(LineFigure(*values))
    cards = []
    for resolution, name in resolutions:
        lines = [
            IndicatorLine(code, section, label, target, by_key[resolution, code], target_year, is_maximum)
            for of, code, section, label, target, target_year, is_maximum in indicators
            if of == resolution and (of, code) in by_key
        ]
        years = sorted({figure.year for line in lines for figure in line.figures})
        noted = {year: note for year, note in notes if year in years}
        came = [Returns(*one) for of, *one in returns if len(resolutions) == 1 or of == resolution]
        if lines or len(resolutions) == 1:
            cards.append(Scorecard(years, lines, came, noted, name if len(resolutions) > 1 else ""))
    return cards or [Scorecard([], [], [Returns(*one) for _, *one in returns], {})]


def render(card: Scorecard, width: int) -> RenderableType:
    """Lay the page out for a terminal of this width.

    The earliest years fall away first, the verdict never.
    """
    parts: list[RenderableType] = [Text(), _title(card)]
    if card.lines:
        parts += [Text(), _table(card, width - 2), Text()] if width >= _NARROW else [Text(), _list(card)]
    parts += [_legend(card, width - 2), _returns(card)]
    return Padding(Group(*parts), (0, 1))


def _title(card: Scorecard) -> Text:
    text = Text("BẢNG ĐIỂM NGHỊ QUYẾT", "bold")
    if card.resolution:
        text.append(f"\n{card.resolution}", "bold blue")
    if not card.years:
        return text.append(" · chưa có số liệu", "not bold")
    text.append(f" · toàn tỉnh, {card.years[0]}–{card.years[-1]}", "not bold")
    text.append(f"\nNăm {card.named(card.years[-1])}: {len(card.lines)} chỉ tiêu", "not bold")
    states = [line.latest.status for line in card.lines]
    for status, word in VERDICTS.items():
        if number := states.count(status):
            text.append(" · ", "not bold").append(f"{number} {word.lower()}", f"not bold {_STYLES[status]}")
    return text


def _table(card: Scorecard, width: int) -> Table:
    verdicts = [_verdict(line) for line in card.lines]
    years = _fitting(card, width - max(_width(verdict) for verdict in verdicts))
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False, width=width)
    table.add_column("Điểm", no_wrap=True)
    table.add_column("Chỉ tiêu", ratio=1, min_width=_LABEL)
    table.add_column("Mục tiêu", justify="right", no_wrap=True)
    for year in years:
        style = "bold" if year == card.years[-1] else "dim"
        table.add_column(card.named(year), justify="right", no_wrap=True, header_style=style)
    table.add_column(f"Kết quả {card.named(card.years[-1])}", no_wrap=True)
    section = None
    for line, verdict in zip(card.lines, verdicts, strict=True):
        if line.section != section:
            if section is not None:
                table.add_row()
            table.add_row(Text(), Text(line.section, "bold blue"))
            section = line.section
        cells = [_cell(line, year, year == card.years[-1]) for year in years]
        table.add_row(_code(line), Text(line.label), _target(line), *cells, verdict)
    return table


def _list(card: Scorecard) -> Table:
    """The same without columns, for a window that is too narrow for a table: the latest year only."""
    table = Table.grid(padding=(0, 2, 1, 0))
    for line in card.lines:
        figure = line.latest
        text = Text.assemble(line.label, "\n", (_value(line, figure), f"bold {_STYLES[figure.status]}"))
        if figure.denominator:
            text.append(f" ({_ratio(figure)})", "dim")
        goal = numbers.target(_goal(line, figure), is_maximum=line.is_maximum)
        text.append(f", mục tiêu {goal}\n").append_text(_verdict(line))
        table.add_row(_code(line), text)
    return table


def _fitting(card: Scorecard, width: int) -> list[int]:
    """Choose how many of the latest years fit beside the label."""
    cell = max(_width(_cell(line, figure.year, True)) for line in card.lines for figure in line.figures) + _GAP
    code_and_target = max(_width(_code(line)) for line in card.lines) + 8 + 3 * _GAP
    fit = (width - code_and_target - _LABEL) // cell
    return card.years[-max(fit, 1) :]


def _width(text: Text) -> int:
    return max(line.cell_len for line in text.split("\n"))


def _code(line: IndicatorLine) -> Text:
    return Text(line.code, "bold")


def _goal(line: IndicatorLine, figure: LineFigure) -> float:
    """Return the target of the figure's year."""
    return line.target if figure.target is None else figure.target


def _share(line: IndicatorLine, figure: LineFigure, part: int, whole: int) -> str:
    return numbers.percent(part, whole, _goal(line, figure), is_maximum=line.is_maximum)


def _target(line: IndicatorLine) -> Text:
    """Write the target over a small column a year, from the lowest year to the highest."""
    text = Text(numbers.target(_goal(line, line.latest), is_maximum=line.is_maximum))
    values = [
        Fraction(100 * figure.numerator, figure.denominator) if figure.denominator else None for figure in line.figures
    ]
    known = [value for value in values if value is not None]
    if len(known) > 1:
        low, span = min(known), max(known) - min(known)
        bars = [
            "·" if value is None else _BARS[int((value - low) / span * (len(_BARS) - 1)) if span else 3]
            for value in values
        ]
        text.append("\n" + "".join(bars), "blue")
    return text


def _value(line: IndicatorLine, figure: LineFigure) -> str:
    if figure.status in ("not_applicable", "no_data") or not figure.denominator:
        return "–"
    return _share(line, figure, figure.numerator, figure.denominator)


def _ratio(figure: LineFigure) -> str:
    return f"{numbers.count(figure.numerator)}/{numbers.count(figure.denominator)}"


def _is_under_way(line: IndicatorLine, figure: LineFigure) -> bool:
    """Whether the target's year is still to come, so that the progress says more than the verdict."""
    return line.target_year is not None and figure.year < line.target_year


def _mark(line: IndicatorLine, figure: LineFigure) -> str:
    return sign_of(figure.status, figure.progress, under_way=_is_under_way(line, figure))


def _cell(line: IndicatorLine, year: int, is_latest: bool) -> Text:
    figure = next((one for one in line.figures if one.year == year), None)
    if figure is None:
        return Text("")
    mark = _mark(line, figure)
    style = _PROGRESS_STYLES.get(mark, _STYLES[figure.status])
    text = Text()
    text.append(f"{_value(line, figure)} {mark}", f"bold {style}" if is_latest else style)
    below = (_ratio(figure) if figure.denominator else "") + ("" if figure.is_whole else "°")
    return text.append(f"\n{below}", "dim") if below else text


def _verdict(line: IndicatorLine) -> Text:
    """Write the verdict of the latest year, what is missing to the target, and how sure the figure is."""
    figure = line.latest
    text = Text()
    text.append(VERDICTS[figure.status], f"bold {_STYLES[figure.status]}")
    if figure.to_target:
        text.append(f", {'vượt' if line.is_maximum else 'thiếu'} {numbers.count(figure.to_target)}")
    more = []
    if figure.progress in PROGRESS and figure.status != "met" and _is_under_way(line, figure):
        more.append(PROGRESS[figure.progress])
    if figure.unknown and figure.status != "met":
        more.append(f"{numbers.count(figure.unknown)} chưa rõ")
    if more:
        text.append("\n" + ", ".join(more), "dim")
    coverage = _coverage(line)
    return text.append("\n" + coverage, "yellow") if coverage else text


def _coverage(line: IndicatorLine) -> str:
    """Write how much of what is needed came in, and between which values the full figure lies."""
    figure = line.latest
    parts = []
    if not figure.is_whole:
        parts.append(f"{numbers.count(figure.forms_accepted)}/{numbers.count(figure.forms_expected)} biểu")
    size = figure.denominator + figure.missing
    # A few quarantined rows that cannot change the verdict are not worth a line.
    is_worth_it = figure.status == "undetermined" or bool(parts and figure.missing)
    if figure.unsized and is_worth_it:
        return "\n".join([*parts, f"{numbers.count(figure.unsized)} đơn vị chưa rõ quy mô"])
    if size and is_worth_it:
        lower = _share(line, figure, figure.numerator, size)
        upper = _share(line, figure, figure.numerator + figure.missing + figure.unknown, size)
        parts.append(numbers.bounds(lower, upper))
    return ": ".join(parts)


def _legend(card: Scorecard, width: int) -> Text:
    """Say what the signs mean, breaking the line between signs only, and what may not be added up."""
    signs = {SIGNS[status]: word.lower() for status, word in VERDICTS.items()}
    if any(_is_under_way(line, figure) for line in card.lines for figure in line.figures):
        signs |= {mark: PROGRESS[progress] for progress, mark in PROGRESS_SIGNS.items() if mark not in signs}
    signs |= {"°": "thiếu biểu", "▁▄█": "diễn biến"}
    lines = [""]
    for sign, word in signs.items():
        one = f"{sign} {word}"
        if len(lines[-1]) + len(one) + _GAP > width:
            lines.append("")
        lines[-1] += (" " * _GAP if lines[-1] else "") + one
    for year, note in card.notes.items():
        lines += wrap(f"{NOTED} {year}: {note}.", width, subsequent_indent=" " * _GAP)
    lines += [
        "Mỗi người, mỗi tổ chức chỉ đếm một lần: các nhóm không cộng thành tổng số, các đơn vị không cộng thành tỉnh.",
        "Everybody counts once: series do not add up to the total, nor units to the province.",
    ]
    return Text("\n".join(lines), "dim")


def _returns(card: Scorecard) -> Text:
    """Write year by year how many forms came in: a year that is not whole is why its figures carry the sign °."""
    text = Text("Biểu đã nhận" if card.returns else "")
    for came in card.returns:
        text.append(f"\n{came.year}: {numbers.count(came.accepted)}/{numbers.count(came.expected)}")
        for number, word in ((came.missing, "chưa gửi"), (came.rejected, "bị trả lại"), (came.late, "nộp muộn")):
            if number:
                text.append(" · ").append(f"{numbers.count(number)} {word}", "yellow")
    return text
