"""Hostile packages are looked through in linear time, and what calamine does not tell is found in good ones."""

import io
import time
import zipfile
from datetime import date

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dagster_project.returns.read.package import inspect_package
from dagster_project.returns.read.sheet_facts import _MOST_PLAIN_CELLS, _errors_of_plain, scan_xlsx
from dagster_project.returns.read.xml_scan import PackageProblem
from tests.unit.workbooks import xlsx

MOST = 1_000_000
SHEET = "xl/worksheets/sheet1.xml"
NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def package(**parts: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, xml in parts.items():
            archive.writestr(name, xml)
    return target.getvalue()


def with_sheet(xml: str) -> bytes:
    """Return a small .xlsx whose only sheet, "a", has the given XML."""
    with zipfile.ZipFile(io.BytesIO(xlsx({"a": [["x"]]}))) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    return package(**{**parts, SHEET: xml})


def cells(xml: str) -> list[tuple[int, int]]:
    return inspect_package(with_sheet(f"<worksheet {NAMESPACE}>{xml}</worksheet>"), max_cells=MOST)["a"].errors


@pytest.mark.parametrize(
    ("xml", "errors"),
    [
        ('<row r="2"><c r="B2"><f>1+1</f></c></row>', [(1, 1)]),
        ('<row r="2"><c r="B2"><f>1+1</f><v></v></c><c r="C2"><v>1</v></c></row>', [(1, 1)]),
        ('<row r="2"><c r="B2"><f>1+1</f>\n<v></v>\n</c></row>', [(1, 1)]),
        ('<row r="2"><c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>', [(1, 1)]),
        ("<row r='2'><c r='B2'  t='e'><v>#N/A</v></c></row>", [(1, 1)]),
        ('<row r="3"><c><v>1</v></c><c><f>x</f></c></row>', [(2, 1)]),
        ('<row r="2"><c r="B2" t="str"><f>""</f><v></v></c></row>', []),
        ('<row r="2"><c r="B2"><f>1+1</f><v>2</v></c></row>', []),
        ('<row r="2"><c r="B2" t="e"/></row>', []),
        ('<sheetData><row r="2"><c r="B2"/></row></sheetData><extLst><f>A1</f></extLst>', []),
    ],
)
def test_broken_formulas_are_found_and_nothing_else(xml: str, errors: list[tuple[int, int]]) -> None:
    assert cells(xml) == errors


def test_a_prefix_changes_nothing() -> None:
    xml = '<x:worksheet xmlns:x="m"><x:row r="1"><x:c r="A1"><x:f>1</x:f></x:c></x:row></x:worksheet>'
    assert inspect_package(with_sheet(xml), max_cells=MOST)["a"].errors == [(0, 0)]


@pytest.mark.parametrize(
    "xml",
    [
        f"<worksheet {NAMESPACE}>" + '<c r="A1" ' * 200_000,
        f"<worksheet {NAMESPACE}>" + '<c r="A1"><f>' * 200_000 + "</worksheet>",
        f"<worksheet {NAMESPACE}>" + "<c r='A1'>" * 200_000,
        '<!DOCTYPE a [<!ENTITY b "' + "c" * 1000 + '">]><worksheet>' + "&b;" * 100_000 + "</worksheet>",
    ],
    ids=["unclosed tags", "unclosed formulas", "unclosed cells", "entities"],
)
def test_xml_that_would_take_for_ever_is_refused_at_once(xml: str) -> None:
    began = time.process_time()
    # A second sheet part keeps the ratio of the bomb check out of the way.
    with pytest.raises(PackageProblem):
        inspect_package(with_sheet(xml), max_cells=MOST)
    assert time.process_time() - began < 5


def test_a_far_cell_is_refused_however_it_is_quoted() -> None:
    for quote in "'\"":
        row = f"<row r={quote}1048576{quote}><c r={quote}XFD1048576{quote}><v>1</v></c></row>"
        with pytest.raises(PackageProblem, match="quá lớn"):
            cells(row)


_STARTS = [
    '<c r="B2">', '<c r="A3" s="4" t="s">', '<c r="C4" t="e">', "<c r='B2'>", "<c>", '<c t="str" r="A1">',
    '<c r="AA1">', '<c r="A1" t = "e">', '<c r="A2" cm="1">', '<c r="F1" t="&#101;">',
    '<c r="B7" t="str">', '<c r="D6" t="n">', '<c r="A100000">', '<c r="C5"  t="str" >', "<x:c>",
]  # fmt: skip
_INSIDE = [
    "<v>1</v>", "<v></v>", "<v/>", "<v> </v>", "<f>1+1</f>", "\n", '<f t="shared" si="1"/>', '<f aca="false">A1</f>',
    "<is><t>x</t></is>", "<!-- <f> -->", "<v>#N/A</v>", "<f>a&lt;b</f>", "<x:f>1</x:f>",
]  # fmt: skip
_BETWEEN = [
    '<row r="2"/>',
    "\n",
    '<c r="D5"/>',
    "<c/>",
    '<c r="D6" t="n"/>',
    "<!-- <c> -->",
    "<extLst><f>A1</f></extLst>",
]


@st.composite
def sheets(draw: st.DrawFn) -> bytes:
    cells = []
    for start in draw(st.lists(st.sampled_from(_STARTS), max_size=4)):
        inside = "".join(draw(st.lists(st.sampled_from(_INSIDE), max_size=3)))
        cells.append(f"{start}{inside}</{'x:' * start.startswith('<x:')}c>{draw(st.sampled_from(_BETWEEN))}")
    declared = draw(st.sampled_from(["", '<?xml version="1.0" encoding="UTF-8"?>']))
    return f"{declared}<worksheet xmlns:x='y'>{''.join(cells)}</worksheet>".encode()


@settings(max_examples=300, deadline=None)
@given(sheets())
def test_a_sheet_that_is_searched_says_what_one_that_is_followed_says(xml: bytes) -> None:
    def told(most: int) -> object:
        try:
            return scan_xlsx(xml, most).errors
        except PackageProblem as problem:
            return str(problem)

    # Below this number of cells a sheet is followed cell by cell.
    assert told(_MOST_PLAIN_CELLS) == told(_MOST_PLAIN_CELLS - 1)


def test_what_programs_write_is_searched_and_not_followed() -> None:
    for content in (xlsx({"a": [["x", 1, date(2024, 1, 1), True]]}), openpyxl_file()):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            xml = archive.read(SHEET)
        assert _errors_of_plain(xml) is not None


def openpyxl_file() -> bytes:
    book, target = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["x", 1, date(2024, 1, 1), "=1+1"])
    book.save(target)
    return target.getvalue()


def test_a_hidden_sheet_is_not_looked_into() -> None:
    content = xlsx({"a": [["x"]], "cũ": [["y"]]}, hidden=["cũ"])
    assert list(inspect_package(content, max_cells=MOST)) == ["a"]


def test_xlsb_and_other_packages_are_told_by_their_parts() -> None:
    with pytest.raises(PackageProblem, match="xlsb"):
        inspect_package(package(**{"xl/workbook.bin": "x"}), max_cells=MOST)
    with pytest.raises(PackageProblem, match="không phải bảng tính"):
        inspect_package(package(**{"word/document.xml": "<a/>"}), max_cells=MOST)


def ods(rows: str) -> bytes:
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    body = f'<table:table table:name="a">{rows}</table:table>'
    return package(**{
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": f"<office:document-content{names}>{body}</office:document-content>",
    })  # fmt: skip


def test_merged_cells_of_an_ods() -> None:
    cell = '<table:table-cell table:number-rows-spanned="2" table:number-columns-spanned="1"><text:p>x</text:p>'
    rows = (
        '<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>'
        f'<table:table-row><table:table-cell table:number-columns-repeated="2"/>{cell}</table:table-cell>'
        "<table:covered-table-cell/><table:table-cell/></table:table-row>"
    )
    assert inspect_package(ods(rows), max_cells=MOST)["a"].merged == [((3, 2), (4, 2))]


@pytest.mark.parametrize("repeated", ["1000000", "999999999999999999999"])
def test_blank_rows_may_be_repeated_to_the_end_and_filled_ones_may_not(repeated: str) -> None:
    row = f'<table:table-row table:number-rows-repeated="{repeated}">'
    blank = f"{row}<table:table-cell table:number-columns-repeated='16384'/></table:table-row>"
    cell = "<table:table-cell table:number-columns-repeated='2'><text:p>x</text:p></table:table-cell>"
    filled = f"{row}{cell}</table:table-row>"
    assert inspect_package(ods(blank), max_cells=MOST)["a"].errors == []
    if len(repeated) < 10:
        with pytest.raises(PackageProblem, match="quá lớn"):
            inspect_package(ods(filled), max_cells=MOST)


def test_a_table_inside_of_a_cell_is_no_sheet() -> None:
    inner = '<table:table table:name="b"><table:table-row><table:table-cell/></table:table-row></table:table>'
    rows = f"<table:table-row><table:table-cell><text:p>x</text:p>{inner}</table:table-cell></table:table-row>"
    assert list(inspect_package(ods(rows), max_cells=MOST)) == ["a"]
