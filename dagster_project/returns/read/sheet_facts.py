"""What calamine does not tell of a sheet: broken formulas, how far its cells reach, what an .ods merges.

Calamine lays a sheet out as one dense block and gives '' for an error, so a cell at XFD1048576 would eat the memory
and a broken formula would pass for a blank. Belongs here: one pass over a sheet's XML. Does not belong here: the zip
around it (package.py) and the cells' values.

A sheet of millions of cells is not followed cell by cell where it is written as every program writes it: the parser
only proves that it is XML, and what is looked for is searched for. Whatever is written otherwise is followed.
"""

import re
from dataclasses import dataclass, field
from xml.parsers import expat

from dagster_project.lib.a1 import CellPlace, cell_at
from dagster_project.returns.read.xml_scan import Attributes, PackageProblem, count_of, local_name, parse, scan

# Who merges more has no form before him.
_MOST_MERGED = 100_000
# A cell as programs write it: a reference of one letter and at most five digits, a style, and a type that is no error.
_CELL = rb'<c r="[A-Z][0-9]{1,5}"(?: s="[0-9]+")?(?: t="(?:s|n|b|d|str|inlineStr)")?/?>'
_ODD_CELL = re.compile(rb"<c(?=[\s/>])(?!" + _CELL.removeprefix(b"<c") + rb")")
_PREFIXED = re.compile(rb":[cf](?=[\s/>])")
_MOST_PLAIN_CELLS = 26 * 99_999
_FORMULA = re.compile(rb"<f(?=[\s/>])")
_PLAIN_FORMULA = re.compile(
    rb'<c r="([A-Z][0-9]{1,5})"([^<>]*)>\s*<f(?:\s[^<>]*)?(?:/>|>[^<>]*</f>)\s*(?:<v>([^<>]*)</v>|<v\s*/>)?\s*</c>'
)
_UTF8 = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:<\?xml(?![^>]*encoding=(?![\"']utf-8[\"']))[^>]*>)?\s*<[A-Za-z]", re.IGNORECASE
)


@dataclass
class SheetFacts:
    """Cells (row, column from 0) with an error or a formula without a value, and the merged ranges of an .ods."""

    errors: list[CellPlace] = field(default_factory=list)
    merged: list[tuple[CellPlace, CellPlace]] = field(default_factory=list)


def scan_xlsx(xml: bytes, max_cells: int) -> SheetFacts:
    """Return the facts of one sheet; raises PackageProblem where its cells reach too far."""
    if max_cells >= _MOST_PLAIN_CELLS and (errors := _errors_of_plain(xml)) is not None:
        scan(xml)
        return SheetFacts(errors)
    scanned = _XlsxScan()
    scanned.run(xml)
    _check_extent(scanned.last_row, scanned.last_column, max_cells)
    return SheetFacts(scanned.errors)


def scan_ods(xml: bytes, max_cells: int) -> dict[str, SheetFacts]:
    """Return the facts of all sheets of an .ods, by name."""
    scanned = _OdsScan(max_cells)
    scan(xml, scanned.start, scanned.end)
    return scanned.sheets


def _check_extent(rows: int, columns: int, max_cells: int) -> None:
    if rows * columns > max_cells:
        raise PackageProblem(f"Ô xa nhất ở dòng {rows}, cột {columns}: trang tính quá lớn.")


def _errors_of_plain(xml: bytes) -> list[CellPlace] | None:
    """Return the cells whose formula was never calculated, of a sheet as programs write it; None for any other.

    Other is: another encoding, a prefix, a cell without a reference or beyond column Z or row 99,999, an error cell, a
    formula with anything unusual around it. Such a sheet is followed cell by cell.
    """
    if not _UTF8.match(xml) or _ODD_CELL.search(xml) or _PREFIXED.search(xml):
        return None
    formulas = len(_FORMULA.findall(xml))
    known = _PLAIN_FORMULA.findall(xml) if formulas else []
    if len(known) != formulas:
        return None
    uncalculated = (reference for reference, kind, value in known if not value.strip() and b't="str"' not in kind)
    return [place for reference in uncalculated if (place := cell_at(reference.decode("ascii")))]


class _XlsxScan:
    """Follows the cells of a worksheet: a cell is judged when the next element begins that is not its own."""

    def __init__(self) -> None:
        self.errors: list[CellPlace] = []
        self.last_row = self.last_column = 0
        self._row = self._column = 0
        self._type: str | None = None
        self._in_cell = self._has_formula = self._has_value = False
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start

    def run(self, xml: bytes) -> None:
        parse(self._parser, xml)
        if self._in_cell:
            self._judge()

    def _start(self, name: str, attributes: Attributes) -> None:
        if ":" in name:
            name = local_name(name)
        if name == "v":
            self._parser.CharacterDataHandler = self._text
        elif name == "f":
            self._has_formula = True
        elif name == "is":
            self._has_value = True
        else:
            if self._in_cell:
                self._judge()
            if name == "c":
                self._begin(attributes)
            elif name == "row":
                self._row = count_of(attributes, "r") if "r" in attributes else self._row + 1
                self._column = 0

    def _begin(self, attributes: Attributes) -> None:
        self._in_cell, self._has_formula, self._has_value = True, False, False
        self._type = attributes.get("t")
        place = cell_at(attributes.get("r", ""))
        if place is None:
            self._column += 1
            return
        self._row, self._column = place[0] + 1, place[1] + 1

    def _text(self, text: str) -> None:
        if not text.isspace():
            self._has_value = True
            self._parser.CharacterDataHandler = None

    def _judge(self) -> None:
        self._in_cell = False
        self._parser.CharacterDataHandler = None
        # A formula that gave "" is a blank and says so with t="str"; one that was never calculated says nothing.
        never_calculated = self._has_formula and not self._has_value and self._type != "str"
        if never_calculated or (self._type == "e" and self._has_value):
            self.errors.append((self._row - 1, self._column - 1))
        if self._has_value or never_calculated:
            if self._row > self.last_row:
                self.last_row = self._row
            if self._column > self.last_column:
                self.last_column = self._column


class _OdsScan:
    """Follows rows and cells of all tables, each as often as it says that it is repeated."""

    def __init__(self, max_cells: int) -> None:
        self.sheets: dict[str, SheetFacts] = {}
        self._facts = SheetFacts()
        self._max_cells = max_cells
        self._row = self._column = self._rows_repeated = 0
        self._last_row = self._last_column = self._depth = 0

    def start(self, name: str, attributes: Attributes) -> None:
        """Take an element in. A table inside of a cell is none of the sheets."""
        if name == "table:table":
            self._depth += 1
            if self._depth == 1:
                self._facts = self.sheets.setdefault(attributes.get("table:name", ""), SheetFacts())
                self._row = self._column = self._rows_repeated = self._last_row = self._last_column = 0
        elif self._depth != 1:
            return
        elif name == "table:table-row":
            self._row += self._rows_repeated
            self._rows_repeated = count_of(attributes, "table:number-rows-repeated")
            self._column = 0
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self._cell(attributes)
        elif name == "text:p":
            self._reach(self._column)

    def end(self, name: str) -> None:
        """See a table end."""
        if name == "table:table":
            self._depth -= 1

    def _cell(self, attributes: Attributes) -> None:
        first = self._column
        self._column += count_of(attributes, "table:number-columns-repeated")
        if "office:value-type" in attributes:
            self._reach(self._column)
        rows = count_of(attributes, "table:number-rows-spanned")
        columns = count_of(attributes, "table:number-columns-spanned")
        if rows * columns > 1 and len(self._facts.merged) < _MOST_MERGED:
            self._facts.merged.append(((self._row, first), (self._row + rows - 1, first + columns - 1)))

    def _reach(self, column: int) -> None:
        self._last_row = max(self._last_row, self._row + self._rows_repeated)
        self._last_column = max(self._last_column, column)
        _check_extent(self._last_row, self._last_column, self._max_cells)
