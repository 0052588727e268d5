"""How an .xlsx looked when it was sent: its cells' styles, widths, heights, merged cells, freeze, orientation.

Belongs here: a small list of harmless looks, read straight from the sheet's XML in one pass. What is not on
the list is not even parsed: formulas, links, comments, images, validations, names, macros, filters,
conditional formats. (A library that loads whole workbooks spreads a hostile merge or link over 17 billion
cells.) Hidden rows and columns are shown: what counts must be seen. Does not belong here: the cells' values,
which come from the reader.

Nearly all of a sheet's XML are cells, and nearly all programs write a cell's beginning alike: those are taken by one
pattern a row (``_cells_by_pattern``). A sheet in which a single one is written otherwise is parsed element by element.
"""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from posixpath import join, normpath
from typing import Any
from xml.etree.ElementTree import fromstring

from dagster_project.lib.a1 import SHEET_COLUMNS, CellPlace, cell_at
from dagster_project.quality.feedback.styles import Style, read_styles
from dagster_project.returns.read.xml_scan import Attributes, local_name, scan

MAX_BYTES_FOR_LOOKS = 60 * 1024 * 1024
# What a file's width has over the width in characters that xlsxwriter wants: 5 pixels of 7 a character.
_PADDING = 5 / 7
_DIGITS = "0123456789"
# Who merges more has no form before him.
_MOST_MERGED = 100_000
_ROW = re.compile(rb'r="([0-9]{1,7})"([^<>]*)>')
_CELL = re.compile(rb'<c r="([A-Z]{1,3})[0-9]{1,7}"(?: s="([0-9]{1,6})")?(?: t="[A-Za-z]+")? ?/?>')
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')
#: The styles of a row's cells: (column, style) of those that have one.
RowPattern = tuple[tuple[int, int], ...]


@dataclass
class SheetLooks:
    """The looks of one sheet; styles are numbers into ``BookLooks.styles``, rows and columns count from 0."""

    cells: dict[int, RowPattern] = field(default_factory=dict)
    row_styles: dict[int, int] = field(default_factory=dict)
    column_styles: dict[int, int] = field(default_factory=dict)
    widths: list[tuple[int, int, float | None, int]] = field(default_factory=list)
    heights: dict[int, float] = field(default_factory=dict)
    merged: list[tuple[CellPlace, CellPlace]] = field(default_factory=list)
    freeze: tuple[int, int] | None = None
    landscape: bool = False

    def __post_init__(self) -> None:
        """Forget nothing yet: rows mostly look like the row above, so what is worked out once serves many."""
        self._known: dict[tuple[RowPattern, int | None, int], tuple[int, ...]] = {}

    def styles_of(self, row: int, width: int) -> tuple[int, ...]:
        """Return the styles of a row's cells: each its own, its row's, its column's, or the plain one."""
        key = (self.cells.get(row, ()), self.row_styles.get(row), width)
        known = self._known.get(key)
        if known is None:
            pattern, of_row, _ = key
            given = (
                [self.column_styles.get(column, 0) for column in range(width)] if of_row is None else [of_row] * width
            )
            for column, style in pattern:
                if column < width:
                    given[column] = style
            known = self._known[key] = tuple(given)
        return known


@dataclass
class BookLooks:
    """Styles as xlsxwriter writes them, and the looks of each sheet by name."""

    styles: Sequence[Style] = ()
    sheets: dict[str, SheetLooks] = field(default_factory=dict)

    def style(self, number: int) -> Style:
        """Return a style by its number; a number that the file does not have is plain."""
        return self.styles[number] if 0 <= number < len(self.styles) else {}


def read_looks(content: bytes, extents: Mapping[str, tuple[int, int]]) -> BookLooks:
    """Return the looks of an xlsx's sheets in ``extents`` (name → rows and columns used); else none.

    Looks are a kindness: a workbook whose styles cannot be read, or that is very big, goes back without them.
    """
    if content[:2] != b"PK":
        return BookLooks()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(member.file_size for member in archive.infolist()) > MAX_BYTES_FOR_LOOKS:
                return BookLooks()
            styles = read_styles(archive.read("xl/styles.xml"))
            paths = _sheet_paths(archive)
            return BookLooks(
                styles,
                {
                    name: sheet_looks(archive.read(paths[name]), extent)
                    for name, extent in extents.items()
                    if name in paths
                },
            )
    except Exception:  # whatever a broken or strange package makes zipfile or the parser stumble on
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


def sheet_looks(xml: bytes, extent: tuple[int, int]) -> SheetLooks:
    """Return the looks of one sheet as far as its rows and columns are used (``extent``)."""
    before, opened, rest = xml.partition(b"<sheetData>")
    cells, closed, after = rest.partition(b"</sheetData>")
    looks = SheetLooks()
    if opened and closed and b"<!" not in xml and _cells_by_pattern(looks, cells, extent):
        xml = before + b"<sheetData/>" + after
    else:
        looks = SheetLooks()
    _parse(looks, xml, extent)
    return looks


def _cells_by_pattern(looks: SheetLooks, xml: bytes, extent: tuple[int, int]) -> bool:
    """Read rows and cells that are written in the common way; returns False where any is not."""
    first, *rows = xml.split(b"<row ")
    if b"<" in first or b"<row>" in xml or b"<c>" in xml:
        return False
    for row in rows:
        begun = _ROW.match(row)
        if begun is None:
            return False
        number = int(begun[1]) - 1
        if number >= extent[0]:
            continue
        if begun[2]:
            _read_row(looks, dict(_ATTRIBUTE.findall(begun[2].decode())), number)
        cells = _CELL.findall(row)
        if len(cells) != row.count(b"<c ") or row.count(b"<c\n") or row.count(b":c "):
            return False
        if cells:
            looks.cells[number] = _pattern(tuple(cells))
    return True


@lru_cache(maxsize=10_000)
def _pattern(cells: tuple[tuple[bytes, bytes], ...]) -> RowPattern:
    """Return the styles of cells given as (letters of the column, style or nothing)."""
    places = ((cell_at(f"{letters.decode()}1"), style) for letters, style in cells)
    return tuple((place[1], int(style)) for place, style in places if place and style)


def _parse(looks: SheetLooks, xml: bytes, extent: tuple[int, int]) -> None:
    row = column = -1
    columns: dict[str, int] = {}
    styled: dict[int, list[tuple[int, int]]] = {}

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
                styled.setdefault(row, []).append((column, int(attributes["s"])))
        elif name == "row":
            row, column = int(attributes.get("r", row + 2)) - 1, -1
            if row < extent[0]:
                _read_row(looks, attributes, row)
        elif name == "col":
            _read_columns(looks, attributes, extent[1])
        elif name == "mergeCell" and len(looks.merged) < _MOST_MERGED:
            first, _, last = attributes.get("ref", "").partition(":")
            if (start_at := cell_at(first)) and (end_at := cell_at(last)):
                looks.merged.append((start_at, end_at))
        elif name == "pane":
            looks.freeze = _freeze(attributes)
        elif name == "pageSetup":
            looks.landscape = attributes.get("orientation") == "landscape"

    scan(xml, start)
    looks.cells |= {number: tuple(cells) for number, cells in styled.items()}


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
