"""Sheets whose rows come as XML that is made already, and the package around them; all else is xlsxwriter's.

xlsxwriter keeps an object a cell and asks it many things while it writes; a district's sheet has thousands of cells,
and few that differ in more than their text. Belongs here: everything that is taken over from inside of xlsxwriter (its
version is locked, and tests read what comes out with three other programs). Does not belong here: what the rows are
(copy_sheet.py, list_sheet.py).
"""

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.packager import Packager
from xlsxwriter.sharedstrings import SharedStrings
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from dagster_project.lib.a1 import CellPlace
from dagster_project.lib.row_heights import DEFAULT_SIZE, height_of, lines_of
from dagster_project.quality.feedback.cells import Content, Look, content_of

# Half the time of the usual level for a twentieth more bytes.
_COMPRESSION = 4
# What a part of a workbook is dated: with the time of day, equal input would not give equal bytes.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
#: A cell's element without its beginning, and how high it is: lines (0: it does not count) and font size.
Drawn = tuple[str, int, float]
_NEEDS_ESCAPING = re.compile(r'[<>&"_]')


class DrawnSheet(Worksheet):  # type: ignore[misc]
    """A worksheet of a DrawnBook that takes its rows as XML, from ``first_drawn`` on; those above are written."""

    first_drawn = 0

    def take_rows(self, first: int, rows: Sequence[str], extent: tuple[int, int]) -> None:
        """Take the ``<row>`` elements from row ``first`` on, in order, and how many rows and columns they reach."""
        self.first_drawn, self._rows_xml = first, "".join(rows)
        if extent[0] and extent[1]:
            self._check_dimensions(first, 0)
            self._check_dimensions(extent[0] - 1, extent[1] - 1)
        # Each was counted once when it was first met.
        self.str_table.count += self._rows_xml.count(' t="s"') - self._strings_met

    def take_merged(self, first: CellPlace, last: CellPlace) -> None:
        """Take a merged range; its cells are in the rows."""
        self.merge.append([*first, *last])

    def take_link(self, place: CellPlace, name: str, tip: str) -> None:
        """Make a link of a cell that is in the rows to a defined name."""
        self.ignore_write_string = True
        self.write_url(*place, f"internal:{name}", None, "", tip)

    def element(self, content: Content, cell_format: Format) -> str:
        """Return a cell's element without its beginning ``<c r="A1"``."""
        style = cell_format.xf_index or cell_format._get_xf_index()
        if isinstance(content, str):
            self._strings_met += 1
            return f' s="{style}" t="s"><v>{self.str_table._get_shared_string_index(content)}</v></c>'
        if content is None:
            return f' s="{style}"/>'
        if isinstance(content, bool):
            return f' s="{style}" t="b"><v>{int(content)}</v></c>'
        number = self._convert_date_time(content) if isinstance(content, datetime) else content
        return f' s="{style}"><v>{number:.16G}</v></c>'

    _strings_met = 0
    _rows_xml = ""

    def _write_sheet_data(self) -> None:
        self._xml_start_tag("sheetData")
        if self.first_drawn:
            reached = vars(self)["dim_rowmax"]
            self.dim_rowmax = self.first_drawn - 1
            self._write_rows()
            self.dim_rowmax = reached
        self.fh.write(self._rows_xml)
        # A whole sheet of text: it is not kept until the last sheet is written too.
        self._rows_xml = ""
        self._xml_end_tag("sheetData")


class DrawnBook(Workbook):  # type: ignore[misc]
    """A workbook of drawn sheets, put together in memory: ``content`` after it was closed."""

    def __init__(self) -> None:
        """Begin an empty one."""
        super().__init__(io.BytesIO(), {"in_memory": True})
        self._content = io.BytesIO()

    @property
    def content(self) -> bytes:
        """Return the finished package."""
        return self._content.getvalue()

    def add_drawn_sheet(self, name: str) -> DrawnSheet:
        """Add a worksheet that takes rows as XML."""
        sheet = self.add_worksheet(name, worksheet_class=DrawnSheet)
        assert isinstance(sheet, DrawnSheet)
        return sheet

    def _get_packager(self) -> Packager:
        return _Package(self._content)


class _Package(Packager):  # type: ignore[misc]
    """Writes the package itself, with a compression of its own, and leaves xlsxwriter nothing to write."""

    def __init__(self, content: io.BytesIO) -> None:
        super().__init__()
        self._content = content

    def _create_package(self) -> list[Any]:
        with zipfile.ZipFile(self._content, "w", zipfile.ZIP_DEFLATED) as archive:
            for part, name, is_binary in super()._create_package():
                content = part.getvalue()
                part.close()
                info = zipfile.ZipInfo(name, _NO_TIME)
                archive.writestr(
                    info, content if is_binary else content.encode(), zipfile.ZIP_DEFLATED, compresslevel=_COMPRESSION
                )
        return []

    def _write_shared_strings_file(self) -> None:
        if self.workbook.str_table.count:
            strings = _Strings()
            strings.string_table = self.workbook.str_table
            strings._set_xml_writer(self._filename("xl/sharedStrings.xml"))
            strings._assemble_xml_file()


class _Strings(SharedStrings):  # type: ignore[misc]
    """The texts of a workbook; those that need no escaping, nearly all, are written as they are."""

    def _write_sst_strings(self) -> None:
        for text in self.string_table.string_array:
            is_plain = text.isprintable() and text[:1] != " " and text[-1:] != " "
            if is_plain and not _NEEDS_ESCAPING.search(text):
                self.fh.write(f"<si><t>{text}</t></si>")
            else:
                self._write_si(text)


class _Cells(dict[str, Drawn]):
    """The cells of one column, type and look by their text, each drawn when it is first met: most are met often."""

    def __init__(self, target: DrawnSheet, width: float, kind: str, look: Look) -> None:
        super().__init__()
        self._target, self._kind, self._look = target, kind, look
        self._width, self._size = width, look.style.get("font_size", DEFAULT_SIZE)
        self._is_wrapped = "text_wrap" in look.style

    def __missing__(self, text: str) -> Drawn:
        if not text and not self._look.style:
            drawn: Drawn = ("", 0, 0.0)
        else:
            lines = lines_of(text, self._width, self._size) if text and self._is_wrapped else 0
            element = self._target.element(*content_of(self._look, text, self._kind))
            drawn = (element, lines, self._size)
        self[text] = drawn
        return drawn


class RowDrawer:
    """Draws the rows of one sheet."""

    def __init__(self, target: DrawnSheet, widths: Sequence[float]) -> None:
        """Draw for columns of these widths."""
        self._target, self._widths = target, widths
        self._cells: dict[tuple[int, str, Look], _Cells] = {}
        self._patterns: dict[tuple[str, tuple[Look, ...]], list[_Cells]] = {}
        self._letters = [xl_col_to_name(column) for column in range(len(widths))]

    def cells(self, texts: Sequence[str], kinds: str, looks: tuple[Look, ...]) -> list[Drawn]:
        """Draw the cells of a row by text, type (see returns/read/workbook.py) and look."""
        # Rows mostly are like the row above in all but their texts.
        pattern = self._patterns.get((kinds, looks))
        if pattern is None:
            pattern = self._patterns[kinds, looks] = self._pattern(kinds, looks)
        return [known[text] for known, text in zip(pattern, texts, strict=True)]

    def _pattern(self, kinds: str, looks: tuple[Look, ...]) -> list[_Cells]:
        pattern = []
        for column, (kind, look) in enumerate(zip(kinds, looks, strict=True)):
            known = self._cells.get((column, kind, look))
            if known is None:
                known = self._cells[column, kind, look] = _Cells(self._target, self._widths[column], kind, look)
            pattern.append(known)
        return pattern

    def row(self, row: int, cells: Sequence[Drawn], height: float | None) -> str:
        """Return a row's element; nothing for one that is blank."""
        number = row + 1
        elements = [
            f'<c r="{letter}{number}"{element}'
            for letter, (element, _, _) in zip(self._letters, cells, strict=False)
            if element
        ]
        if height:
            return f'<row r="{number}" ht="{height:.16g}" customHeight="1">{"".join(elements)}</row>'
        return f'<row r="{number}">{"".join(elements)}</row>' if elements else ""


def height_needed(cells: Sequence[Drawn]) -> float | None:
    """Return the height that a row needs for its wrapped texts; None for one line."""
    if max((lines for _, lines, _ in cells), default=0) < 2:
        return None
    return height_of([(lines, size) for _, lines, size in cells if lines])
