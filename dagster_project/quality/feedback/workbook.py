"""Writes a unit's return-back workbook of one year: the list, and its own sheets with the findings marked.

Belongs here: putting the parts together, the file itself, and telling whether it is up to date. Equal input
gives equal bytes. Nothing of a source is executed or followed; what is brought over is listed in looks.py and
cells.py.
"""

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from pathlib import Path, PurePosixPath

import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_rowcol_to_cell

from dagster_project.lib.a1 import CellPlace
from dagster_project.lib.files import make_private, write_atomically
from dagster_project.quality.feedback.cells import Formats
from dagster_project.quality.feedback.copies import SheetCopy, bring_in, findings_by_copy
from dagster_project.quality.feedback.copy_sheet import write_copy
from dagster_project.quality.feedback.findings import TEXTS, Finding, read_findings, working_order
from dagster_project.quality.feedback.list_sheet import Letterhead, ListedFinding, write_list
from dagster_project.quality.feedback.marks import SheetMarks, mark_sheet
from dagster_project.quality.feedback.sources import SourceFile
from dagster_project.returns.read.feedback_sheet import SHEET_NAME

# Part of every mark: raise it when the workbook's looks change, so that all are written again.
LAYOUT_VERSION = 2
LINK_PREFIX = "PPH_"
_EPOCH = datetime(2000, 1, 1)
_PLAIN_NAME = re.compile(r"[\w-][\w.-]*")
_MARK = re.compile(r"<dc:description>([0-9a-f]{64})</dc:description>")


@dataclass(frozen=True)
class Feedback:
    """What became of one workbook: ``written``, ``unchanged``, ``removed`` (nothing to ask) or ``none``."""

    path: Path
    outcome: str


def feedback_path(quality_dir: Path, report_year: int, unit_code: str) -> Path:
    """Return where the workbook of a unit and year lies; only a plain file name is a unit code."""
    if not _PLAIN_NAME.fullmatch(unit_code):
        raise ValueError(f"not a unit code: {unit_code!r}")
    return quality_dir / "feedback" / str(int(report_year)) / f"{unit_code}.xlsx"


def mark_of_content(
    findings: pd.DataFrame,
    sources: Sequence[SourceFile],
    unit_name: str,
    rule_labels: Mapping[str, str],
) -> str:
    """Return a hash of all that the workbook depends on; sources are not opened, their SHA-256 names them."""
    content = (
        LAYOUT_VERSION,
        unit_name,
        sorted(rule_labels.items()),
        [
            (
                one.file_path,
                one.source_sha256,
                str(one.received_at),
                one.sheets and sorted(one.sheets.items()),
            )
            for one in sources
        ],
        [
            (*(getattr(finding, name) for name in TEXTS), finding.row_number, finding.column_number)
            for finding in read_findings(findings)
        ],
    )
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def written_mark(path: Path) -> str | None:
    """Return the mark that a workbook was written under; None where there is none that can be read."""
    try:
        with zipfile.ZipFile(path) as archive:
            found = _MARK.search(unescape(archive.read("docProps/core.xml").decode()))
    except (OSError, KeyError, ValueError, zipfile.BadZipFile):
        return None
    return found[1] if found else None


def write_feedback(
    quality_dir: Path,
    *,
    report_year: int,
    unit_code: str,
    unit_name: str,
    findings: pd.DataFrame,
    sources: Sequence[SourceFile],
    read_blob: Callable[[str], bytes],
    rule_labels: Mapping[str, str],
) -> Feedback:
    """Bring the workbook of one unit and year up to date: write it, leave it as it is, or remove it.

    With no open finding there is nothing to send back, and an old workbook is removed.

    Args:
        quality_dir: the ``quality/`` of the data folder.
        report_year: the year of the returns.
        unit_code: the unit's code; it names the file.
        unit_name: its Vietnamese name.
        findings: its rows of fct_finding that count, with fingerprint, state and explanation.
        sources: the files to give back, from choose_sources.
        read_blob: gives an archived file's content by its SHA-256.
        rule_labels: rule_id → what it is called in Vietnamese (the seed rules.csv).
    """
    path = feedback_path(quality_dir, report_year, unit_code)
    found = read_findings(findings)
    if all(finding.is_settled for finding in found):
        outcome = "removed" if path.exists() else "none"
        path.unlink(missing_ok=True)
        return Feedback(path, outcome)
    mark = mark_of_content(findings, sources, unit_name, rule_labels)
    if written_mark(path) == mark:
        return Feedback(path, "unchanged")
    content = _build(report_year, unit_name, found, sources, read_blob, rule_labels, mark)
    make_private(path.parent)
    write_atomically(path, content)
    return Feedback(path, "written")


def _build(
    report_year: int,
    unit_name: str,
    findings: Sequence[Finding],
    sources: Sequence[SourceFile],
    read_blob: Callable[[str], bytes],
    rule_labels: Mapping[str, str],
    mark: str,
) -> bytes:
    copies, remarks = bring_in(sources, read_blob)
    by_copy = findings_by_copy(findings, copies)
    marks = [mark_sheet(copy.sheet, by_copy[number], rule_labels) for number, copy in enumerate(copies)]
    listed = _list_in_order(findings, copies, by_copy, marks)
    output = io.BytesIO()
    with Workbook(output, {"in_memory": True}) as workbook:
        moments = [source.received_at for source in sources if source.received_at]
        created = max(moments, default=_EPOCH)
        workbook.set_properties({"title": f"{SHEET_NAME} {report_year}", "comments": mark, "created": created})
        formats = Formats(workbook)
        first = workbook.add_worksheet(SHEET_NAME)
        head = Letterhead(report_year, unit_name, [_file_text(source) for source in sources], remarks)
        write_list(first, formats, head, listed, rule_labels)
        for copy, its_marks in zip(copies, marks, strict=True):
            write_copy(workbook.add_worksheet(copy.name), formats, copy, its_marks)
        for one in {one.link: one for one in listed if one.link}.values():
            workbook.define_name(one.link, f"={_address(one)}")
        first.activate()
    return output.getvalue()


def _list_in_order(
    findings: Sequence[Finding],
    copies: Sequence[SheetCopy],
    by_copy: Sequence[Sequence[Finding]],
    marks: Sequence[SheetMarks],
) -> list[ListedFinding]:
    number_of = {finding: number for number, own in enumerate(by_copy) for finding in own}
    ordered = sorted(findings, key=lambda one: working_order(one, number_of.get(one, len(copies))))
    names: dict[tuple[int, CellPlace], str] = {}
    listed = []
    for finding in ordered:
        number = number_of.get(finding)
        if number is None:
            listed.append(ListedFinding(finding))
            continue
        place = marks[number].places[finding.finding_id]
        link = names.setdefault((number, place), f"{LINK_PREFIX}{len(names) + 1:05d}")
        listed.append(ListedFinding(finding, copies[number].name, place, link))
    return listed


def _address(one: ListedFinding) -> str:
    assert one.sheet_name is not None and one.place is not None
    quoted = one.sheet_name.replace("'", "''")
    return f"'{quoted}'!{xl_rowcol_to_cell(*one.place, row_abs=True, col_abs=True)}"


def _file_text(source: SourceFile) -> str:
    name = PurePosixPath(source.file_path).name
    return f"{name} (nhận {source.received_at:%d/%m/%Y %H:%M})" if source.received_at else name
