"""Small made returns in every format, and findings on them, for the tests of the return-back workbook."""

import hashlib
import io
import zipfile
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import astuple
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pandas as pd
import xlsxwriter
import xlwt

from dagster_project.quality.feedback.as_read import SheetAsRead, sheets_of
from dagster_project.quality.feedback.findings import NUMBERS, TEXTS
from dagster_project.quality.feedback.form_standings import FormStanding
from dagster_project.quality.feedback.sources import SourceFile
from dagster_project.quality.feedback.title_rows import Addressee
from dagster_project.quality.feedback.told import ToldUnit, read_told
from dagster_project.quality.feedback.workbook import Feedback, write_feedback
from dagster_project.returns.read.read_file import read_file
from dagster_project.returns.read.workbook import FileUnreadable

YEAR, UNIT = 2024, "ba-be"
UNITS = {"ba-be": "Huyện ủy Ba Bể", "cho-don": "Huyện ủy Chợ Đồn", "tinh": "Tỉnh ủy Bắc Kạn"}
RULES = {"date_invalid": "Ngày không hợp lệ", "value_unknown": "Giá trị ngoài danh mục"}
HEADINGS = ("TT", "Họ và tên", "Ngày sinh", "Số CCCD", "Chức vụ", "Cấp", "Ghi chú")
ROWS = (
    ("1", "Nông Văn An", "31/02/1985", "006085000001", "Bí thư Đảng ủy", "Xã", "=1+1"),
    ("2", "Hoàng Thị Bình", "02/03/1979", "006179000002", "Chủ tịch", "Xã", "-2+3"),
    ("3", "Lý Văn Cường", "1990", "6090000003", "Bí thư Đảng ủy", "Xã", "@SUM(A1)"),
)
FIRST_ROW = 6  # the sheet's own number of the first row of data


def grid() -> list[tuple[str, ...]]:
    titles = [("HUYỆN ỦY BA BỂ",), ("DANH SÁCH CÁN BỘ NĂM 2024",), ()]
    padded = [(*row, *[""] * (len(HEADINGS) - len(row))) for row in titles]
    numbers = tuple(str(number + 1) for number in range(len(HEADINGS)))
    return [*padded, HEADINGS, numbers, *ROWS]


def xlsx_return(sheet_name: str = "Biểu 02") -> bytes:
    """Return a form 02 with all that must not come along: links, formulas, names, validations, a picture…"""
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet(sheet_name)
        bold = workbook.add_format({"bold": True, "font_name": "Times New Roman", "border": 1})
        dated = workbook.add_format({"num_format": "dd/mm/yyyy"})
        sheet.merge_range(0, 0, 0, 3, "HUYỆN ỦY BA BỂ", bold)
        for column, text in enumerate(HEADINGS):
            sheet.write_string(3, column, text, bold)
            sheet.write_number(4, column, column + 1)
        sheet.write_string(1, 0, "DANH SÁCH CÁN BỘ NĂM 2024")
        for row, cells in enumerate(ROWS, start=FIRST_ROW - 1):
            for column, text in enumerate(cells):
                sheet.write_string(row, column, text)
        sheet.write_datetime(FIRST_ROW, 2, datetime(1979, 3, 2), dated)
        sheet.write_number(FIRST_ROW + 1, 3, 6090000003)
        sheet.write_formula(FIRST_ROW + 1, 1, '="Lý Văn "&"Cường"', None, "Lý Văn Cường")
        sheet.write_url(FIRST_ROW, 6, "https://example.invalid/x", None, "-2+3")
        sheet.write_comment(FIRST_ROW, 1, "ghi chú cũ")
        sheet.data_validation(5, 5, 7, 5, {"validate": "list", "source": ["Xã", "Huyện"]})
        sheet.autofilter(3, 0, 7, 6)
        sheet.set_column(1, 1, 27.5)
        sheet.set_column(4, 4, 20, None, {"hidden": True})
        sheet.set_row(3, 41)
        sheet.freeze_panes(5, 2)
        sheet.conditional_format(5, 0, 7, 6, {"type": "cell", "criteria": ">", "value": 1, "format": bold})
        workbook.define_name("cua_huyen", f"='{sheet_name}'!$A$1")
        workbook.add_worksheet("2023").hide()
        workbook.get_worksheet_by_name("2023").write_string(0, 0, "năm ngoái")
        sheet.insert_image(0, 8, "chu_ky.png", {"image_data": io.BytesIO(_png())})
    return output.getvalue()


def csv_return() -> bytes:
    return ("\ufeff" + "\r\n".join(";".join(row) for row in grid())).encode()


def xls_return() -> bytes:
    output = io.BytesIO()
    workbook = xlwt.Workbook(encoding="utf-8")
    sheet = workbook.add_sheet("B02")
    for row, cells in enumerate(grid()):
        for column, text in enumerate(cells):
            if text:
                sheet.write(row, column, text)
    sheet.merge(1, 1, 0, 6)
    workbook.save(output)
    return output.getvalue()


def ods_return() -> bytes:
    names = ["office:1.0", "table:1.0", "text:1.0"]
    spaces = " ".join(f'xmlns:{one[:-4]}="urn:oasis:names:tc:opendocument:xmlns:{one}"' for one in names)
    rows = "".join(
        "<table:table-row>" + "".join(_ods_cell(text) for text in cells) + "</table:table-row>" for cells in grid()
    )
    content = (
        f'<?xml version="1.0"?><office:document-content {spaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="B02">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)
    return output.getvalue()


def _ods_cell(text: str) -> str:
    return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'


def _png() -> bytes:
    """Return the smallest picture."""
    return bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415478da63f8ffff3f0005fe02fe"
        "a73581840000000049454e44ae426082"
    )


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def finding(
    rule_id: str, severity: str, row: int | None = None, column: int | None = None, **more: Any
) -> dict[str, Any]:
    """Return one row of fct_finding on form 02; ``more`` sets any of its columns."""
    names = {2: "born_on", 3: "citizen_id", 4: "position", 5: "level"}
    base = {
        "report_year": YEAR,
        "unit_code": UNIT,
        "form": "02",
        "file_path": "2024/ba-be/can bo.xlsx",
        "source_sha256": None,
        "sheet": "Biểu 02",
        "row_number": row,
        "column_name": names.get(column) if column is not None else None,
        "column_number": column,
        "rule_id": rule_id,
        "severity": severity,
        "value_sent": "",
        "expected": f"cần {rule_id}",
        "note_vi": f"sửa {rule_id}",
        "finding_id": f"{rule_id}-{more.get('form', '02')}-{row}-{column}",
        "state": "open",
        "explanation": None,
    }
    return base | more


def frame(
    findings: list[dict[str, Any]], source: bytes | None = None, digests: Mapping[int, str] | None = None
) -> pd.DataFrame:
    """Return findings as the frame of fct_finding; those without a source of their own are on ``source``."""
    found = pd.DataFrame(findings)
    if source is not None:
        own = found["sheet"].notna() & found["source_sha256"].isna()
        found.loc[own, "source_sha256"] = sha256(source)
    subjects = [(digests or {}).get(row, str(row)) if row == row else "" for row in found["row_number"]]
    found["counted_as"] = [
        f"row {row}" if row == row and row is not None else f"{path}:{form}"
        for row, path, form in zip(found["row_number"], found["file_path"], found["form"], strict=True)
    ]
    # The warehouse makes fingerprints in SQL; here it only matters that different findings have different ones.
    found["fingerprint"] = [
        hashlib.sha256(f"{rule}|{column}|{subject}".encode()).hexdigest()[:24]
        for rule, column, subject in zip(found["rule_id"], found["column_name"], subjects, strict=True)
    ]
    return found


def told(findings: pd.DataFrame, forms: Sequence[FormStanding] = ()) -> ToldUnit:
    """Return what a warehouse with these findings tells Ba Bể."""
    rows = [
        (YEAR, UNIT, True, *(None if pd.isna(row[name]) else row[name] for name in (*TEXTS, *NUMBERS)))
        for row in findings.to_dict("records")
    ]
    columns = "".join(f", {name} varchar" for name in TEXTS) + "".join(f", {name} bigint" for name in NUMBERS)
    with duckdb.connect() as warehouse:
        warehouse.execute("create schema quality; create schema marts; create schema staging")
        warehouse.execute(
            f"create table quality.fct_finding (report_year int, unit_code varchar, is_counted boolean{columns})"
        )
        warehouse.execute(_TABLES)
        standings = [(YEAR, UNIT, *astuple(form)) for form in forms]
        for table, values in (("quality.fct_finding", rows), ("marts.mart_return", standings)):
            if values:
                warehouse.executemany(f"insert into {table} values ({', '.join('?' * len(values[0]))})", values)
        [(_, found)] = read_told(warehouse, [(YEAR, UNIT)])
    return found


_TABLES = """
    create table marts.mart_return (
        report_year int, unit_code varchar, form varchar, state varchar, rows_accepted bigint, rows_quarantined bigint
    );
    create table staging.stg_return_version (
        report_year int, unit_code varchar, form varchar, version_number bigint, file_key varchar,
        source_sha256 varchar, file_path varchar, received_at timestamp, is_counted boolean
    )
"""


def as_read(content: bytes, path: str) -> list[SheetAsRead]:
    """Return the sheets of a file as the raw tables keep them."""
    reading = read_file(content, path, YEAR, {})
    described = ("sheet_index", "sheet", "table_number", "is_hidden", "is_feedback", "form", "legacy")
    lines = ("sheet_index", "table_number", "row_number", "kind", "cells", "types")
    return sheets_of(
        [tuple(sheet[name] for name in described) for sheet in reading.sheets],
        [tuple(row[name] for name in lines) for row in reading.rows.to_pylist()],
    )


def write(folder: Path, findings: pd.DataFrame, contents: Mapping[str, bytes], **more: Any) -> Feedback:
    """Write the workbook of Ba Bể from files given as path → content."""
    sources = [SourceFile(path, sha256(content), datetime(2025, 1, 20, 9, 30)) for path, content in contents.items()]
    blobs = {sha256(content): content for content in contents.values()}
    paths = {sha256(content): path for path, content in contents.items()}

    def read_sheets(hashes: Collection[str]) -> dict[str, list[SheetAsRead]]:
        sheets = {}
        for one in hashes:
            with suppress(FileUnreadable):
                sheets[one] = as_read(blobs[one], paths[one])
        return sheets

    arguments: dict[str, Any] = {
        "to": Addressee(YEAR, UNIT, UNITS, frozenset({"tinh"})),
        "told": told(findings, more.pop("forms", ())),
        "sources": sources,
        "read_sheets": read_sheets,
        "read_blob": blobs.__getitem__,
        "rule_labels": RULES,
    } | more
    return write_feedback(folder, **arguments)


def opened(feedback: Feedback) -> Any:
    return openpyxl.load_workbook(feedback.path)


def listed(workbook: Any) -> list[dict[str, Any]]:
    """Return the rows of the list by their headings."""
    rows = list(workbook["Phiếu phản hồi"].iter_rows(values_only=True))
    start = next(number for number, row in enumerate(rows) if row[0] == "STT")
    return [dict(zip(rows[start], row, strict=True)) for row in rows[start + 1 :] if row[0]]


def bands(workbook: Any) -> list[str]:
    """Return the headings of the list's sections."""
    rows = list(workbook["Phiếu phản hồi"].iter_rows(values_only=True))
    start = next(number for number, row in enumerate(rows) if row[0] == "STT")
    return [row[1] for row in rows[start + 1 :] if not row[0]]
