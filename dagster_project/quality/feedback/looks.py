"""How an .xlsx looked when it was sent: its cells' styles, widths, heights, freeze, orientation.

Belongs here: a small list of harmless looks, read straight from the sheet's XML in one pass. What is not on
the list is not even parsed: formulas, links, comments, images, validations, names, macros, filters,
conditional formats. (A library that loads whole workbooks spreads a hostile merge or link over 17 billion
cells.) Hidden rows and columns are shown: what counts must be seen. Does not belong here: the cells' values,
which come from the reader.
"""

import io
import zipfile
from dataclasses import dataclass, field
from posixpath import join, normpath
from typing import Any
from xml.etree.ElementTree import fromstring

from dagster_project.lib.a1 import SHEET_COLUMNS, cell_at
from dagster_project.quality.feedback.styles import Style, read_styles
from dagster_project.returns.read.xml_scan import Attributes, local_name, scan

MAX_BYTES_FOR_LOOKS = 60 * 1024 * 1024
# What a file's width has over the width in characters that xlsxwriter wants: 5 pixels of 7 a character.
_PADDING = 5 / 7
_DIGITS = "0123456789"


@dataclass
class SheetLooks:
    """The looks of one sheet; styles are numbers into ``BookLooks.styles``, rows and columns count from 0."""

    cells: dict[tuple[int, int], int] = field(default_factory=dict)
    row_styles: dict[int, int] = field(default_factory=dict)
    column_styles: dict[int, int] = field(default_factory=dict)
    widths: list[tuple[int, int, float | None, int]] = field(default_factory=list)
    heights: dict[int, float] = field(default_factory=dict)
    freeze: tuple[int, int] | None = None
    landscape: bool = False

    def style_at(self, row: int, column: int) -> int:
        """Return the style of a cell: its own, its row's, its column's, or the plain one."""
        style = self.cells.get((row, column))
        if style is None:
            style = self.row_styles.get(row)
        return self.column_styles.get(column, 0) if style is None else style


@dataclass
class BookLooks:
    """Styles as xlsxwriter writes them, and the looks of each sheet by name."""

    styles: list[Style] = field(default_factory=list)
    sheets: dict[str, SheetLooks] = field(default_factory=dict)

    def style(self, number: int) -> Style:
        """Return a style by its number; a number that the file does not have is plain."""
        return self.styles[number] if 0 <= number < len(self.styles) else {}


def read_looks(content: bytes, extents: dict[str, tuple[int, int]]) -> BookLooks:
    """Return the looks of an xlsx's sheets in ``extents`` (name → rows and columns used); else none.

    Looks are a kindness: a workbook whose styles cannot be read, or that is very big, goes back without them.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(member.file_size for member in archive.infolist()) > MAX_BYTES_FOR_LOOKS:
                return BookLooks()
            styles = read_styles(archive.read("xl/styles.xml"))
            paths = _sheet_paths(archive)
            return BookLooks(
                styles,
                {
                    name: _sheet_looks(archive.read(paths[name]), extent)
                    for name, extent in extents.items()
                    if name in paths
                },
            )
    except Exception:  # whatever a broken or strange package makes zipfile, the parser or openpyxl stumble on
        return BookLooks()


def _sheet_paths(archive: zipfile.ZipFile) -> dict[str, str]:
    targets = {one.get("Id"): one.get("Target", "") for one in fromstring(archive.read("xl/_rels/workbook.xml.rels"))}
    sheets = [one for one in fromstring(archive.read("xl/workbook.xml")).iter() if _local(one) == "sheet"]
    paths = {}
    for sheet in sheets:
        identity = next((value for name, value in sheet.items() if name.endswith("}id")), None)
        target = targets.get(identity, "")
        paths[sheet.get("name", "")] = target.lstrip("/") if target[:1] == "/" else normpath(join("xl", target))
    return paths


def _sheet_looks(xml: bytes, extent: tuple[int, int]) -> SheetLooks:
    looks = SheetLooks()
    row = column = -1
    columns: dict[str, int] = {}

    def start(name: str, attributes: Attributes) -> None:
        # Called for every element of a sheet, most of them cells: what is not a cell is asked about last.
        nonlocal row, column
        name = local_name(name) if ":" in name else name
        if name == "c":
            reference = attributes.get("r", "")
            letters = reference.rstrip(_DIGITS)
            if letters not in columns:
                place = cell_at(reference)
                column = column + 1 if place is None else columns.setdefault(letters, place[1])
            else:
                column = columns[letters]
            if "s" in attributes and row < extent[0] and column < extent[1]:
                looks.cells[row, column] = int(attributes["s"])
        elif name == "row":
            row, column = int(attributes.get("r", row + 2)) - 1, -1
            if row < extent[0]:
                _read_row(looks, attributes, row)
        elif name == "col":
            _read_columns(looks, attributes, extent[1])
        elif name == "pane":
            looks.freeze = _freeze(attributes)
        elif name == "pageSetup":
            looks.landscape = attributes.get("orientation") == "landscape"

    scan(xml, start)
    return looks


def _read_row(looks: SheetLooks, attributes: Attributes, row: int) -> None:
    if attributes.get("customFormat") in ("1", "true"):
        looks.row_styles[row] = int(attributes.get("s", "0"))
    height = float(attributes.get("ht", "0"))
    if height > 0:
        looks.heights[row] = min(height, 409.0)


def _read_columns(looks: SheetLooks, attributes: Attributes, columns_used: int) -> None:
    first, last = int(attributes.get("min", "1")) - 1, min(int(attributes.get("max", "1")), SHEET_COLUMNS) - 1
    if not 0 <= first <= last:
        return
    style = int(attributes.get("style", "0"))
    width = float(attributes.get("width", "0"))
    looks.widths.append((first, last, min(width, 255.0) - _PADDING if width >= 1 else None, style))
    for column in range(first, min(last + 1, columns_used)):
        looks.column_styles[column] = style


def _freeze(attributes: Attributes) -> tuple[int, int] | None:
    """Return frozen rows and columns; so many that nothing could scroll are not taken over."""
    row, column = int(float(attributes.get("ySplit", "0"))), int(float(attributes.get("xSplit", "0")))
    is_frozen = attributes.get("state") in ("frozen", "frozenSplit")
    return (row, column) if is_frozen and 0 <= row <= 60 and 0 <= column <= 12 else None


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]
