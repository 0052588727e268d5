"""A document written to disk: the same content gives the same bytes.

python-docx puts the hour of writing on every part of the package and its template's author into the properties; both
are replaced. Here belongs the file. Not here: what the document says.
"""

import io
from datetime import date, datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.document import Document as DocxDocument


def save(document: DocxDocument, path: Path, *, title: str, author: str, as_of: date) -> None:
    """Write the document, dated by the day of its figures."""
    day = datetime(as_of.year, as_of.month, as_of.day)
    about = document.core_properties
    about.title, about.author, about.last_modified_by, about.comments = title, author, author, ""
    about.created = about.modified = day
    about.language, about.revision = "vi-VN", 1
    written = io.BytesIO()
    document.save(written)
    with ZipFile(written) as parts, ZipFile(path, "w", ZIP_DEFLATED) as package:
        for part in parts.infolist():
            fixed = ZipInfo(part.filename, day.timetuple()[:6])
            package.writestr(fixed, parts.read(part), ZIP_DEFLATED)
