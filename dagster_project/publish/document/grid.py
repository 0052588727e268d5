"""Tables of a document.

python-docx looks a cell up by counting its way through the table, which takes seconds for the appendix; a table is put
together here from its elements instead. Here belongs: the table itself. Not here: what stands in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from docx.document import Document as DocxDocument
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement

_TWIPS_PER_MM = 1440 / 25.4
_BORDERS = ("top", "left", "bottom", "right", "insideH", "insideV")


@dataclass(frozen=True)
class TableColumn:
    """A column: its heading, its width in millimetres, and how its text stands."""

    heading: str
    width: int
    align: str = "left"


def table(
    document: DocxDocument, columns: Sequence[TableColumn], rows: Sequence[Sequence[str]], *, size: float = 12
) -> None:
    """Write a table with lines, whose heading comes again on every page.

    A row of one text alone is a heading over the whole width. A line break in a text is one in the cell; no row is torn
    by the end of a page.
    """
    made = parse_xml(
        f"<w:tbl {nsdecls('w')}><w:tblPr><w:tblW w:w='{sum(_twips(one.width) for one in columns)}' w:type='dxa'/>"
        f"<w:jc w:val='center'/><w:tblBorders>"
        + "".join(f"<w:{side} w:val='single' w:sz='4' w:space='0' w:color='000000'/>" for side in _BORDERS)
        + "</w:tblBorders><w:tblLayout w:type='fixed'/><w:tblCellMar><w:left w:w='57' w:type='dxa'/>"
        "<w:right w:w='57' w:type='dxa'/></w:tblCellMar></w:tblPr><w:tblGrid>"
        + "".join(f"<w:gridCol w:w='{_twips(one.width)}'/>" for one in columns)
        + "</w:tblGrid></w:tbl>"
    )
    made.append(_row([one.heading for one in columns], columns, size, is_heading=True))
    for texts in rows:
        made.append(_row(texts, columns, size))
    # What comes last in the body are the settings of the section.
    document.element.body.find(qn("w:sectPr")).addprevious(made)


def _row(
    texts: Sequence[str], columns: Sequence[TableColumn], size: float, *, is_heading: bool = False
) -> BaseOxmlElement:
    row = OxmlElement("w:tr")
    properties = OxmlElement("w:trPr")
    properties.append(OxmlElement("w:cantSplit"))
    if is_heading:
        properties.append(OxmlElement("w:tblHeader"))
    row.append(properties)
    if len(texts) == 1:
        row.append(_cell(texts[0], columns[0], size, span=len(columns), bold=True))
        return row
    for text, column in zip(texts, columns, strict=True):
        row.append(_cell(text, column, size, align="center" if is_heading else column.align, bold=is_heading))
    return row


def _cell(
    text: str, column: TableColumn, size: float, *, align: str = "left", span: int = 1, bold: bool = False
) -> BaseOxmlElement:
    cell = OxmlElement("w:tc")
    properties = OxmlElement("w:tcPr")
    if span == 1:
        properties.append(_element("w:tcW", {"w:w": str(_twips(column.width)), "w:type": "dxa"}))
    else:
        properties.append(_element("w:gridSpan", {"w:val": str(span)}))
    properties.append(_element("w:vAlign", {"w:val": "center"}))
    cell.append(properties)
    for line in text.split("\n"):
        place = OxmlElement("w:p")
        form = OxmlElement("w:pPr")
        if bold:
            # A heading does not stay behind at the foot of a page.
            form.append(OxmlElement("w:keepNext"))
        form.append(_element("w:jc", {"w:val": align}))
        run = OxmlElement("w:r")
        looks = OxmlElement("w:rPr")
        if bold:
            looks.append(OxmlElement("w:b"))
        looks.append(_element("w:sz", {"w:val": str(round(2 * size))}))
        written = _element("w:t", {"xml:space": "preserve"})
        written.text = line
        run.extend([looks, written])
        place.extend([form, run])
        cell.append(place)
    return cell


def _element(name: str, attributes: dict[str, str]) -> BaseOxmlElement:
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(key), value)
    return made


def _twips(millimetres: float) -> int:
    return round(millimetres * _TWIPS_PER_MM)
