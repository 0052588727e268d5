"""Files that once stopped every night, or were found by fuzzing: each with a name that says what is wrong with it."""

import io
import zipfile
from collections.abc import Callable
from functools import cache

import xlsxwriter

from tests.fixtures.make_returns import HERE, RETURNS
from tests.fuzz.mutations import parts_of, zipped
from tests.unit.workbooks import PERSON, form, xlsx

SHEET = "xl/worksheets/sheet1.xml"
# Told by another rule, or readable: they only must not stop anything.
MAY_BE_READ = {"tong-cong-25-chu-so.xlsx", "so-1e300.xlsx", "ngay-ngoai-lich.xlsx", "lich-su-day.xlsx"}


def _original(unit: str, name: str) -> bytes:
    return (HERE / RETURNS / "2024" / unit / name).read_bytes()


def _with_part(content: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    return zipped([(name, change(xml) if name == part else xml) for name, xml in parts_of(content).items()])


def _with_numbers(number: float, number_format: str) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as workbook:
        sheet, shown = workbook.add_worksheet("02"), workbook.add_format({"num_format": number_format})
        for row, cells in enumerate(form("02", PERSON)):
            sheet.write_row(row, 0, cells)
        sheet.write_number(3, 2, number, shown)
    return target.getvalue()


@cache
def bad_files() -> dict[str, bytes]:
    """Return name → content."""
    book = xlsx({"02": form("02", PERSON)})
    xls = _original("habit-xls", "bao-cao.xls")
    ods = _original("habit-ods", "bao-cao.ods")
    csv = _original("habit-csv", "bieu-02.csv")
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    total = form("02", PERSON, ["", "Tổng cộng: " + "1234567890" * 2 + "12345 đồng chí"])
    encrypted = bytearray(book)
    encrypted[book.index(b"PK\x01\x02") + 8] |= 1
    bomb = zipped([*parts_of(book).items(), ("xl/media/image1.png", bytes(310 * 1024**2))])
    return {
        "xls-nua-sau-la-0.xls": xls[: len(xls) // 2] + bytes(len(xls) - len(xls) // 2),
        "xls-bi-cat.xls": xls[: len(xls) * 2 // 5],
        "xls-bi-cat-1000.xls": xls[:1000],
        "xls-chi-co-dau.xls": xls[:512],
        "csv-ngoac-kep-200kB.csv": csv + b'1;"' + b"x;y;z\n" * 34_000,
        "csv-mot-o-dai.csv": csv + b"x" * 40_000 + b"\n",
        "csv-mot-dong-dai.csv": b"x" * 5_000_000,
        "csv-co-NUL.csv": csv[:300] + b"\0" + csv[300:],
        "csv-utf-16-khong-dau.csv": csv.decode("utf-8-sig").encode("utf-16-le"),
        "csv-utf-16-le-byte.csv": csv.decode("utf-8-sig").encode("utf-16")[:-1],
        "csv-sai-mot-byte.csv": csv[:-40] + b"\xf4" + csv[-40:],
        "csv-qua-nhieu-dong.csv": b"a;b\n" * 200_001,
        "tong-cong-25-chu-so.xlsx": xlsx({"02": total}),
        "o-o-xa.xlsx": _with_part(book, SHEET, lambda xml: xml.replace(b"</sheetData>", far)),
        "o-o-xa-nhay-don.xlsx": _with_part(
            book, SHEET, lambda xml: xml.replace(b"</sheetData>", far.replace(b'"', b"'"))
        ),
        "the-khong-dong.xlsx": _with_part(book, SHEET, lambda _: b"<worksheet>" + b'<c r="A1" ' * 200_000),
        "o-khong-dong.xlsx": _with_part(book, SHEET, lambda _: b"<worksheet>" + b'<c r="A1"><f>' * 200_000),
        "doctype.xlsx": _with_part(
            book, SHEET, lambda xml: b'<!DOCTYPE a [<!ENTITY b "c">]>' + xml.partition(b"?>")[2]
        ),
        "dem-gio-1e300.xlsx": _with_numbers(1e300, "[h]:mm"),
        "so-1e300.xlsx": _with_numbers(1e300, "General"),
        "ngay-ngoai-lich.xlsx": _with_numbers(3_000_000, "dd/mm/yyyy"),
        "ods-lap-1000000-dong.ods": _with_part(
            ods,
            "content.xml",
            lambda xml: xml.replace(b"<table:table-row", b'<table:table-row table:number-rows-repeated="1000000"'),
        ),
        "ods-lap-cot.ods": _with_part(
            ods,
            "content.xml",
            lambda xml: xml.replace(b"<table:table-cell", b'<table:table-cell table:number-columns-repeated="2000000"'),
        ),
        "lich-su-day.xlsx": _with_part(
            book, SHEET, lambda xml: xml.replace(b"</sheetData>", b"</sheetData>" + b"<a>" * 50_000 + b"</a>" * 50_000)
        ),
        "nhi-phan.xlsb": zipped([("xl/workbook.bin", b"\x83\x01\x00"), ("[Content_Types].xml", b"<Types/>")]),
        "van-ban.docx": zipped([("word/document.xml", b"<a/>"), ("[Content_Types].xml", b"<Types/>")]),
        "bom.xlsx": bomb,
        "mat-khau.xlsx": bytes(encrypted),
        "bi-cat.xlsx": book[:-300],
        "rong.xlsx": b"",
        "scan.xlsx": b"%PDF-1.7",
        "zip-rong.xlsx": _empty_zip(),
    }


def _empty_zip() -> bytes:
    target = io.BytesIO()
    zipfile.ZipFile(target, "w").close()
    return target.getvalue()
