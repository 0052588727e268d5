"""Writes one sheet of a district's file again: same values at the same places, with the findings marked.

Does not belong here: what is marked (marks.py), how a single value is written (cells.py), the list
(list_sheet.py).
"""

from collections.abc import Mapping, Sequence

from xlsxwriter.worksheet import Worksheet

from dagster_project.lib.row_heights import DEFAULT_SIZE, row_height
from dagster_project.quality.feedback import palette
from dagster_project.quality.feedback.cells import Formats, write_value
from dagster_project.quality.feedback.copies import SheetCopy
from dagster_project.quality.feedback.looks import BookLooks, SheetLooks
from dagster_project.quality.feedback.marks import SheetMarks, bounded_merges
from dagster_project.quality.feedback.styles import Style
from dagster_project.returns.read.row_kinds import DATA_KIND
from dagster_project.returns.read.workbook import Sheet

HEADING_KIND = "heading"
COMMENT_AUTHOR = "Phiếu phản hồi"
# A sheet with more columns is printed across.
_COLUMNS_UPRIGHT = 7
DEFAULT_WIDTH = 8.43
# A row with fewer cells is a title or a signature: it may run on over its neighbours.
_CELLS_OF_A_TABLE_ROW = 3
_FONT = "Times New Roman"
_PLAIN: Style = {"font_name": _FONT, "font_size": 12, "valign": "top"}
_TABLE: Style = _PLAIN | {"border": 1, "text_wrap": True}
_HEADING: Style = _TABLE | {"bold": True, "align": "center", "valign": "vcenter", "bg_color": "#E8EEF4"}


def write_copy(target: Worksheet, formats: Formats, copy: SheetCopy, marks: SheetMarks) -> None:
    """Write a sheet with its looks (plain ones where it brought none), colours and comments."""
    sheet, looks = copy.sheet, copy.looks
    own = looks.sheets.get(sheet.name)
    styles = _sent_styles(copy, own) if own else _plain_styles(copy)
    widths = _sent_widths(own) if own else {}
    if own:
        _lay_out(target, formats, own, looks)
    if not widths:
        # A form on columns of the default width cannot be read; one that was never laid out is laid out here.
        widths = _plain_widths(sheet)
        for column, width in widths.items():
            target.set_column(column, column, width)
    if (own and own.landscape) or len(widths) > _COLUMNS_UPRIGHT:
        target.set_landscape()
    for first, last in bounded_merges(sheet):
        target.merge_range(*first, *last, "", formats.get({}))
    _write_cells(target, formats, sheet, marks, styles)
    _set_heights(target, sheet, styles, widths, own.heights if own else {})
    for place, text in sorted(marks.comments.items()):
        target.write_comment(*place, text, _comment_box(text))
    if (gravest := marks.gravest) is not None:
        target.set_tab_color(palette.CELL[gravest])
    target.set_paper(9)
    target.fit_to_pages(1, 0)


def _write_cells(
    target: Worksheet, formats: Formats, sheet: Sheet, marks: SheetMarks, styles: Sequence[Sequence[Style]]
) -> None:
    width = max((len(row) for row in sheet.rows), default=0)
    places = {(row, column) for row in range(len(sheet.rows)) for column in range(width)}
    # A finding may stand on an empty cell beside or under everything that was sent.
    for row, column in sorted(places | set(marks.cells)):
        is_sent = row < len(sheet.rows) and column < len(sheet.rows[row])
        text, kind = (sheet.rows[row][column], sheet.types[row][column]) if is_sent else ("", "-")
        has_style = row < len(styles) and column < len(styles[row])
        style = styles[row][column] if has_style else _PLAIN
        severity = marks.cells.get((row, column))
        if severity is not None:
            style = style | {"bg_color": palette.CELL[severity]}
        elif row in marks.rows:
            style = style | {"bg_color": palette.ROW[marks.rows[row]]}
        if text or style:
            write_value(target, formats, (row, column), text, kind, style, to_mend=severity is not None)


def _set_heights(
    target: Worksheet,
    sheet: Sheet,
    styles: Sequence[Sequence[Style]],
    widths: Mapping[int, float],
    sent: Mapping[int, float],
) -> None:
    """Give rows with wrapped text the height they need, where the file brought none."""
    merged = {first for first, _ in bounded_merges(sheet)}
    for row, (texts, its_styles) in enumerate(zip(sheet.rows, styles, strict=False)):
        height = sent.get(row) or row_height(
            (text, widths.get(column, DEFAULT_WIDTH), style.get("font_size", DEFAULT_SIZE))
            for column, (text, style) in enumerate(zip(texts, its_styles, strict=False))
            if style.get("text_wrap") and (row, column) not in merged
        )
        if height:
            target.set_row(row, height)


def _sent_widths(own: SheetLooks) -> dict[int, float]:
    return {
        column: width
        for first, last, width, _ in own.widths
        if width
        for column in range(first, min(last, first + 200) + 1)
    }


def _plain_widths(sheet: Sheet) -> dict[int, float]:
    """Return widths after the longest text of each column of the table."""
    table = [row for row in sheet.rows if sum(map(bool, row)) >= _CELLS_OF_A_TABLE_ROW]
    return {
        column: min(max(max(map(len, texts)) * 1.15 + 2, 6.0), 36.0)
        for column, texts in enumerate(zip(*table, strict=True))
    }


def _sent_styles(copy: SheetCopy, own: SheetLooks) -> list[list[Style]]:
    return [
        [
            copy.looks.style(own.style_at(row, column)) | _font_for(copy, column, text)
            for column, text in enumerate(cells)
        ]
        for row, cells in enumerate(copy.sheet.rows)
    ]


def _font_for(copy: SheetCopy, column: int, text: str) -> Style:
    """Return another font where the sent one shows the letters of TCVN3, which are Unicode now."""
    return {"font_name": _FONT} if text and copy.layout.legacy[column] else {}


def _plain_styles(copy: SheetCopy) -> list[list[Style]]:
    """Return looks for a file that brings none (csv, xls, ods): a ruled table, titles left alone."""
    rows = []
    for row, kind in zip(copy.sheet.rows, copy.layout.kinds, strict=True):
        is_table = kind == DATA_KIND or sum(map(bool, row)) >= _CELLS_OF_A_TABLE_ROW
        rows.append([_HEADING if kind == HEADING_KIND else _TABLE if is_table else _PLAIN] * len(row))
    return rows


def _lay_out(target: Worksheet, formats: Formats, own: SheetLooks, looks: BookLooks) -> None:
    for first, last, width, key in own.widths:
        target.set_column(first, last, width, formats.get(looks.style(key)))
    if own.freeze:
        target.freeze_panes(*own.freeze)


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
