"""Writes what stands above the list: title, guide, how much there is of each section, how each form stands.

Belongs here: the places and looks of these lines; they are frozen, so they are few. Does not belong here: their words
(labels.py), the list (list_sheet.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter.worksheet import Worksheet

from dagster_project.lib.row_heights import row_height
from dagster_project.quality.feedback import labels, palette
from dagster_project.quality.feedback.cells import Formats, write_text
from dagster_project.quality.feedback.form_standings import FormLine
from dagster_project.quality.feedback.sections import LEFT_OUT, REPAIRED, SENT_BACK, TO_ANSWER, Counts
from dagster_project.quality.feedback.styles import Style
from dagster_project.returns.read import feedback_sheet

WIDTHS = (5, 9, 14, 9, 15, 16, 21, 18, 26, 34, 32)
LAST = len(WIDTHS) - 1
FONT: Style = {"font_name": "Times New Roman", "font_size": 12, "valign": "vcenter"}
SECTION_COLOURS = {
    SENT_BACK: palette.CELL["return"],
    LEFT_OUT: palette.CELL["row"],
    TO_ANSWER: palette.CELL["warn"],
    REPAIRED: palette.REPAIRED,
}
# Four boxes side by side, of about the same width, over the columns of the list.
_BOXES = ((0, 3), (4, 6), (7, 8), (9, 10))


@dataclass(frozen=True)
class Letterhead:
    """What stands above the list."""

    report_year: int
    unit_name: str
    files: Sequence[str]
    remarks: Sequence[str]
    forms: Sequence[FormLine]
    counts: Counts


def write_head(target: Worksheet, formats: Formats, head: Letterhead, guide: str) -> int:
    """Write the lines above the list; return the row of the list's headings."""
    title = f"PHIẾU PHẢN HỒI SỐ LIỆU NĂM {head.report_year} – {head.unit_name}"
    _line(target, formats, 0, title, {"bold": True, "font_size": 15, "font_color": palette.HEADING}, 24)
    about = [f"Tệp đã nhận: {'; '.join(head.files)}."] if head.files else []
    row = 1
    for text in filter(None, (guide, " ".join([*about, *head.remarks]))):
        _line(target, formats, row, text, {"text_wrap": True}, row_height([(text, sum(WIDTHS), 12)]) or 17)
        row += 1
    _boxes(target, formats, row, [_counted(section, head.counts) for section in SECTION_COLOURS], bold=True)
    # Without a gap the forms would be read as the columns of one table with the boxes above.
    target.set_row(row + 1, 5)
    row += 2
    for start in range(0, len(head.forms), len(_BOXES)):
        forms = head.forms[start : start + len(_BOXES)]
        _boxes(target, formats, row, [(one.text, _colour_of(one.severity)) for one in forms], bold=False)
        row += 1
    quiet = {"font_size": 8, "font_color": palette.QUIET}
    text = f"Mẫu {feedback_sheet.MARKER} – xin giữ nguyên dòng này và trang này khi gửi lại."
    _line(target, formats, row, text, quiet, 13)
    return row + 1


def _counted(section: str, counts: Counts) -> tuple[str, str]:
    """Return the text and colour of a section's box; one with nothing in it is not coloured: a red 0 alarms."""
    said = labels.amount(section, counts)
    if said is None:
        return f"{labels.BOX_TITLES[section]}: 0", palette.NOTHING
    return f"{labels.BOX_TITLES[section]}: {said}", SECTION_COLOURS[section]


def _colour_of(severity: str | None) -> str:
    return palette.SETTLED if severity is None else palette.CELL[severity]


def _boxes(target: Worksheet, formats: Formats, row: int, boxes: Sequence[tuple[str, str]], *, bold: bool) -> None:
    heights = [20.0]
    for (first, last), (text, colour) in zip(_BOXES, boxes, strict=False):
        style = FONT | {"bg_color": colour, "border": 1, "align": "center", "text_wrap": True, "bold": bold}
        target.merge_range(row, first, row, last, "", formats.get(style))
        write_text(target, formats.look(style), row, first, text)
        heights.append(row_height([(text, sum(WIDTHS[first : last + 1]), 12)]) or 0)
    target.set_row(row, max(heights))


def _line(target: Worksheet, formats: Formats, row: int, text: str, extra: Style, height: float) -> None:
    """Write one line across the table; merged cells do not grow by themselves, hence the height."""
    style = FONT | {"align": "left"} | extra
    target.merge_range(row, 0, row, LAST, "", formats.get(style))
    write_text(target, formats.look(style), row, 0, text)
    target.set_row(row, height)
