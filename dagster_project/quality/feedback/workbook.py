"""Writes a unit's return-back workbook of one year: the list, and its own sheets with the findings marked.

Belongs here: putting the parts together, the file itself, and telling whether it is up to date. Equal input
gives equal bytes. Nothing of a source is executed or followed; what is brought over is listed in looks.py and
cells.py.
"""

import gc
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass
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
from dagster_project.quality.feedback.findings import TEXTS, Finding, read_findings
from dagster_project.quality.feedback.form_standings import FormStanding, form_line
from dagster_project.quality.feedback.list_head import Letterhead
from dagster_project.quality.feedback.list_sheet import ListedFinding, write_list
from dagster_project.quality.feedback.marks import SheetMarks, mark_sheet
from dagster_project.quality.feedback.repairs import repairs_of
from dagster_project.quality.feedback.sections import count, section_of, working_order
from dagster_project.quality.feedback.sources import SourceFile, only_to_mend
from dagster_project.quality.feedback.title_rows import Addressee, at_its_title
from dagster_project.returns.read.feedback_sheet import SHEET_NAME

# Part of every mark: raise it when the workbook's looks change, so that all are written again.
LAYOUT_VERSION = 3
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
    findings: Sequence[Finding],
    sources: Sequence[SourceFile],
    forms: Sequence[FormStanding],
    to: Addressee,
    rule_labels: Mapping[str, str],
) -> str:
    """Return a hash of all that the workbook depends on; sources are not opened, their SHA-256 names them."""
    content = (
        LAYOUT_VERSION,
        to.unit_code,
        sorted(to.unit_names.items()),
        sorted(to.superiors),
        sorted(rule_labels.items()),
        [astuple(form) for form in forms],
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
            for finding in findings
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
    to: Addressee,
    findings: pd.DataFrame,
    forms: Sequence[FormStanding],
    sources: Sequence[SourceFile],
    read_blob: Callable[[str], bytes],
    rule_labels: Mapping[str, str],
) -> Feedback:
    """Bring the workbook of one unit and year up to date: write it, leave it as it is, or remove it.

    With nothing to mend, to answer or to tell there is nothing to send back, and an old workbook is removed.

    Args:
        quality_dir: the ``quality/`` of the data folder.
        to: whose workbook it is.
        findings: its rows of fct_finding that count, with fingerprint, state, explanation and counted_as.
        forms: how its forms stand, in their order.
        sources: the files to give back, from choose_sources; those with nothing to mend stay out.
        read_blob: gives an archived file's content by its SHA-256.
        rule_labels: rule_id → what it is called in Vietnamese (the seed rules.csv).
    """
    path = feedback_path(quality_dir, to.report_year, to.unit_code)
    found = read_findings(findings)
    if all(finding.is_settled for finding in found):
        outcome = "removed" if path.exists() else "none"
        path.unlink(missing_ok=True)
        return Feedback(path, outcome)
    mark = mark_of_content(found, sources, forms, to, rule_labels)
    if written_mark(path) == mark:
        return Feedback(path, "unchanged")
    with _no_search_for_cycles():
        content = _build(to, found, forms, sources, read_blob, rule_labels, mark)
    make_private(path.parent)
    write_atomically(path, content)
    return Feedback(path, "written")


@contextmanager
def _no_search_for_cycles() -> Iterator[None]:
    """Keep Python from looking through hundreds of thousands of cells for cycles: a sixth of the time of a workbook."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _build(
    to: Addressee,
    found: Sequence[Finding],
    forms: Sequence[FormStanding],
    sources: Sequence[SourceFile],
    read_blob: Callable[[str], bytes],
    rule_labels: Mapping[str, str],
    mark: str,
) -> bytes:
    brought = only_to_mend(sources, found)
    copies, remarks = bring_in(brought, read_blob)
    findings = [at_its_title(finding, copies, to) for finding in found]
    sections = section_of(findings)
    told = [finding for finding in findings if not finding.is_repair]
    by_copy = findings_by_copy(told, copies)
    marks = [mark_sheet(copy.sheet, by_copy[number], rule_labels) for number, copy in enumerate(copies)]
    listed = _list_in_order(told, sections, copies, by_copy, marks)
    if left := [_file_name(source) for source in sources if source not in brought]:
        remarks.append(f"Không có gì phải sửa nên không chép lại, không phải gửi lại: {'; '.join(left)}.")
    output = io.BytesIO()
    with Workbook(output, {"in_memory": True}) as workbook:
        moments = [source.received_at for source in sources if source.received_at]
        created = max(moments, default=_EPOCH)
        title = f"{SHEET_NAME} {to.report_year}"
        workbook.set_properties({"title": title, "comments": mark, "created": created})
        formats = Formats(workbook)
        first = workbook.add_worksheet(SHEET_NAME)
        head = Letterhead(
            to.report_year,
            to.unit_name,
            files=[_file_text(source) for source in sources],
            remarks=remarks,
            forms=[form_line(form, sections) for form in forms],
            counts=count(sections),
        )
        repairs = repairs_of(finding for finding in findings if finding.is_repair)
        write_list(first, formats, head, listed, repairs, rule_labels)
        for copy, its_marks in zip(copies, marks, strict=True):
            write_copy(workbook.add_worksheet(copy.name), formats, copy, its_marks)
        for one in {one.link: one for one in listed if one.link}.values():
            workbook.define_name(one.link, f"={_address(one)}")
        first.activate()
    return output.getvalue()


def _list_in_order(
    findings: Sequence[Finding],
    sections: Mapping[Finding, str],
    copies: Sequence[SheetCopy],
    by_copy: Sequence[Sequence[Finding]],
    marks: Sequence[SheetMarks],
) -> list[ListedFinding]:
    number_of = {finding: number for number, own in enumerate(by_copy) for finding in own}
    ordered = sorted(findings, key=lambda one: working_order(one, sections[one], number_of.get(one, len(copies))))
    names: dict[tuple[int, CellPlace], str] = {}
    listed = []
    for finding in ordered:
        number = number_of.get(finding)
        if number is None:
            listed.append(ListedFinding(finding, sections[finding]))
            continue
        place = marks[number].places[finding.finding_id]
        link = names.setdefault((number, place), f"{LINK_PREFIX}{len(names) + 1:05d}")
        listed.append(ListedFinding(finding, sections[finding], copies[number].name, place, link))
    return listed


def _address(one: ListedFinding) -> str:
    assert one.sheet_name is not None and one.place is not None
    quoted = one.sheet_name.replace("'", "''")
    return f"'{quoted}'!{xl_rowcol_to_cell(*one.place, row_abs=True, col_abs=True)}"


def _file_text(source: SourceFile) -> str:
    name = _file_name(source)
    return f"{name} (nhận {source.received_at:%d/%m/%Y %H:%M})" if source.received_at else name


def _file_name(source: SourceFile) -> str:
    return PurePosixPath(source.file_path).name
