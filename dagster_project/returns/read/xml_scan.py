"""One pass over the XML of an unpacked part, in time that grows with its length and no faster.

Belongs here: the parser and what it refuses. No document type, so no entity: neither bombs nor other files.
"""

from collections.abc import Callable
from xml.parsers import expat

Attributes = dict[str, str]


class PackageProblem(Exception):
    """Why a zipped workbook must not be opened, in Vietnamese for the district."""


def scan(
    xml: bytes, start: Callable[[str, Attributes], None] | None = None, end: Callable[[str], None] | None = None
) -> None:
    """Call ``start`` for each element with its name and attributes as written, ``end`` where it ends.

    With neither it only makes sure that the part is XML, as fast as the parser goes.
    """
    parser = expat.ParserCreate()
    if start is not None:
        parser.StartElementHandler = start
    if end is not None:
        parser.EndElementHandler = end
    parse(parser, xml)


def parse(parser: expat.XMLParserType, xml: bytes) -> None:
    """Run a parser over a whole part; raises PackageProblem for what is no XML or brings a document type."""
    parser.StartDoctypeDeclHandler = _refuse_document_type
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as problem:
        raise PackageProblem("Tệp hỏng: nội dung XML bên trong sai.") from problem


def attributes_of(element: str, xml: bytes) -> list[Attributes]:
    """Return the attributes of every element of that name, whatever its prefix."""
    found: list[Attributes] = []

    def start(name: str, attributes: Attributes) -> None:
        if local_name(name) == element:
            found.append(attributes)

    scan(xml, start)
    return found


def local_name(name: str) -> str:
    """Return an element's name without its prefix."""
    return name.rpartition(":")[2]


def count_of(attributes: Attributes, name: str) -> int:
    """Return a whole number of at least 1 from an attribute; 1 where it is absent or none."""
    text = attributes.get(name, "")
    return max(int(text), 1) if text.isascii() and text.isdecimal() and len(text) < 10 else 1


def _refuse_document_type(*_: object) -> None:
    raise PackageProblem("Tệp hỏng: XML bên trong có phần khai báo lạ (DOCTYPE).")
