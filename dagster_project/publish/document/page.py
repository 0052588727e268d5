"""The page of a Party document: paper, margins, fonts, page numbers, as Hướng dẫn 36-HD/VPTW (3 April 2018) asks.

    paper           A4, 210 × 297 mm
    margins         top and bottom 20–25 mm, left 30–35 mm, right 15–20 mm
    font            Times New Roman (the Vietnamese letters of TCVN 6909:2001, that is Unicode), black
    page number     Arabic, in the middle of the top margin, 10 mm from the edge, from the second page on
    text            14–15, first line indented by 10 mm, at least 6 pt between paragraphs, lines at least single
    wide appendix   the same page turned: its left margin (where it is bound) comes to the top

Here belongs what holds for every page and paragraph. Not here: heading and signature (`frame.py`), tables (`grid.py`).
"""

from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

TYPEFACE = "Times New Roman"
SIZE = 14
#: Millimetres.
PAPER = (210, 297)
MARGINS = {"top": 20, "bottom": 20, "left": 30, "right": 15}
TURNED = {"top": 30, "bottom": 15, "left": 20, "right": 20}
NUMBER_FROM_EDGE = 10
_INDENT = 10
_TITLES = ("Heading 1", "Heading 2")


def new_document() -> DocxDocument:
    """Return an empty document with the page and the fonts of a Party document."""
    document = Document()
    for name in ("Normal", "Header", *_TITLES):
        style = document.styles[name]
        assert isinstance(style, ParagraphStyle)
        _set_font(style)
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
        style.paragraph_format.line_spacing = 1
    section = document.sections[0]
    _shape(section, MARGINS)
    section.different_first_page_header_footer = True
    _number(section.header.paragraphs[0])
    return document


def turned_page(document: DocxDocument) -> None:
    """Go on on a new page that lies on its side."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE
    _shape(section, TURNED, PAPER[::-1])
    # Only the first page of the whole document goes without its number.
    section.different_first_page_header_footer = False


def paragraph(document: DocxDocument, text: str, *, lead: str = "", italic: bool = False) -> Paragraph:
    """Write a paragraph of the text, the words of ``lead`` before it in bold."""
    made = document.add_paragraph()
    form = made.paragraph_format
    form.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    form.first_line_indent = Mm(_INDENT)
    form.space_after = Pt(6)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(18)
    form.widow_control = True
    if lead:
        made.add_run(f"{lead} ").bold = True
    made.add_run(text).italic = italic
    return made


def section_title(document: DocxDocument, text: str, level: int = 1, *, on_new_page: bool = False) -> None:
    """Write the title of a section: „I- …“ at level 1, „1. …“ at level 2; Word's navigation shows both."""
    made = document.add_paragraph(style=_TITLES[level - 1])
    made.paragraph_format.first_line_indent = Mm(_INDENT)
    made.paragraph_format.space_before = made.paragraph_format.space_after = Pt(6)
    made.paragraph_format.page_break_before = on_new_page
    made.add_run(text).bold = True


def centred(
    document: DocxDocument, text: str, *, size: int = SIZE, bold: bool = False, italic: bool = False, level: int = 0
) -> None:
    """Write a line in the middle: of the document's title, or, with a level, the title of an appendix."""
    made = document.add_paragraph(style=_TITLES[level - 1] if level else None)
    made.alignment = WD_ALIGN_PARAGRAPH.CENTER
    made.paragraph_format.keep_with_next = True
    run = made.add_run(text)
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)


def _shape(section: Section, margins: dict[str, int], paper: tuple[int, int] = PAPER) -> None:
    section.page_width, section.page_height = Mm(paper[0]), Mm(paper[1])
    section.top_margin, section.bottom_margin = Mm(margins["top"]), Mm(margins["bottom"])
    section.left_margin, section.right_margin = Mm(margins["left"]), Mm(margins["right"])
    section.header_distance = Mm(NUMBER_FROM_EDGE)
    section.footer_distance = Mm(NUMBER_FROM_EDGE)


def _set_font(style: ParagraphStyle) -> None:
    style.font.name, style.font.size, style.font.color.rgb = TYPEFACE, Pt(SIZE), RGBColor(0, 0, 0)
    properties = style.element.get_or_add_rPr()
    fonts = properties.find(qn("w:rFonts"))
    for name in list(fonts.attrib):
        # The template asks for its theme's font, which goes before every name that is given here.
        del fonts.attrib[name]
    for name in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{name}"), TYPEFACE)
    language = properties.find(qn("w:lang"))
    if language is None:
        language = OxmlElement("w:lang")
        properties.append(language)
    language.set(qn("w:val"), "vi-VN")


def _number(place: Paragraph) -> None:
    place.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        run = place.add_run()
        run.font.size = Pt(SIZE)
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._r.append(mark)
