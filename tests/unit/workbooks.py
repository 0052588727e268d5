"""Small workbooks for unit tests: rows in, the bytes of a file out."""

import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter

from dagster_project.returns.read.partition import RawReturn, read_partition
from dagster_project.returns.receive.index import Received

HEADINGS = {
    "01": ["TT", "Mã tổ chức", "Tên tổ chức đảng", "Loại hình tổ chức", "Ngày thành lập", "Kết quả xếp loại",
           "Số quyết định", "Ngày quyết định", "Lý do không xếp loại"],
    "02": ["TT", "Họ và tên", "Ngày sinh", "Giới tính", "Dân tộc", "Số CCCD", "Số thẻ đảng viên", "Chức vụ", "Cấp",
           "Mã tổ chức", "Diện quản lý", "Trình độ chuyên môn", "Lý luận chính trị", "Ngày bổ nhiệm"],
    "03": ["TT", "Họ và tên", "Số CCCD", "Số thẻ đảng viên", "Kỳ đánh giá", "Kết quả xếp loại", "Số quyết định",
           "Ngày quyết định", "Lý do không xếp loại"],
    "04": ["TT", "Họ và tên", "Số CCCD", "Số thẻ đảng viên", "Tên lớp bồi dưỡng", "Nhóm nội dung", "Từ ngày",
           "Đến ngày", "Kết quả"],
}  # fmt: skip
PERSON = [1, "Người Mẫu", "05/09/1985", "Nam", "Kinh", "006085000001", "56012345", "Bí thư Huyện ủy", "Huyện", "HU",
          "", "ĐH", "CC", "01/07/2020"]  # fmt: skip
ORGANISATION = [1, "TC01", "Chi bộ A", "CBCS", "03/02/2005", "HTTNV", "1-QĐ", "20/12/2024", ""]
RATING = [1, "Người Mẫu", "006085000001", "56012345", "Năm", "HTTNV", "1-QĐ", "20/12/2024", ""]
COURSE = [1, "Người Mẫu", "006085000001", "56012345", "Lớp A", "XDĐ", "01/03/2024", "15/03/2024", "HT"]


def with_cells(number: str, row: list[Any], **cells: Any) -> list[Any]:
    """Return a row of a form with other cells, named by the first words of their headings."""
    changed = list(row)
    for name, value in cells.items():
        heading = next(one for one in HEADINGS[number] if one.startswith(name.replace("_", " ")))
        changed[HEADINGS[number].index(heading)] = value
    return changed


def xlsx(sheets: dict[str, Sequence[Sequence[Any]]], hidden: Sequence[str] = ()) -> bytes:
    """Return an .xlsx with the given sheets; a text that begins with ``=`` becomes a formula without value."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "default_date_format": "dd/mm/yyyy"}) as workbook:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    if value in ("", None):
                        continue
                    if isinstance(value, date | datetime):
                        sheet.write_datetime(number, column, value)
                    elif isinstance(value, str):
                        sheet.write_string(number, column, value)
                    else:
                        sheet.write(number, column, value)
            if name in hidden:
                sheet.hide()
    return target.getvalue()


def form(number: str, *rows: Sequence[Any], title: str = "HUYỆN ỦY BA BỂ") -> list[list[Any]]:
    """Return a sheet of one form: a title, the heading, the rows."""
    return [[title], [f"Biểu số {number}"], HEADINGS[number], *[list(row) for row in rows]]


def received(files: dict[str, bytes], year: int = 2024, unit: str = "ba-be") -> list[Received]:
    """Return the files of one partition as the archive lists them; the hash of a file is its name."""
    return [
        Received(
            file_key=name,
            report_year=year,
            unit_code=unit,
            file_path=f"{year}/{unit}/{name}",
            source_sha256=name,
            received_at=datetime(year + 1, 1, 15, 8, minute),
            received_order=minute,
            size_bytes=len(content),
            problem=None,
            is_at_source=True,
            listing_tag=None,
        )
        for minute, (name, content) in enumerate(files.items())
    ]


def read(files: dict[str, bytes], year: int = 2024, unit: str = "ba-be") -> RawReturn:
    """Return the raw tables of one partition with the given files."""
    return read_partition(received(files, year, unit), files.__getitem__, {unit: "Huyện ủy Ba Bể"})


def read_forms(**rows: Sequence[Sequence[Any]]) -> RawReturn:
    """Return the raw tables of one workbook: ``form_02=[…]`` are the data rows of that form."""
    sheets = {name: form(name.removeprefix("form_"), *data) for name, data in rows.items()}
    return read({"a.xlsx": xlsx(sheets)})
