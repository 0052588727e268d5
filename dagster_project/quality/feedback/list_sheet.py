"""Writes the sheet "Phiếu phản hồi": what was found, with links, and a column to answer in.

Belongs here: its words' places, looks and print set-up. Does not belong here: reading it back (read/feedback_sheet.py),
and the order of the findings (findings.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from dagster_project.lib.severities import SEVERITIES
from dagster_project.quality.feedback import labels, palette
from dagster_project.quality.feedback.cells import Formats, write_text
from dagster_project.quality.feedback.findings import Finding
from dagster_project.quality.feedback.heights import row_height
from dagster_project.quality.feedback.styles import Style
from dagster_project.returns.read import feedback_sheet
from dagster_project.returns.read.form_headings import label_of
from dagster_project.tables.findings import UNKNOWN_FORM
from dagster_project.tables.forms import columns_of

WIDTHS = (5, 9, 14, 9, 15, 16, 21, 18, 26, 34, 32)
LAST = len(feedback_sheet.LIST_HEADINGS) - 1
LINK_COLUMN = feedback_sheet.LIST_HEADINGS.index("Ô")
MAX_VALUE = 200
_FONT: Style = {"font_name": "Times New Roman", "font_size": 12, "valign": "vcenter"}
_CELL: Style = _FONT | {
    "font_size": 11,
    "valign": "top",
    "text_wrap": True,
    "border": 1,
    "border_color": "#A6A6A7",
}
_LEGEND_COLUMNS = ((0, 4), (5, 7), (8, 9))
_TIP = "Bấm để đến ô này"
_LINK: Style = {"font_color": "#0B57A4", "underline": 1}


@dataclass(frozen=True)
class ListedFinding:
    """A finding, the sheet of this workbook that it is on, its cell there, and the defined name of that cell.

    A name, not an address: it moves along when the clerk deletes a row above. All None where it is on no
    sheet.
    """

    finding: Finding
    sheet_name: str | None = None
    place: tuple[int, int] | None = None
    link: str | None = None


@dataclass(frozen=True)
class Letterhead:
    """What stands above the list."""

    report_year: int
    unit_name: str
    files: Sequence[str]
    remarks: Sequence[str]


def write_list(
    target: Worksheet,
    formats: Formats,
    head: Letterhead,
    listed: Sequence[ListedFinding],
    rule_labels: Mapping[str, str],
) -> None:
    """Write the list; ``listed`` comes in working order."""
    for column, width in enumerate(WIDTHS):
        target.set_column(column, column, width)
    first_machine = LAST + 1
    target.set_column(
        first_machine, first_machine + len(feedback_sheet.MACHINE_HEADINGS) - 1, 12, None, {"hidden": True}
    )
    heading_row = _write_head(target, formats, head, listed)
    _write_headings(target, formats, heading_row)
    for number, one in enumerate(listed, start=1):
        _write_finding(target, formats, heading_row + number, number, one, rule_labels)
    _set_up_page(target, heading_row, heading_row + len(listed))


def _write_head(target: Worksheet, formats: Formats, head: Letterhead, listed: Sequence[ListedFinding]) -> int:
    """Write title, guide and legend (short, for they are frozen); return the row of the table's headings."""
    title = f"PHIẾU PHẢN HỒI SỐ LIỆU NĂM {head.report_year} – {head.unit_name}"
    _line(target, formats, 0, title, {"bold": True, "font_size": 15, "font_color": palette.HEADING}, 24)
    row = 1
    for text in _guide(head, listed):
        _line(target, formats, row, text, {"text_wrap": True}, row_height([(text, sum(WIDTHS), 12)]) or 17)
        row += 1
    for severity, (first, last) in zip(SEVERITIES, _LEGEND_COLUMNS, strict=True):
        count = sum(one.finding.severity == severity and not one.finding.is_settled for one in listed)
        text = f"{SEVERITIES[severity].label_vi}: {_dotted(count)} điểm – {labels.SEVERITY_MEANING[severity]}"
        swatch = _FONT | {"bg_color": palette.CELL[severity], "border": 1, "align": "center"}
        target.merge_range(row, first, row, last, "", formats.get(swatch))
        write_text(target, formats.look(swatch), row, first, text)
    target.set_row(row, 20)
    quiet = {"font_size": 8, "font_color": palette.QUIET}
    text = f"Mẫu {feedback_sheet.MARKER} – xin giữ nguyên dòng này và trang này khi gửi lại."
    _line(target, formats, row + 1, text, quiet, 13)
    return row + 2


def _guide(head: Letterhead, listed: Sequence[ListedFinding]) -> list[str]:
    lines = []
    if any(one.place for one in listed):
        lines.append(
            "Cách làm: (1) Bấm vào cột “Ô” để đến chỗ cần sửa: ô đó có màu, rê chuột lên ô để đọc ghi chú. "
            "(2) Sửa ngay trong tệp này. (3) Điểm “Cần kiểm tra” mà số liệu đúng: ghi lý do vào ô vàng "
            "nhạt ở cột “Giải trình”; khi dòng không đổi sẽ không hỏi lại. (4) Lưu và gửi lại cả tệp này, "
            "không phải xóa trang hay ghi chú nào."
        )
    else:
        lines.append(
            "Cách làm: gửi biểu còn thiếu hoặc tệp thay thế vào thư mục của đơn vị. Nếu có lý do chính "
            "đáng, ghi vào ô vàng nhạt ở cột “Giải trình”, lưu và gửi kèm tệp này."
        )
    about = []
    if head.files:
        about.append(f"Tệp đã nhận: {'; '.join(head.files)}.")
    about += head.remarks
    return [*lines, " ".join(about)] if about else lines


def _line(target: Worksheet, formats: Formats, row: int, text: str, extra: Style, height: float) -> None:
    """Write one line across the table; merged cells do not grow by themselves, hence the height."""
    style = _FONT | {"align": "left"} | extra
    target.merge_range(row, 0, row, LAST, "", formats.get(style))
    write_text(target, formats.look(style), row, 0, text)
    target.set_row(row, height)


def _write_headings(target: Worksheet, formats: Formats, row: int) -> None:
    style = _CELL | {
        "bold": True,
        "align": "center",
        "valign": "vcenter",
        "bg_color": palette.HEADING,
        "font_color": "#FFFFFF",
    }
    for column, heading in enumerate((*feedback_sheet.LIST_HEADINGS, *feedback_sheet.MACHINE_HEADINGS)):
        write_text(target, formats.look(style), row, column, heading)
    target.set_row(row, 24)


def _write_finding(
    target: Worksheet,
    formats: Formats,
    row: int,
    number: int,
    one: ListedFinding,
    rule_labels: Mapping[str, str],
) -> None:
    finding = one.finding
    colour = palette.SETTLED if finding.is_settled else palette.CELL[finding.severity]
    severity = labels.SETTLED_LABEL if finding.is_settled else SEVERITIES[finding.severity].label_vi
    target.write_number(row, 0, number, formats.get(_CELL | {"align": "center"}))
    texts = (
        (_form_text(finding.form), _CELL),
        (_sheet_text(one), _CELL),
        (_place_text(finding), _CELL),
        (_column_text(finding), _CELL),
        (severity, _CELL | {"bg_color": colour}),
        (rule_labels.get(finding.rule_id, finding.rule_id), _CELL | {"bold": True}),
        (_shortened(finding.value_sent), _CELL),
        (finding.expected, _CELL),
        (finding.note_vi, _CELL),
        _answer(finding),
    )
    for column, (text, style) in enumerate(texts, start=1):
        write_text(target, formats.look(style), row, column, text)
    if one.link is not None:
        target.write_url(
            row,
            LINK_COLUMN,
            f"internal:{one.link}",
            formats.get(_CELL | _LINK),
            texts[LINK_COLUMN - 1][0],
            _TIP,
        )
    for offset, text in enumerate((finding.fingerprint, finding.finding_id, finding.rule_id), start=1):
        write_text(target, formats.look({"num_format": "@"}), row, LAST + offset, text)
    target.set_row(row, row_height((text, WIDTHS[at], 11) for at, (text, _) in enumerate(texts, start=1)) or 17)


def _answer(finding: Finding) -> tuple[str, Style]:
    """Return what stands under "Giải trình": only a warning can be explained."""
    if finding.severity == "warn":
        return finding.explanation, _CELL | {"bg_color": palette.TO_FILL_IN, "num_format": "@"}
    quiet = {"bg_color": palette.NOT_TO_FILL_IN, "font_color": palette.QUIET, "italic": True}
    return feedback_sheet.NOT_EXPLAINABLE, _CELL | quiet


def _sheet_text(one: ListedFinding) -> str:
    if one.sheet_name is not None:
        return one.sheet_name
    name = PurePosixPath(one.finding.file_path).name
    return f"{one.finding.sheet}\n(tệp {name})" if one.finding.sheet and name else name


def _place_text(finding: Finding) -> str:
    if finding.row_number is None:
        if finding.form == UNKNOWN_FORM:
            return "Cả trang tính" if finding.sheet else "Cả tệp"
        return "Cả biểu"
    if finding.column_number is None:
        return f"Dòng {finding.row_number}"
    return str(xl_rowcol_to_cell(finding.row_number - 1, finding.column_number))


def _form_text(form: str) -> str:
    return "Cả tệp" if form == UNKNOWN_FORM else f"Biểu {form}"


def _column_text(finding: Finding) -> str:
    known = columns_of(finding.form)
    return label_of(finding.form, finding.column_name) if finding.column_name in known else ""


def _shortened(text: str) -> str:
    return text if len(text) <= MAX_VALUE else text[: MAX_VALUE - 1] + "…"


def _dotted(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def _set_up_page(target: Worksheet, heading_row: int, last_row: int) -> None:
    target.freeze_panes(heading_row + 1, 0)
    # The hidden columns are in the range: a clerk who sorts must not part a finding from its fingerprint.
    target.autofilter(heading_row, 0, max(last_row, heading_row + 1), LAST + len(feedback_sheet.MACHINE_HEADINGS))
    target.set_landscape()
    target.set_paper(9)
    target.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    target.fit_to_pages(1, 0)
    target.repeat_rows(heading_row)
    target.print_area(0, 0, last_row, LAST)
    target.set_footer("&L&8Phiếu phản hồi&R&8Trang &P/&N")
    target.hide_gridlines(2)
    target.set_zoom(90)
    target.set_tab_color(palette.HEADING)
