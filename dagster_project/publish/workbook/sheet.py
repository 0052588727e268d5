"""One sheet: its cells as values with a type, and the same look for all sheets.

A number is a number and a percentage is one (0.9496 shown as 94.96%), so that whoever opens the file can go on
counting; a sign beside it is part of its number format. Here belongs how a sheet is written. Not here: which sheets
there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from dagster_project.lib.row_heights import row_height

#: Status → the colour behind it. It is never alone: the sign and the word stand there, too.
COLOURS = {
    "met": "#E2F0D9",
    "not_met": "#FBE0D6",
    "undetermined": "#FFF2CC",
    "not_applicable": "#EDEDED",
    "no_data": "#EDEDED",
}
_PLAIN, _HEADING = "#000000", "#D9E2F3"
_SIZE = 11.0
# A column's width counts the digits of another font, whose letters are wider; a text stands a little in.
_NARROW, _INDENT = 1.15, 1.5
# Bold letters are wider: a heading is measured as if it were set a little larger.
_BOLD = 1.1
_FONT = {"font_name": "Times New Roman", "font_size": _SIZE, "font_color": _PLAIN, "valign": "vcenter"}
_A4 = 9


@dataclass(frozen=True)
class Share:
    """A percentage: a fraction of 1, the decimals that it needs, and the signs before and behind it."""

    value: float
    decimals: int = 1
    before: str = ""
    behind: str = ""


@dataclass(frozen=True)
class Coloured:
    """A value with the status that colours it."""

    value: "Value"
    #: None: no colour.
    status: str | None


Value = str | int | float | date | Share | None


@dataclass(frozen=True)
class Head:
    """A column: its headings, its width in characters, the heading that it shares with its neighbours.

    ``counts``: whole numbers are counts, with a mark between thousands; a year is none.
    """

    vi: str
    en: str
    width: float = 12
    group: str = ""
    counts: bool = True


YEAR = Head("Năm", "Year", 7, counts=False)


@dataclass(frozen=True)
class View:
    """A view: a table under a title."""

    name: str
    title_vi: str
    title_en: str
    columns: Sequence[Head]
    rows: Sequence[Sequence[Value | Coloured]]
    #: What a reader has to know before the table, a line each.
    notes: Sequence[str] = ()
    #: How many columns stay when the sheet is moved sideways.
    fixed_columns: int = 0


def _set_height(page: Any, down: int, columns: Sequence[Head], values: Sequence[Value], size: float = _SIZE) -> None:
    texts = [value if isinstance(value, str) else "" for value in values]
    pairs = zip(texts, columns, strict=True)
    height = row_height((text, column.width * _NARROW - _INDENT, size) for text, column in pairs)
    if height:
        page.set_row(down, height)


def _format_of(share: Share) -> str:
    before, behind = (f'"{sign}"' if sign else "" for sign in (share.before, share.behind))
    return f"{before}0{'.' if share.decimals else ''}{'0' * share.decimals}%{behind}"


class Writer:
    """Sheets written into one workbook; formats are made once for the whole of it."""

    def __init__(self, workbook: Any) -> None:
        """Write into an xlsxwriter workbook."""
        self._workbook = workbook
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def write(self, sheet: View) -> None:
        """Write one sheet: title, notes, headings that stay, rows, filter, and how it prints."""
        page = self._workbook.add_worksheet(sheet.name)
        page.write_string(0, 0, sheet.title_vi, self._format(bold=True, font_size=14))
        page.write_string(1, 0, sheet.title_en, self._format(italic=True))
        for at, note in enumerate(sheet.notes, 2):
            page.write_string(at, 0, note, self._format())
        first = top = 3 + len(sheet.notes)
        if any(column.group for column in sheet.columns):
            self._write_groups(page, top, sheet.columns)
            top += 1
        heading = self._format(bold=True, border=1, text_wrap=True, align="center", bg_color=_HEADING)
        titles = [f"{column.vi}\n{column.en}" if column.en else column.vi for column in sheet.columns]
        _set_height(page, top, sheet.columns, titles, _SIZE * _BOLD)
        for at, (column, title) in enumerate(zip(sheet.columns, titles, strict=True)):
            page.set_column(at, at, column.width)
            page.write_string(top, at, title, heading)
        for down, row in enumerate(sheet.rows, top + 1):
            values = [cell.value if isinstance(cell, Coloured) else cell for cell in row]
            _set_height(page, down, sheet.columns, values)
            for at, (cell, column) in enumerate(zip(row, sheet.columns, strict=True)):
                self._write_cell(page, down, at, cell, column)
        last = top + len(sheet.rows)
        page.freeze_panes(top + 1, sheet.fixed_columns)
        page.autofilter(top, 0, max(last, top + 1), len(sheet.columns) - 1)
        page.set_landscape()
        page.set_paper(_A4)
        page.set_margins(left=0.5, right=0.4, top=0.6, bottom=0.6)
        page.fit_to_pages(1, 0)
        page.repeat_rows(first, top)
        page.set_footer(f"&L&9{sheet.title_vi}&R&9&P/&N")

    def _write_groups(self, page: Any, top: int, columns: Sequence[Head]) -> None:
        page.set_row(top, 2 * _SIZE * 1.5)
        heading = self._format(bold=True, border=1, text_wrap=True, align="center", bg_color=_HEADING)
        at = 0
        for group, members in groupby(columns, key=lambda column: column.group):
            width = len(list(members))
            if width > 1 and group:
                page.merge_range(top, at, top, at + width - 1, group, heading)
            else:
                for one in range(at, at + width):
                    page.write_string(top, one, group, heading)
            at += width

    def _write_cell(self, page: Any, down: int, at: int, cell: Value | Coloured, column: Head) -> None:
        colour = {"bg_color": COLOURS[cell.status]} if isinstance(cell, Coloured) and cell.status else {}
        cell = cell.value if isinstance(cell, Coloured) else cell
        if cell is None:
            page.write_blank(down, at, None, self._format(border=1, **colour))
        elif isinstance(cell, str):
            page.write_string(down, at, cell, self._format(border=1, text_wrap=True, indent=1, **colour))
        elif isinstance(cell, date):
            page.write_datetime(
                down, at, cell, self._format(border=1, num_format="dd/mm/yyyy", align="center", **colour)
            )
        elif isinstance(cell, Share):
            page.write_number(down, at, cell.value, self._format(border=1, num_format=_format_of(cell), **colour))
        else:
            shown = "#,##0" if column.counts else "0"
            page.write_number(down, at, cell, self._format(border=1, num_format=shown, **colour))

    def _format(self, **looks: Any) -> Any:
        key = tuple(sorted(looks.items()))
        if key not in self._formats:
            self._formats[key] = self._workbook.add_format({**_FONT, **looks})
        return self._formats[key]
