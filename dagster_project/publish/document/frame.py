"""What frames a Party document: the heading above its text, receivers and signature below it.

As Hướng dẫn 36-HD/VPTW (3 April 2018) and the sizes of its third appendix ask:

    right    ĐẢNG CỘNG SẢN VIỆT NAM, 15 bold, a solid line of its length below; place and date, 14 italic
    left     the agency above, 14; the agency, 14 bold; a star; „Số …-BC/BTCTU“, 14; which draft it is
    middle   kind of document, 15–16 bold; what it is about, 14–15 bold; five hyphens
    below    „Nơi nhận“ with its receivers on the left, 12; who signs on the right, 14 bold

What the office fills in (number, date, receivers, who signs) is left as „…“. Here belongs the frame of any document.
Not here: the page (`page.py`), and what a report says (`report.py`).
"""

from collections.abc import Sequence

from docx.document import Document as DocxDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from dagster_project.publish.document.page import MARGINS, PAPER, centred

PARTY = "ĐẢNG CỘNG SẢN VIỆT NAM"
#: Left and right block, millimetres; together as wide as the text.
_LEFT = 70
_RIGHT = PAPER[0] - MARGINS["left"] - MARGINS["right"] - _LEFT
#: How long „ĐẢNG CỘNG SẢN VIỆT NAM“ is at 15 bold.
_PARTY_LENGTH = 73


def heading(document: DocxDocument, *, above: str, agency: str, number: str, place_and_date: str) -> None:
    """Write the two blocks at the top of the first page."""
    left, right = _two_blocks(document, rows=2)
    _line(left[0], above)
    _line(left[0], agency, bold=True)
    _line(left[0], "*")
    line = _line(right[0], PARTY, size=15, bold=True)
    # The line below is as long as the words: what is left and right of them is indented away.
    line.paragraph_format.left_indent = line.paragraph_format.right_indent = Mm((_RIGHT - _PARTY_LENGTH) / 2 - 3)
    rule = f"<w:pBdr {nsdecls('w')}><w:bottom w:val='single' w:sz='6' w:space='1' w:color='000000'/></w:pBdr>"
    # Word wants the properties of a paragraph in the order of its schema.
    line._p.get_or_add_pPr().insert_element_before(parse_xml(rule), "w:spacing", "w:ind", "w:jc")
    _line(left[1], number)
    _line(left[1], "Dự thảo lần thứ …", bold=True)
    _line(right[1], place_and_date, italic=True)


def title(document: DocxDocument, kind: str, about: str) -> None:
    """Write which kind of document it is and what it is about."""
    centred(document, "")
    centred(document, kind, size=16, bold=True)
    centred(document, about, bold=True)
    centred(document, "-----")
    document.add_paragraph()


def signature(document: DocxDocument, receivers: Sequence[str], signs: Sequence[str]) -> None:
    """Write who receives the document, and who signs it with room for hand and seal."""
    document.add_paragraph()
    [left], [right] = _two_blocks(document, rows=1)
    to = _line(left, "Nơi nhận:", aligned=WD_ALIGN_PARAGRAPH.LEFT)
    to.runs[0].underline = True
    for receiver in receivers:
        _line(left, f"- {receiver}", size=12, aligned=WD_ALIGN_PARAGRAPH.LEFT)
    for text in (*signs, "", "", "", "", "…"):
        _line(right, text, bold=True)


def _two_blocks(document: DocxDocument, rows: int) -> tuple[list[_Cell], list[_Cell]]:
    blocks: Table = document.add_table(rows, 2)
    blocks.alignment = WD_TABLE_ALIGNMENT.CENTER
    blocks.autofit = False
    for column, width in zip(blocks.columns, (_LEFT, _RIGHT), strict=True):
        column.width = Mm(width)
    return blocks.column_cells(0), blocks.column_cells(1)


def _line(
    cell: _Cell,
    text: str,
    *,
    size: int = 14,
    bold: bool = False,
    italic: bool = False,
    aligned: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.CENTER,
) -> Paragraph:
    """Write the next line of a block; a cell begins with an empty paragraph, which is the first one."""
    first = cell.paragraphs[0]
    line = first if len(cell.paragraphs) == 1 and not first.runs else cell.add_paragraph()
    line.alignment = aligned
    run = line.add_run(text)
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)
    return line
