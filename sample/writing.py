"""Puts the sample on disk: every file of the truth, and ``received.csv`` that says when each arrived."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

from sample.layout import sheets
from sample.lines import File
from sample.render import csv as csv_file
from sample.render import ods, xls, xlsx
from sample.truth import Truth


def content(file: File) -> bytes:
    """Return the bytes of a file."""
    if not file.readable:
        return _corrupt()
    pages = sheets(file)
    if file.path.endswith(".csv"):
        return csv_file.render(pages[0], file.versions[0].writes.separator)
    if file.path.endswith(".ods"):
        return ods.render(pages)
    return xls.render(pages) if file.path.endswith(".xls") else xlsx.render(pages)


def _corrupt() -> bytes:
    """A transfer that broke off: the beginning of a zip file, then nothing that makes sense."""
    return b"PK\x03\x04\x14\x00\x06\x00\x08\x00" + bytes(range(256)) * 8


def received(truth: Truth) -> str:
    """Return the text of ``received.csv``."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["path", "received_at"])
    for file in truth.files:
        writer.writerow([file.path, file.received_at.isoformat()])
    return buffer.getvalue()


def write(truth: Truth, folder: Path) -> int:
    """Write all files below a folder and return how many.

    The folders of the years are replaced as a whole; whatever else lies in the folder (a README) is left alone.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for year in sorted({one.year for one in truth.files}):
        shutil.rmtree(folder / str(year), ignore_errors=True)
    for file in truth.files:
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content(file))
    (folder / "received.csv").write_text(received(truth), encoding="utf-8", newline="")
    return len(truth.files)
