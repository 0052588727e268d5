"""Writes the sheet "Phiếu phản hồi": what was found, by importance, with links, and a column to answer in.

Belongs here: the places and looks of the list's lines, and print set-up. Does not belong here: what stands above
(list_head.py), reading it back (read/feedback_sheet.py), the order of the findings (sections.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from dagster_project.lib.rules import RULES
from dagster_project.lib.severities import SEVERITIES
from dagster_project.quality.feedback import labels, palette
from dagster_project.quality.feedback.cells import Formats, Look, write_text
from dagster_project.quality.feedback.drawn_sheet import DrawnSheet, RowDrawer, height_needed
from dagster_project.quality.feedback.findings import Finding
from dagster_project.quality.feedback.list_head import FONT, LAST, SECTION_COLOURS, WIDTHS, Letterhead, write_head
from dagster_project.quality.feedback.repairs import Repair
from dagster_project.quality.feedback.sections import REPAIRED, SECTIONS, TO_ANSWER, Counts
from dagster_project.quality.feedback.styles import Style
from dagster_project.returns.read import feedback_sheet
from dagster_project.returns.read.form_headings import label_of
from dagster_project.tables.forms import UNKNOWN_FORM, columns_of

LINK_COLUMN = feedback_sheet.LIST_HEADINGS.index("Ô")
MAX_VALUE = 200
_BAND_HEIGHT, _LINE_HEIGHT = 19.0, 17.0
_CELL: Style = FONT | {
    "font_size": 11,
    "valign": "top",
    "text_wrap": True,
    "border": 1,
    "border_color": "#A6A6A7",
}
_QUIET: Style = {"bg_color": palette.NOT_TO_FILL_IN, "font_color": palette.QUIET, "italic": True}
_TIP = "Bấm để đến ô này"
_LINK: Style = {"font_color": "#0B57A4", "underline": 1}


@dataclass(frozen=True)
class ListedFinding:
    """A finding in its section; on a sheet of this workbook: that sheet, the cell, and the cell's defined name.

    A name, not an address: it moves along when the clerk deletes a row above. All None where it is on no
    sheet.
    """

    finding: Finding
    section: str
    sheet_name: str | None = None
    place: tuple[int, int] | None = None
    link: str | None = None


class _Looks:
    """The looks of the list's cells, made once for a workbook."""

    def __init__(self, formats: Formats) -> None:
        self._formats = formats
        self.cell = formats.look(_CELL)
        self.number = formats.look(_CELL | {"align": "center"})
        self.bold = formats.look(_CELL | {"bold": True})
        self.link = formats.look(_CELL | _LINK)
        self.quiet = formats.look(_CELL | _QUIET)
        self.to_fill_in = formats.look(_CELL | {"bg_color": palette.TO_FILL_IN, "num_format": "@"})
        self.machine = formats.look({"num_format": "@"})
        self._coloured: dict[str, Look] = {}

    def coloured(self, colour: str) -> Look:
        """Return a cell's look on a colour."""
        return self._coloured.get(colour) or self._coloured.setdefault(
            colour, self._formats.look(_CELL | {"bg_color": colour})
        )


def write_list(
    target: DrawnSheet,
    formats: Formats,
    head: Letterhead,
    listed: Sequence[ListedFinding],
    repairs: Sequence[Repair],
    rule_labels: Mapping[str, str],
) -> None:
    """Write the list; ``listed`` comes in working order, without what the system repaired: that is ``repairs``."""
    for column, width in enumerate(WIDTHS):
        target.set_column(column, column, width)
    first_machine = LAST + 1
    target.set_column(
        first_machine, first_machine + len(feedback_sheet.MACHINE_HEADINGS) - 1, 12, None, {"hidden": True}
    )
    heading_row = write_head(target, formats, head, _guide(listed))
    _write_headings(target, formats, heading_row)
    drawer = RowDrawer(target, (*WIDTHS, *[12] * len(feedback_sheet.MACHINE_HEADINGS)))
    looks, rows = _Looks(formats), []
    row, number = heading_row + 1, 1
    for place, (section, lines) in enumerate(_by_section(listed, repairs)):
        band = _band_text(place, section, head.counts, len(lines))
        rows.append(_draw_band(drawer, formats, row, band, section))
        row += 1
        for line in lines:
            if isinstance(line, Repair):
                rows.append(_draw_line(drawer, row, number, looks, _of_repair(line, looks)))
            else:
                rows.append(_draw_line(drawer, row, number, looks, _of_finding(line, looks, rule_labels)))
                if line.link is not None:
                    target.take_link((row, LINK_COLUMN), line.link, _TIP)
            row, number = row + 1, number + 1
    target.take_rows(heading_row + 1, rows, (row, LAST + 1 + len(feedback_sheet.MACHINE_HEADINGS)))
    _set_up_page(target, heading_row, row - 1)


def _by_section(
    listed: Sequence[ListedFinding], repairs: Sequence[Repair]
) -> list[tuple[str, Sequence[ListedFinding | Repair]]]:
    """Return the sections that have a line, in their order."""
    lines: dict[str, list[ListedFinding | Repair]] = {section: [] for section in SECTIONS}
    for one in listed:
        lines[one.section].append(one)
    lines[REPAIRED] += repairs
    return [(section, its_lines) for section, its_lines in lines.items() if its_lines]


def _guide(listed: Sequence[ListedFinding]) -> str:
    if all(not one.finding.asks for one in listed):
        return labels.GUIDE_NOTHING_TO_DO
    return labels.GUIDE if any(one.place for one in listed) else labels.GUIDE_WITHOUT_SHEETS


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


def _band_text(place: int, section: str, counts: Counts, lines: int) -> str:
    said = labels.amount(section, counts) or ""
    # A row counts once per rule; where two of its cells break it, there are more lines than points.
    if section == TO_ANSWER and lines > counts.points_to_answer + counts.forms_late:
        said += f" (ở {labels.dotted(lines)} ô)"
    number = ("I", "II", "III", "IV", "V")[place]
    return f"{number}. {labels.SECTION_TITLES[section]}: {said} – {labels.SECTION_MEANINGS[section]}"


def _draw_band(drawer: RowDrawer, formats: Formats, row: int, text: str, section: str) -> str:
    """Draw a section's own line: not merged, for Excel sorts no list with merged cells; the text runs on instead."""
    colour = SECTION_COLOURS.get(section, palette.SETTLED)
    band = formats.look(FONT | {"bold": True, "bg_color": colour, "top": 1, "bottom": 1})
    texts = ["", text, *[""] * (LAST - 1)]
    return drawer.row(row, drawer.cells(texts, "s" * len(texts), (band,) * len(texts)), _BAND_HEIGHT)


def _of_finding(one: ListedFinding, looks: _Looks, rule_labels: Mapping[str, str]) -> list[tuple[str, Look]]:
    """Return the cells of a finding, those for the machine behind them."""
    finding = one.finding
    severity, colour = _severity(finding)
    return [
        (
            _form_text(finding.form),
            looks.coloured(palette.CELL["return"]) if finding.is_missing_form else looks.cell,
        ),
        (_sheet_text(one), looks.cell),
        (_place_text(finding), looks.cell if one.link is None else looks.link),
        (_column_text(finding), looks.cell),
        (severity, looks.coloured(colour)),
        (rule_labels.get(finding.rule_id, finding.rule_id), looks.bold),
        (_shortened(finding.value_sent), looks.cell),
        (finding.expected, looks.cell),
        (finding.note_vi, looks.cell),
        _answer(finding, looks),
        (finding.fingerprint, looks.machine),
        (finding.finding_id, looks.machine),
        (finding.rule_id, looks.machine),
    ]


def _of_repair(repair: Repair, looks: _Looks) -> list[tuple[str, Look]]:
    """Return the cells of what was repaired: without a fingerprint, for nothing is read back from it."""
    note = RULES[repair.rule_id].note_vi
    return [
        (_form_text(repair.form), looks.cell),
        (", ".join(repair.sheets), looks.cell),
        ("Cả cột", looks.cell),
        (repair.column[:1].upper() + repair.column[1:], looks.cell),
        (labels.REPAIRED_LABEL, looks.coloured(palette.REPAIRED)),
        (repair.sentence, looks.bold),
        (f"Ví dụ: {_shortened(repair.example)}", looks.cell),
        (repair.expected, looks.cell),
        (f"Lần sau: {note[:1].lower()}{note[1:]}", looks.cell),
        (labels.NO_ANSWER, looks.quiet),
    ]


def _draw_line(drawer: RowDrawer, row: int, number: int, looks: _Looks, line: Sequence[tuple[str, Look]]) -> str:
    texts = [str(number), *(text for text, _ in line)]
    cells = drawer.cells(texts, f"n{'s' * len(line)}", (looks.number, *(look for _, look in line)))
    return drawer.row(row, cells, height_needed(cells) or _LINE_HEIGHT)


def _severity(finding: Finding) -> tuple[str, str]:
    """Return what the column "Mức độ" says, and its colour."""
    if finding.is_settled:
        return labels.SETTLED_LABEL, palette.SETTLED
    if finding.is_missing_form:
        return labels.MISSING_LABEL, palette.CELL["return"]
    return SEVERITIES[finding.severity].label_vi, palette.CELL[finding.severity]


def _answer(finding: Finding, looks: _Looks) -> tuple[str, Look]:
    """Return what stands under "Giải trình": only a warning can be explained."""
    if finding.severity == "warn":
        return finding.explanation, looks.to_fill_in
    return feedback_sheet.NOT_EXPLAINABLE, looks.quiet


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
