"""Writes one sheet of a district's file again: same values at the same places, with the findings marked.

Does not belong here: what is marked (marks.py), what is written for a single value (cells.py), the list
(list_sheet.py).
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from dagster_project.quality.feedback import palette
from dagster_project.quality.feedback.cells import Formats, Look
from dagster_project.quality.feedback.copies import SheetCopy
from dagster_project.quality.feedback.drawn_sheet import DrawnSheet, RowDrawer, height_needed
from dagster_project.quality.feedback.looks import SheetLooks
from dagster_project.quality.feedback.marks import SheetMarks, bounded_merges
from dagster_project.quality.feedback.styles import Style
from dagster_project.returns.read.row_kinds import DATA_KIND

HEADING_KIND = "heading"
COMMENT_AUTHOR = "Phiếu phản hồi"
# A sheet with more columns is printed across.
_COLUMNS_UPRIGHT = 7
DEFAULT_WIDTH = 8.43
# A row with fewer cells is a title or a signature: it may run on over its neighbours.
_CELLS_OF_A_TABLE_ROW = 3
# The box of a comment covers so many rows at most; xlsxwriter asks how high they are.
_ROWS_UNDER_A_COMMENT = 60
_FONT = "Times New Roman"
_PLAIN: Style = {"font_name": _FONT, "font_size": 12, "valign": "top"}
_TABLE: Style = _PLAIN | {"border": 1, "text_wrap": True}
_HEADING: Style = _TABLE | {"bold": True, "align": "center", "valign": "vcenter", "bg_color": "#E8EEF4"}


def write_copy(target: DrawnSheet, formats: Formats, copy: SheetCopy, marks: SheetMarks) -> None:
    """Write a sheet with its looks (plain ones where it brought none), colours and comments."""
    own = copy.looks.sheets.get(copy.sheet.name)
    widths = _sent_widths(own) if own else {}
    if own:
        for first, last, width, style in own.widths:
            target.set_column(first, last, width, formats.get(copy.looks.style(style)))
        if own.freeze:
            target.freeze_panes(*own.freeze)
    if not widths:
        # A form on columns of the default width cannot be read; one that was never laid out is laid out here.
        widths = _plain_widths(copy.sheet.rows)
        for column, width in widths.items():
            target.set_column(column, column, width)
    if (own and own.landscape) or len(widths) > _COLUMNS_UPRIGHT:
        target.set_landscape()
    _write_cells(target, formats, copy, marks, widths, own)
    for place, text in sorted(marks.comments.items()):
        target.write_comment(*place, text, _comment_box(text))
    if (gravest := marks.gravest) is not None:
        target.set_tab_color(palette.CELL[gravest])
    target.set_paper(9)
    target.fit_to_pages(1, 0)


def _write_cells(
    target: DrawnSheet,
    formats: Formats,
    copy: SheetCopy,
    marks: SheetMarks,
    widths: Mapping[int, float],
    own: SheetLooks | None,
) -> None:
    """Draw all rows: the looks of each cell, the marks over them, the height that wrapped text needs."""
    rows = copy.sheet.rows
    width = max([len(rows[0]), *(column + 1 for _, column in marks.cells)])
    drawer = RowDrawer(target, [widths.get(column, DEFAULT_WIDTH) for column in range(width)])
    marker = _Marker(formats, marks)
    merges = bounded_merges(copy)
    merged = {first for first, _ in merges}
    merged_rows = {row for row, _ in merged}
    sent_heights = own.heights if own else {}
    near_comments = {row + under for row, _ in marks.comments for under in range(_ROWS_UNDER_A_COMMENT)}
    looks = _sent_looks(formats, copy, own) if own else _plain_looks(formats, copy)
    drawn_rows = []
    for row, (texts, kinds, its_looks) in enumerate(zip(rows, copy.sheet.types, looks, strict=True)):
        if row in marker.rows:
            cells = drawer.cells(*marker.marked(row, texts, kinds, its_looks))
        else:
            cells = drawer.cells(texts, kinds, its_looks)
        height = sent_heights.get(row)
        if not height:
            counted = cells
            if row in merged_rows:
                counted = [cell for column, cell in enumerate(cells) if (row, column) not in merged]
            height = height_needed(counted)
        drawn_rows.append(drawer.row(row, cells, height))
        if height and row in near_comments:
            target.set_row(row, height)
    # A finding may stand on an empty cell under everything that was sent.
    for row in sorted(row for row in marker.rows if row >= len(rows)):
        drawn_rows.append(drawer.row(row, drawer.cells(*marker.marked(row, (), "", ())), None))
    for first, last in merges:
        target.take_merged(first, last)
    target.take_rows(0, drawn_rows, (max(len(rows), *(row + 1 for row in marker.rows), 0), width))


class _Marker:
    """Gives the cells of rows with findings their marks."""

    def __init__(self, formats: Formats, marks: SheetMarks) -> None:
        self._formats, self._marks = formats, marks
        self._plain = formats.look(_PLAIN)
        self._known: dict[tuple[Look, str, bool], Look] = {}
        self._cells: dict[int, dict[int, str]] = {}
        for (row, column), severity in marks.cells.items():
            self._cells.setdefault(row, {})[column] = severity
        self.rows = self._cells.keys() | marks.rows.keys()

    def marked(
        self, row: int, texts: Sequence[str], kinds: str, looks: Sequence[Look]
    ) -> tuple[Sequence[str], str, tuple[Look, ...]]:
        """Return texts, types and looks of a row, as long as its last mark, with the looks of marked cells."""
        severities, tint = self._cells.get(row, {}), self._marks.rows.get(row)
        missing = max([0, *(column + 1 - len(texts) for column in severities)])
        tinted = [look if tint is None else self._look(look, palette.ROW[tint], as_text=False) for look in looks]
        its_looks = [*tinted, *[self._formats.look({})] * missing]
        kinds += "-" * missing
        for column, severity in severities.items():
            look = looks[column] if column < len(looks) else self._plain
            # A cell to mend is shown as text, so that what the clerk types there stays as typed: leading zeros of an
            # id, 05/01/1985 as the fifth of January. A real date keeps its format.
            as_text = kinds[column] != "d" and "num_format" not in look.style
            its_looks[column] = self._look(look, palette.CELL[severity], as_text=as_text)
        return [*texts, *[""] * missing], kinds, tuple(its_looks)

    def _look(self, look: Look, colour: str, *, as_text: bool) -> Look:
        known = self._known.get((look, colour, as_text))
        if known is None:
            style = look.style | {"bg_color": colour} | ({"num_format": "@"} if as_text else {})
            known = self._known[look, colour, as_text] = self._formats.look(style)
        return known


def _sent_widths(own: SheetLooks) -> dict[int, float]:
    return {
        column: width
        for first, last, width, _ in own.widths
        if width
        for column in range(first, min(last, first + 200) + 1)
    }


def _plain_widths(rows: Sequence[Sequence[str]]) -> dict[int, float]:
    """Return widths after the longest text of each column of the table."""
    table = [row for row in rows if sum(map(bool, row)) >= _CELLS_OF_A_TABLE_ROW]
    return {
        column: min(max(max(map(len, texts)) * 1.15 + 2, 6.0), 36.0)
        for column, texts in enumerate(zip(*table, strict=True))
    }


def _sent_looks(formats: Formats, copy: SheetCopy, own: SheetLooks) -> Iterator[tuple[Look, ...]]:
    """Yield the looks that a file brought, but for a font that shows TCVN3's letters: they are Unicode now."""
    width = len(copy.sheet.rows[0])
    legacy = [any(column) for column in zip(*(table.legacy for table in copy.sheet.tables), strict=True)]

    @cache
    def look_of(number: int, is_legacy: bool) -> Look:
        return formats.look(copy.looks.style(number) | ({"font_name": _FONT} if is_legacy else {}))

    @cache
    def looks_of(styles: tuple[int, ...]) -> tuple[Look, ...]:
        return tuple(look_of(style, False) for style in styles)

    for row, cells in enumerate(copy.sheet.rows):
        styles = own.styles_of(row, width)
        if any(legacy):
            told = zip(styles, cells, legacy, strict=True)
            yield tuple(look_of(style, bool(text) and is_legacy) for style, text, is_legacy in told)
        else:
            yield looks_of(styles)


def _plain_looks(formats: Formats, copy: SheetCopy) -> Iterator[tuple[Look, ...]]:
    """Yield looks for a file that brings none (csv, xls, ods): a ruled table, titles left alone."""
    heading, table, plain = (formats.look(style) for style in (_HEADING, _TABLE, _PLAIN))
    for row, kind in zip(copy.sheet.rows, copy.sheet.kinds, strict=True):
        is_table = kind == DATA_KIND or sum(map(bool, row)) >= _CELLS_OF_A_TABLE_ROW
        yield (heading if kind == HEADING_KIND else table if is_table else plain,) * len(row)


def _comment_box(text: str) -> dict[str, object]:
    """Return a comment's box: wide enough to read, as high as its text."""
    lines = sum(1 + len(line) // 42 for line in text.split("\n"))
    return {
        "author": COMMENT_AUTHOR,
        "width": 340,
        "height": min(24 + 17 * lines, 600),
        "font_name": "Arial",
        "font_size": 10,
        "color": "#FFFFE6",
    }
