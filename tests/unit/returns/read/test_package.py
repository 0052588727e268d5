"""Hostile packages are looked through in linear time, and what calamine does not tell is found in good ones."""

import io
import time
import zipfile

import pytest

from dagster_project.returns.read.package import inspect_package
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
