"""Files that mean harm, or that only a broken program writes, and what is no file at all.

Belongs here: what tests/fuzz has not: bombs in XML and zip, a million rows, macros, links, lines of 100 MB; and pipes,
links, devices and names that a shell, a terminal or Windows trips over.
"""

import contextlib
import io
import os
import re
import socket
import stat
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.fuzz.bad_files import SHEET
from tests.fuzz.mutations import parts_of, zipped
from tests.unit.workbooks import PERSON, form, xlsx

_MB = 1024**2
#: Read as if nothing was in them but the return.
HARMLESS = {
    "macro.xlsm", "lien-ket-ngoai.xlsx", "kich-thuoc-khai-lon.xlsx", "dong-trong-1048576-tu-dong.xlsx",
    "cong-thuc-DDE.xlsx", "vong-lap-style.xlsx",
}  # fmt: skip


def _laughs(element: bytes) -> bytes:
    entities = b"".join(b'<!ENTITY l%d "%s">' % (level, b"&l%d;" % (level - 1) * 10) for level in range(1, 10))
    return b'<!DOCTYPE x [<!ENTITY l0 "haha">' + entities + b"]>" + element


def hostile_files() -> Iterator[tuple[str, bytes]]:
    """Yield name and content; the large ones are made when they are asked for, and not kept."""
    book = xlsx({"02": form("02", PERSON)})
    parts = parts_of(book)

    def changed(part: str, change: Callable[[bytes], bytes]) -> bytes:
        return zipped([*(parts | {part: change(parts.get(part, b""))}).items()])

    def more(**added: bytes) -> bytes:
        return zipped(
            [*(parts | {name.replace("__", "/").replace("_dot_", "."): part for name, part in added.items()}).items()]
        )

    body = parts[SHEET].partition(b"?>")[2]
    yield "tram-ty-lan-cuoi-trang.xlsx", changed(SHEET, lambda _: _laughs(body.replace(b"<v>", b"<v>&l9;", 1)))
    yield (
        "tram-ty-lan-cuoi-chuoi.xlsx",
        changed("xl/sharedStrings.xml", lambda _: _laughs(b"<sst><si><t>&l9;</t></si></sst>")),
    )
    yield "tram-ty-lan-cuoi-so.xlsx", changed("xl/workbook.xml", lambda xml: _laughs(xml.partition(b"?>")[2]))
    yield (
        "thuc-the-ngoai.xlsx",
        changed(
            SHEET,
            lambda _: b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>' + body.replace(b"<v>", b"<v>&f;", 1),
        ),
    )
    yield (
        "bom-bac-hai.xlsx",
        changed(
            SHEET,
            lambda _: (
                b'<!DOCTYPE x [<!ENTITY a "'
                + b"a" * 100_000
                + b'">]>'
                + body.replace(b"<v>", b"<v>" + b"&a;" * 10_000, 1)
            ),
        ),
    )
    inner = zipped([("0", bytes(200 * _MB))])
    yield (
        "bom-long-nhau.xlsx",
        more(xl__embeddings__a_dot_zip=zipped([(f"{number}.zip", inner) for number in range(50)])),
    )
    yield (
        "bom-100000-phan.xlsx",
        zipped([*parts.items(), *((f"xl/media/{number}", b"") for number in range(100_000))], zipfile.ZIP_STORED),
    )
    yield (
        "bom-trang-290MB.xlsx",
        changed(SHEET, lambda xml: xml.replace(b"</sheetData>", b"<row/>" * (48 * _MB) + b"</sheetData>")),
    )
    yield "zip-chong-len-nhau.xlsx", _overlapping(book)
    rows = b"".join(b'<row r="%d"/>' % number for number in range(100, 1_048_577))
    yield "dong-trong-1048576.xlsx", changed(SHEET, lambda xml: xml.replace(b"</sheetData>", rows + b"</sheetData>"))
    cells = b"".join(b'<row r="%d"><c r="A%d"/></row>' % (number, number) for number in range(100, 1_048_577))
    yield "o-trong-1048576.xlsx", changed(SHEET, lambda xml: xml.replace(b"</sheetData>", cells + b"</sheetData>"))
    formatted = b"".join(b'<row r="%d" ht="15" customHeight="1"/>' % number for number in range(100, 1_048_577))
    yield (
        "dong-trong-1048576-tu-dong.xlsx",
        changed(SHEET, lambda xml: xml.replace(b"</sheetData>", formatted + b"</sheetData>")),
    )
    yield (
        "kich-thuoc-khai-lon.xlsx",
        changed(SHEET, lambda xml: re.sub(rb'<dimension ref="[^"]*"/>', b'<dimension ref="A1:XFD1048576"/>', xml)),
    )
    yield (
        "kich-thuoc-am.xlsx",
        changed(SHEET, lambda xml: re.sub(rb'<dimension ref="[^"]*"/>', b'<dimension ref="XFD1048576:A1"/>', xml)),
    )
    yield (
        "gop-o-100000.xlsx",
        changed(
            SHEET,
            lambda xml: xml.replace(
                b"</sheetData>",
                b"</sheetData><mergeCells>" + b'<mergeCell ref="A1:XFD1048576"/>' * 100_000 + b"</mergeCells>",
            ),
        ),
    )
    yield "chuoi-dung-chung-khong-co.xlsx", changed(SHEET, lambda xml: xml.replace(b"<v>0</v>", b"<v>4294967295</v>"))
    yield (
        "chuoi-dung-chung-2-trieu.xlsx",
        changed(
            "xl/sharedStrings.xml", lambda xml: xml.replace(b"</sst>", b"<si><t>x</t></si>" * 2_000_000 + b"</sst>")
        ),
    )
    yield (
        "cot-16384.xlsx",
        changed(
            SHEET,
            lambda xml: xml.replace(
                b"</sheetData>", b'<row r="9">' + b"<c><v>1</v></c>" * 16_384 + b"</row></sheetData>"
            ),
        ),
    )
    yield (
        "cot-hon-16384.xlsx",
        changed(
            SHEET,
            lambda xml: xml.replace(
                b"</sheetData>", b'<row r="9">' + b"<c><v>1</v></c>" * 100_000 + b"</row></sheetData>"
            ),
        ),
    )
    yield (
        "macro.xlsm",
        more(xl__vbaProject_dot_bin=b"\xd0\xcf\x11\xe0" + os.urandom(20_000), xl__macrosheets__sheet1_dot_xml=b"<xm/>"),
    )
    yield (
        "lien-ket-ngoai.xlsx",
        more(
            xl__externalLinks__externalLink1_dot_xml=b'<externalLink><externalBook r:id="rId1"/></externalLink>',
            xl__externalLinks___rels__externalLink1_dot_xml_dot_rels=b'<Relationships><Relationship Id="rId1" '
            b'Target="http://192.0.2.1/x.xlsx" TargetMode="External"/></Relationships>',
        ),
    )
    yield "cong-thuc-DDE.xlsx", xlsx({"02": form("02", [*PERSON[:8], "=cmd|' /C calc'!A0", *PERSON[9:]])})
    yield (
        "vong-lap-style.xlsx",
        changed(
            "xl/styles.xml",
            lambda xml: xml.replace(b"</styleSheet>", b'<cellStyleXfs><xf xfId="0"/></cellStyleXfs></styleSheet>'),
        ),
    )
    yield (
        "trang-ngoai-goi.xlsx",
        changed(
            "xl/_rels/workbook.xml.rels", lambda xml: xml.replace(b"worksheets/sheet1.xml", b"../../../../etc/passwd")
        ),
    )
    yield (
        "trang-la-chinh-no.xlsx",
        changed("xl/_rels/workbook.xml.rels", lambda xml: xml.replace(b"worksheets/sheet1.xml", b"workbook.xml")),
    )
    yield "nul-trong-xml.xlsx", changed(SHEET, lambda xml: xml[:200] + bytes(4096) + xml[200:])
    yield "trang-1000.xlsx", xlsx({f"Biểu {number}": [["a"]] for number in range(1000)})
    yield "ten-phan-trung.xlsx", zipped([*parts.items(), (SHEET, b"<worksheet/>"), (SHEET, parts[SHEET])])
    yield "csv-dong-49MB.csv", b"TT;H\xe1\xbb\x8d v\xc3\xa0 t\xc3\xaan\n1;" + b"x" * (49 * _MB)
    yield "csv-dong-100MB.csv", b"x" * (100 * _MB - 1)
    yield "csv-hon-100MB.csv", b"x;" * (51 * _MB)
    yield "csv-cham-phay-20MB.csv", b";" * (20 * _MB)
    yield "csv-ngoac-20MB.csv", b'"' * (20 * _MB) + b"\n"
    yield "csv-NUL-20MB.csv", bytes(20 * _MB)
    yield "csv-xuong-dong-20MB.csv", b"\r" * (20 * _MB)
    yield "xlsx-NUL-20MB.xlsx", bytes(20 * _MB)
    yield "xls-lap-vo-tan.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512 - 8) + os.urandom(2 * _MB)


def _overlapping(book: bytes) -> bytes:
    """Return a zip whose directory names the same bytes a thousand times: what unpacks is never counted by size."""
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        first = archive.infolist()[0]
    end = book.rindex(b"PK\x05\x06")
    begin = int.from_bytes(book[end + 16 : end + 20], "little")
    entry = book[begin : begin + 46 + len(first.filename) + len(first.extra)]
    entries = book[begin:end] + entry * 5000
    tail = bytearray(book[end:])
    count = int.from_bytes(tail[10:12], "little") + 5000
    tail[8:10] = tail[10:12] = count.to_bytes(2, "little")
    tail[12:16] = len(entries).to_bytes(4, "little")
    return book[:begin] + entries + bytes(tail)


STRANGE_NAMES = [
    "CON.xlsx", "aux.xlsx", "NUL", "COM1.xlsx", "-rf.xlsx", "--help.xlsx", "$(touch hong).xlsx", "`touch hong`.xlsx",
    "a;touch hong.xlsx", "a'b\"c.xlsx", "a\nb.xlsx", "a\tb.xlsx", "\u202excod.xlsx", "a\u200bb.xlsx", "😀.xlsx",
    "e\u0302\u0323.xlsx", "x" * 250 + ".xlsx", " .xlsx", "a .xlsx ", "a..xlsx", "%00.xlsx", "%2e%2e%2f.xlsx",
    "x\\..\\a.xlsx", "a.xlsx.exe", "a", "A.XLSX", "[b]old[!b].xlsx", "{{7*7}}.xlsx", "<script>.xlsx", "*.xlsx",
    "?.xlsx",
]  # fmt: skip


def put_strange_entries(folder: Path, content: bytes, outside: Path) -> tuple[list[str], list[str]]:
    """Put good returns under strange names into a folder, and what is no file; returns the names of both."""
    for name in STRANGE_NAMES:
        (folder / name).write_bytes(content)
    outside.write_bytes(content)
    no_files = []

    def put(name: str, make: Callable[[Path], object]) -> None:
        with contextlib.suppress(PermissionError, NotImplementedError):
            make(folder / name)
            no_files.append(name)

    put("ong-dan.xlsx", os.mkfifo)
    put("lien-ket-ra-ngoai.xlsx", lambda path: path.symlink_to(outside))
    put("lien-ket-dev-zero.xlsx", lambda path: path.symlink_to("/dev/zero"))
    put("lien-ket-vong.xlsx", lambda path: path.symlink_to(path.name))
    put("lien-ket-hong.xlsx", lambda path: path.symlink_to("khong-co.xlsx"))
    put("thiet-bi-zero.xlsx", lambda path: os.mknod(path, 0o644 | stat.S_IFCHR, os.makedev(1, 5)))
    put("thiet-bi-full.xlsx", lambda path: os.mknod(path, 0o644 | stat.S_IFCHR, os.makedev(1, 7)))
    put("o-cam.xlsx", _socket)
    (folder / "lien-ket-trong.xlsx").symlink_to(STRANGE_NAMES[0])
    (folder / "thu-muc.xlsx").mkdir()
    return [*STRANGE_NAMES, "lien-ket-trong.xlsx"], no_files


def _socket(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(here)
