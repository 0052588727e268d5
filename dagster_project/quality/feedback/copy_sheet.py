"""Writes one sheet of a district's file again: same values at the same places, with the findings marked.

Does not belong here: what is marked (marks.py), how a single value is written (cells.py), the list
(list_sheet.py).
"""

from collections.abc import Mapping, Sequence, Set
from functools import cache

from xlsxwriter.worksheet import Worksheet

from dagster_project.lib.a1 import CellPlace
from dagster_project.lib.row_heights import DEFAULT_SIZE, row_height
from dagster_project.quality.feedback import palette
from dagster_project.quality.feedback.cells import Formats, Look, write_text, write_value
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
    cells = _sent_looks(formats, copy, own) if own else _plain_looks(formats, copy)
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
    merges = bounded_merges(sheet)
    for first, last in merges:
        target.merge_range(*first, *last, "", formats.get({}))
    _write_cells(target, formats, sheet, marks, cells)
    _set_heights(target, sheet, cells, widths, own.heights if own else {}, {first for first, _ in merges})
    for place, text in sorted(marks.comments.items()):
        target.write_comment(*place, text, _comment_box(text))
    if (gravest := marks.gravest) is not None:
        target.set_tab_color(palette.CELL[gravest])
    target.set_paper(9)
    target.fit_to_pages(1, 0)


def _write_cells(
    target: Worksheet, formats: Formats, sheet: Sheet, marks: SheetMarks, looks: Sequence[Sequence[Look]]
) -> None:
    marked = {row for row, _ in marks.cells} | marks.rows.keys()
    for row, (texts, kinds, its_looks) in enumerate(zip(sheet.rows, sheet.types, looks, strict=True)):
        if row in marked:
            its_looks = [
                _marked_look(formats, look, marks, (row, column), kinds[column])
                for column, look in enumerate(its_looks)
            ]
        for column, text in enumerate(texts):
            look = its_looks[column]
            if text or look.style:
                write_value(target, look, row, column, text, kinds[column])
    # A finding may stand on an empty cell beside or under everything that was sent.
    plain = formats.look(_PLAIN)
    for row, column in sorted(marks.cells):
        if row >= len(sheet.rows) or column >= len(sheet.rows[row]):
            write_text(target, _marked_look(formats, plain, marks, (row, column), "-"), row, column, "")


def _marked_look(formats: Formats, look: Look, marks: SheetMarks, place: CellPlace, kind: str) -> Look:
    """Return the look of a cell in a row with findings.

    A cell to mend is shown as text, so that what the clerk types there stays as typed: leading zeros of an id,
    05/01/1985 as the fifth of January. A real date keeps its format.
    """
    severity = marks.cells.get(place)
    if severity is not None:
        as_typed = {} if kind == "d" or "num_format" in look.style else {"num_format": "@"}
        return formats.look(look.style | {"bg_color": palette.CELL[severity]} | as_typed)
    tint = marks.rows.get(place[0])
    return look if tint is None else formats.look(look.style | {"bg_color": palette.ROW[tint]})


def _set_heights(
    target: Worksheet,
    sheet: Sheet,
    looks: Sequence[Sequence[Look]],
    widths: Mapping[int, float],
    sent: Mapping[int, float],
    merged: Set[CellPlace],
) -> None:
    """Give rows with wrapped text the height they need, where the file brought none."""
    for row, (texts, its_looks) in enumerate(zip(sheet.rows, looks, strict=True)):
        height = sent.get(row) or row_height(
            (text, widths.get(column, DEFAULT_WIDTH), look.style.get("font_size", DEFAULT_SIZE))
            for column, (text, look) in enumerate(zip(texts, its_looks, strict=True))
            if text and "text_wrap" in look.style and (row, column) not in merged
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


def _sent_looks(formats: Formats, copy: SheetCopy, own: SheetLooks) -> list[list[Look]]:
    """Return the looks that a file brought, but for a font that shows TCVN3's letters: they are Unicode now."""
    legacy = copy.layout.legacy

    @cache
    def look_of(number: int, is_legacy: bool) -> Look:
        return formats.look(copy.looks.style(number) | ({"font_name": _FONT} if is_legacy else {}))

    return [
        [look_of(own.style_at(row, column), bool(text) and legacy[column]) for column, text in enumerate(cells)]
        for row, cells in enumerate(copy.sheet.rows)
    ]


def _plain_looks(formats: Formats, copy: SheetCopy) -> list[list[Look]]:
    """Return looks for a file that brings none (csv, xls, ods): a ruled table, titles left alone."""
    heading, table, plain = (formats.look(style) for style in (_HEADING, _TABLE, _PLAIN))
    rows = []
    for row, kind in zip(copy.sheet.rows, copy.layout.kinds, strict=True):
        is_table = kind == DATA_KIND or sum(map(bool, row)) >= _CELLS_OF_A_TABLE_ROW
        rows.append([heading if kind == HEADING_KIND else table if is_table else plain] * len(row))
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
