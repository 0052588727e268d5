"""Writes sheets as .ods: the few parts of OpenDocument that a table needs, zipped with a fixed date."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from sample.layout import Sheet
from sample.spelling import Formula

_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_SPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("table", "table"),
        ("text", "text"),
        ("style", "style"),
        ("number", "datastyle"),
    )
)
_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
    'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)
_TABLE_STYLE = (
    '<style:style style:name="{0}" style:family="table"><style:table-properties table:display="{1}"/></style:style>'
)
_STYLES = (
    "<office:automatic-styles>"
    + _TABLE_STYLE.format("shown", "true")
    + _TABLE_STYLE.format("hidden", "false")
    + '<number:date-style style:name="dmy"><number:day number:style="long"/><number:text>/</number:text>'
    '<number:month number:style="long"/><number:text>/</number:text>'
    '<number:year number:style="long"/></number:date-style>'
    '<style:style style:name="day" style:family="table-cell" style:data-style-name="dmy"/>'
    "</office:automatic-styles>"
)


def render(sheets: list[Sheet]) -> bytes:
    """Return the bytes of a document."""
    tables = "".join(_table(page) for page in sheets)
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_SPACES} office:version="1.2">'
        f"{_STYLES}<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text, packing in (
            ("mimetype", _TYPE, zipfile.ZIP_STORED),
            ("content.xml", content, zipfile.ZIP_DEFLATED),
            ("META-INF/manifest.xml", _MANIFEST, zipfile.ZIP_DEFLATED),
        ):
            entry = zipfile.ZipInfo(name, (2021, 1, 1, 0, 0, 0))
            entry.compress_type, entry.create_system, entry.external_attr = packing, 3, 0o644 << 16
            archive.writestr(entry, text.encode("utf-8"))
    return buffer.getvalue()


def _table(page: Sheet) -> str:
    width = max(len(row) for row in page.rows)
    spans = {(first, left): (last - first + 1, right - left + 1) for first, left, last, right in page.merges}
    covered = {
        (row, column)
        for first, left, last, right in page.merges
        for row in range(first, last + 1)
        for column in range(left, right + 1)
    } - set(spans)
    rows = []
    for row, cells in enumerate(page.rows):
        full = cells + [None] * (width - len(cells))
        inner = "".join(
            _cell(cell, spans.get((row, column)), (row, column) in covered) for column, cell in enumerate(full)
        )
        rows.append(f"<table:table-row>{inner}</table:table-row>")
    style = "hidden" if page.hidden else "shown"
    name = quoteattr(page.name)
    return f'<table:table table:name={name} table:style-name="{style}">{"".join(rows)}</table:table>'


def _cell(cell: Any, span: tuple[int, int] | None, covered: bool) -> str:
    if covered:
        return "<table:covered-table-cell/>"
    spanned = f' table:number-rows-spanned="{span[0]}" table:number-columns-spanned="{span[1]}"' if span else ""
    value = cell.value if isinstance(cell, Formula) else cell
    if value is None:
        return f"<table:table-cell{spanned}/>"
    if isinstance(value, date):
        shown, kind = f"{value:%d/%m/%Y}", f'office:value-type="date" office:date-value="{value:%Y-%m-%d}"'
        spanned += ' table:style-name="day"'
    elif isinstance(value, int):
        shown, kind = str(value), f'office:value-type="float" office:value="{value}"'
    else:
        shown, kind = str(value), 'office:value-type="string"'
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in shown.split("\n"))
    return f"<table:table-cell{spanned} {kind}>{lines}</table:table-cell>"
