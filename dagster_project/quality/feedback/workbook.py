"""Writes a unit's return-back workbook of one year: the list, and its own sheets with the findings marked.

Belongs here: putting the parts together, and the file itself. Equal input gives equal bytes. Nothing of a source is
executed or followed; what is brought over is listed in looks.py and cells.py. Does not belong here: whether it has to
be written at all (step.py).
"""

import gc
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from xlsxwriter.utility import xl_rowcol_to_cell

from dagster_project.lib.a1 import CellPlace
from dagster_project.lib.files import make_private, write_atomically
from dagster_project.quality.feedback.cells import Formats
from dagster_project.quality.feedback.copies import SheetCopy, SheetsByHash, bring_in, findings_by_copy
from dagster_project.quality.feedback.copy_sheet import write_copy
from dagster_project.quality.feedback.drawn_sheet import DrawnBook
from dagster_project.quality.feedback.findings import Finding
from dagster_project.quality.feedback.form_standings import form_line
from dagster_project.quality.feedback.list_head import Letterhead
from dagster_project.quality.feedback.list_sheet import ListedFinding, write_list
from dagster_project.quality.feedback.marks import SheetMarks, mark_copy
from dagster_project.quality.feedback.repairs import repairs_of
from dagster_project.quality.feedback.sections import count, section_of, working_order
from dagster_project.quality.feedback.sources import SourceFile, only_to_mend
from dagster_project.quality.feedback.title_rows import Addressee, at_its_title
from dagster_project.quality.feedback.told import ToldUnit
from dagster_project.returns.read.feedback_sheet import SHEET_NAME

LINK_PREFIX = "PPH_"
_EPOCH = datetime(2000, 1, 1)
_PLAIN_NAME = re.compile(r"[\w-][\w.-]*")


@dataclass(frozen=True)
class Feedback:
    """What became of one workbook: ``written``, ``removed`` (nothing to ask) or ``none``."""

    path: Path
    outcome: str


def feedback_path(quality_dir: Path, report_year: int, unit_code: str) -> Path:
    """Return where the workbook of a unit and year lies; only a plain file name is a unit code."""
    if not _PLAIN_NAME.fullmatch(unit_code):
        raise ValueError(f"not a unit code: {unit_code!r}")
    return quality_dir / "feedback" / str(int(report_year)) / f"{unit_code}.xlsx"


def write_feedback(
    quality_dir: Path,
    *,
    to: Addressee,
    told: ToldUnit,
    sources: Sequence[SourceFile],
    read_sheets: SheetsByHash,
    read_blob: Callable[[str], bytes],
    rule_labels: Mapping[str, str],
) -> Feedback:
    """Write the workbook of one unit and year, or remove it: with nothing to mend, to answer or to tell there is none.

    Args:
        quality_dir: the ``quality/`` of the data folder.
        to: whose workbook it is.
        told: its findings that count, what was repaired, how its forms stand.
        sources: the files to give back, from choose_sources; those with nothing to mend stay out.
        read_sheets: gives what was read of files by their SHA-256 (as_read.py).
        read_blob: gives an archived file's content by its SHA-256.
        rule_labels: rule_id → what it is called in Vietnamese (the seed rules.csv).
    """
    path = feedback_path(quality_dir, to.report_year, to.unit_code)
    if not told.asks_or_tells:
        outcome = "removed" if path.exists() else "none"
        path.unlink(missing_ok=True)
        return Feedback(path, outcome)
    with _no_search_for_cycles():
        content = _build(to, told, sources, read_sheets, read_blob, rule_labels)
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
    told: ToldUnit,
    sources: Sequence[SourceFile],
    read_sheets: SheetsByHash,
    read_blob: Callable[[str], bytes],
    rule_labels: Mapping[str, str],
) -> bytes:
    brought = only_to_mend(sources, told.findings)
    copies, remarks = bring_in(brought, read_sheets, read_blob)
    findings = [at_its_title(finding, copies, to) for finding in told.findings]
    sections = section_of(findings)
    by_copy = findings_by_copy(findings, copies)
    marks = [mark_copy(copy, by_copy[number], rule_labels) for number, copy in enumerate(copies)]
    listed = _list_in_order(findings, sections, copies, by_copy, marks)
    if left := [_file_name(source) for source in sources if source not in brought]:
        remarks.append(f"Không có gì phải sửa nên không chép lại, không phải gửi lại: {'; '.join(left)}.")
    with DrawnBook() as workbook:
        moments = [source.received_at for source in sources if source.received_at]
        created = max(moments, default=_EPOCH)
        workbook.set_properties({"title": f"{SHEET_NAME} {to.report_year}", "created": created})
        formats = Formats(workbook)
        first = workbook.add_drawn_sheet(SHEET_NAME)
        head = Letterhead(
            to.report_year,
            to.unit_name,
            files=[_file_text(source) for source in sources],
            remarks=remarks,
            forms=[form_line(form, sections) for form in told.forms],
            counts=count(sections, told.rows_repaired),
        )
        write_list(first, formats, head, listed, repairs_of(told.repairs), rule_labels)
        for copy, its_marks in zip(copies, marks, strict=True):
            write_copy(workbook.add_drawn_sheet(copy.name), formats, copy, its_marks)
        for one in {one.link: one for one in listed if one.link}.values():
            workbook.define_name(one.link, f"={_address(one)}")
        first.activate()
    content: bytes = workbook.content
    return content


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
