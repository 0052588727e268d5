"""What was read of each sheet, and what was left out of it because it is no data: counted by kind.

Belongs here: counting. No text of a row and no name of a file or sheet: whoever may read the page may not read those.
They stand in the warehouse (staging.stg_left_out_row, stg_sheet_table), where an analyst follows up what looks wrong.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from dagster_project.lib.bilingual import Text
from dagster_project.lib.records import FrameRow
from dagster_project.quality.report.inputs import ReadSheets

# In the order in which they stand in a form.
LINE_KINDS = {
    "title": Text("tiêu đề biểu", "titles"),
    "heading": Text("tiêu đề cột", "headings"),
    "column_numbers": Text("số thứ tự cột", "column numbers"),
    "section": Text("tên mục", "sections"),
    "subtotal": Text("cộng mục", "subtotals"),
    "total": Text("tổng cộng", "totals"),
    "nil": Text("“không phát sinh”", "“nothing to report”"),
    "numbered_blank": Text("đánh số sẵn, để trống", "numbered and left blank"),
    "footer": Text("cuối biểu, chữ ký", "footers, signatures"),
}


@dataclass(frozen=True)
class ReadSheet:
    """One sheet of one file; files are numbered in the order of receipt, sheets as in the file, both from 1."""

    file_number: int
    received_at: datetime
    sheet_number: int
    forms: list[str]
    is_hidden: bool
    is_feedback: bool
    rows_read: int
    rows_data: int
    left_out: dict[str, int]

    @property
    def is_unread(self) -> bool:
        """Tell whether the sheet was looked at and put aside as a whole."""
        return self.is_hidden or self.is_feedback

    @property
    def kinds(self) -> list[tuple[Text, int]]:
        """Return what was left out, in the order of a form; a kind without a word goes by its name."""
        ordered = sorted(
            self.left_out, key=lambda kind: (list(LINE_KINDS).index(kind) if kind in LINE_KINDS else 99, kind)
        )
        return [
            (LINE_KINDS.get(kind) or Text(kind.replace("_", " "), kind.replace("_", " ")), self.left_out[kind])
            for kind in ordered
        ]

    @property
    def rows_left_out(self) -> int:
        """Return how many rows are no data."""
        return sum(self.left_out.values())


def sheets_by_return(read: ReadSheets) -> dict[tuple[int, str], list[ReadSheet]]:
    """Return the sheets of every unit and year, the first received first; a sheet of several tables is one."""
    left_out: dict[tuple[str, int], dict[str, int]] = defaultdict(dict)
    for row in read.left_out.to_dict("records"):
        left_out[row["file_key"], int(row["sheet_index"])][row["kind"]] = int(row["rows"])
    tables: dict[tuple[int, str], dict[str, dict[int, list[FrameRow]]]] = {}
    for row in read.tables.sort_values(["received_at", "file_key", "sheet_index"]).to_dict("records"):
        files = tables.setdefault((int(row["report_year"]), row["unit_code"]), {})
        files.setdefault(row["file_key"], {}).setdefault(int(row["sheet_index"]), []).append(row)
    return {
        key: [
            _sheet(number, index, own, left_out.get((file_key, index), {}))
            for number, (file_key, of_file) in enumerate(files.items(), 1)
            for index, own in of_file.items()
        ]
        for key, files in tables.items()
    }


def _sheet(file_number: int, index: int, tables: list[FrameRow], left_out: dict[str, int]) -> ReadSheet:
    return ReadSheet(
        file_number,
        tables[0]["received_at"],
        index + 1,
        sorted({one["form"] for one in tables if isinstance(one["form"], str)}),
        any(one["is_hidden"] for one in tables),
        any(one["is_feedback"] for one in tables),
        sum(int(one["rows_read"]) for one in tables),
        sum(int(one["rows_data"]) for one in tables),
        left_out,
    )
