"""Rows that are drawn at once are the rows that a library would have written cell by cell; looks that are read by
pattern are those that a parser finds.
"""

import io
import zipfile
from datetime import datetime

import openpyxl
import pytest
from openpyxl.cell import MergedCell

from dagster_project.quality.feedback.cells import Formats
from dagster_project.quality.feedback.drawn_sheet import DrawnBook, RowDrawer
from dagster_project.quality.feedback.looks import read_looks, sheet_looks
from dagster_project.quality.feedback.styles import read_styles, shows_dates
from dagster_project.returns.read.workbook import read_workbook
from tests.unit import feedback_samples as samples

CELLS = [
    ("Nông Văn An", "s"), ("006085000001", "s"), ("1985", "n"), ("0.125", "n"), ("123456789012345678", "n"),
    ("1985-01-05", "d"), ("1985-01-05 13:30:00", "d"), ("1850-01-05", "d"), ("TRUE", "b"), ("FALSE", "b"),
    (" đầu và cuối ", "s"), ("<b>&\"'", "s"), ("_x0041_", "s"), ("hai\ndòng", "s"), ("=1+1", "s"), ("#N/A", "e"),
    ("", "-"),
]  # fmt: skip


def drawn(cells=CELLS, style=None):
    """Return a workbook with a written row and, under it, a drawn one."""
    with DrawnBook() as book:
        sheet = book.add_drawn_sheet("Biểu 02")
        look = Formats(book).look({"border": 1} if style is None else style)
        sheet.write_string(0, 0, "viết")
        drawer = RowDrawer(sheet, [10.0] * len(cells))
        row = drawer.cells([text for text, _ in cells], "".join(kind for _, kind in cells), (look,) * len(cells))
        sheet.take_rows(1, [drawer.row(1, row, 33.0)], (2, len(cells)))
    return book.content


def test_what_is_drawn_is_read_back_as_it_was():
    content = drawn()
    [sheet] = read_workbook(content, "x.xlsx")
    assert sheet.rows[0][0] == "viết"
    filled = [text for text, _ in CELLS if text]
    told = dict(zip(filled, zip(sheet.rows[1], sheet.types[1], strict=True), strict=True))
    assert told.pop("1850-01-05") == ("05/01/1850", "s"), "the calendar of spreadsheets begins in 1900"
    assert told.pop("123456789012345678") == ("123456789012345678", "s"), "no digit is lost"
    kinds = dict(CELLS)
    assert told == {text: (text, kinds[text]) for text in told}
    row = openpyxl.load_workbook(io.BytesIO(content))["Biểu 02"][2]
    assert row[5].value == datetime(1985, 1, 5)
    assert row[14].data_type == "s" and row[14].quotePrefix
    assert {cell.border.left.style for cell in row} == {"thin"}
    assert row[0].parent.row_dimensions[2].height == 33


def test_a_drawn_text_is_counted_as_often_as_it_stands():
    with zipfile.ZipFile(io.BytesIO(drawn([("a", "s"), ("b", "s"), ("a", "s")]))) as package:
        strings = package.read("xl/sharedStrings.xml").decode()
        rows = package.read("xl/worksheets/sheet1.xml").decode()
    assert 'count="4" uniqueCount="3"' in strings
    assert '<row r="2" ht="33" customHeight="1"><c r="A2" s="1" t="s"><v>1</v></c>' in rows
    assert '<dimension ref="A1:C2"/>' in rows


def test_a_blank_cell_without_a_look_is_not_drawn():
    with zipfile.ZipFile(io.BytesIO(drawn([("", "-"), ("x", "s")], style={}))) as package:
        assert 'r="A2"' not in package.read("xl/worksheets/sheet1.xml").decode()


SHEET = (
    '<worksheet><cols><col min="1" max="2" width="12" style="4"/></cols><sheetData>'
    '<row r="1" ht="20" customHeight="1"><c r="A1" s="1" t="s"><v>0</v></c><c r="C1" s="2"/></row>'
    '<row r="3" s="7" customFormat="1"><c r="B3" t="n"><v>1</v></c>'
    '<c r="D3" s="3" t="inlineStr"><is><t>x</t></is></c></row>'
    '</sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells><pageSetup orientation="landscape"/></worksheet>'
)


def described(xml):
    looks = sheet_looks(xml.encode(), (4, 5))
    rows = [looks.styles_of(row, 5) for row in range(4)]
    return rows, looks.heights, looks.merged, looks.landscape, looks.widths


@pytest.mark.parametrize(
    ("usual", "other"),
    [
        ('r="A1" s="1"', 's="1" r="A1"'),
        ('<c r="C1"', "<c r='C1'"),
        ('<c r="C1"', '<c\n r="C1"'),
        ('<row r="1"', '<row\tr="1"'),
        ('<row r="3" s="7"', '<row s="7" r="3"'),
        ("<sheetData>", '<sheetData a="b">'),
        ("<sheetData>", '<sheetData><!-- <row r="2"><c r="A2" s="9"/></row> -->'),
        ('<c r="C1" s="2"/>', '<c r="C1" vm="1" s="2"/>'),
    ],
)
def test_looks_are_the_same_however_a_cell_is_written(usual, other):
    rows, *_ = expected = described(SHEET)
    assert rows == [(1, 4, 2, 0, 0), (4, 4, 0, 0, 0), (7, 7, 7, 3, 7), (4, 4, 0, 0, 0)]
    assert usual in SHEET
    assert described(SHEET.replace(usual, other)) == expected


def test_looks_with_a_prefix_or_without_references_are_read_too():
    bare = SHEET.replace('<c r="A1" ', "<c ").replace('<c r="C1" s="2"/>', '<c/><c s="2"/>')
    assert described(bare) == described(SHEET)
    prefixed = SHEET.replace("</", "</x:").replace("<", "<x:").replace("<x:/x:", "</x:")
    assert described(prefixed.replace("<x:worksheet>", '<x:worksheet xmlns:x="u">')) == described(SHEET)


def test_looks_of_what_is_no_xlsx_are_none():
    assert read_looks(samples.ods_return(), {"B02": (9, 9)}).sheets == {}
    assert read_looks(samples.xls_return(), {"B02": (9, 9)}).sheets == {}


def test_styles_are_those_that_another_program_reads():
    content = samples.xlsx_return()
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        styles = read_styles(package.read("xl/styles.xml"))
        looks = sheet_looks(package.read("xl/worksheets/sheet1.xml"), (8, 7))
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Biểu 02"]
    for number, row in enumerate(sheet):
        for cell, given in zip(row, looks.styles_of(number, len(row)), strict=True):
            if isinstance(cell, MergedCell):
                continue  # openpyxl forgets how a covered cell looked
            style, font = styles[given], cell.font
            assert (style.get("font_name"), style.get("font_size")) == (font.name, font.sz)
            assert style.get("bold", False) == bool(font.b)
            assert ("left" in style) == bool(cell.border.left.style)
            assert shows_dates(style) == cell.is_date or cell.value is None


@pytest.mark.parametrize(
    ("number_format", "is_date"),
    [
        ("dd/mm/yyyy", True), ('"ngày" dd', True), ("[$-42A]d mmmm yyyy", True), ("[h]:mm", True), (14, True),
        (22, True), ("0.00", False), ('0 "ngày"', False), ("[Red]0", False), ("#,##0_d", False),
        ("@", False), ("General", False), (1, False), (49, False),
    ],
)  # fmt: skip
def test_a_format_shows_dates_or_not(number_format, is_date):
    assert shows_dates({"num_format": number_format}) == is_date
