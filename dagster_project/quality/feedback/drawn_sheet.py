"""A worksheet whose rows come as XML that is made already; all else of it (widths, comments, page) is xlsxwriter's.

xlsxwriter keeps an object a cell and asks it many things while it writes; a district's sheet has thousands of cells,
and few that differ in more than their text. Belongs here: everything that is taken over from inside of xlsxwriter (its
version is locked, and a test compares with what it writes itself). Does not belong here: what the rows are
(copy_sheet.py).
"""

from collections.abc import Sequence
from datetime import datetime

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from dagster_project.lib.a1 import CellPlace
from dagster_project.quality.feedback.cells import Content


class DrawnSheet(Worksheet):  # type: ignore[misc]
    """A worksheet of one workbook (``add_drawn_sheet``) that takes its rows as XML."""

    _rows_xml: Sequence[str] = ()

    def take_rows(self, rows: Sequence[str], extent: tuple[int, int]) -> None:
        """Take the ``<row>`` elements in their order, and how many rows and columns they reach."""
        self._rows_xml = rows
        if extent[0] and extent[1]:
            self.dim_rowmin, self.dim_colmin = 0, 0
            self.dim_rowmax, self.dim_colmax = extent[0] - 1, extent[1] - 1
        # Each was counted once when it was first met.
        again = sum(row.count(' t="s"') for row in rows) - self._strings_met
        self.str_table.count += again

    def take_merged(self, first: CellPlace, last: CellPlace) -> None:
        """Take a merged range; its cells are in the rows."""
        self.merge.append([*first, *last])

    def element(self, content: Content, cell_format: Format) -> str:
        """Return a cell's element without its beginning ``<c r="A1"``."""
        style = f' s="{cell_format._get_xf_index()}"'
        if content is None:
            return f"{style}/>"
        if isinstance(content, str):
            return f'{style} t="s"><v>{self._string(content)}</v></c>'
        if isinstance(content, bool):
            return f'{style} t="b"><v>{int(content)}</v></c>'
        number = self._convert_date_time(content) if isinstance(content, datetime) else content
        return f"{style}><v>{number:.16G}</v></c>"

    _strings_met = 0

    def _string(self, text: str) -> int:
        self._strings_met += 1
        return int(self.str_table._get_shared_string_index(text))

    def _write_sheet_data(self) -> None:
        self._xml_start_tag("sheetData")
        for row in self._rows_xml:
            self.fh.write(row)
        self._xml_end_tag("sheetData")


def add_drawn_sheet(workbook: Workbook, name: str) -> DrawnSheet:
    """Add a worksheet that takes its rows as XML."""
    sheet = workbook.add_worksheet(name, worksheet_class=DrawnSheet)
    assert isinstance(sheet, DrawnSheet)
    return sheet
