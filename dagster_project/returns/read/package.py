"""Looks into a zipped workbook (.xlsx, .ods) before it is read: what it unpacks to, and which sheets are in it.

Belongs here: the zip and the list of sheets. What is looked for inside of a sheet is in sheet_facts.py. Works on bytes
only; no XML entity is ever resolved.
"""

import io
import lzma
import struct
import zipfile
import zlib
from posixpath import join, normpath

from dagster_project.returns.read.sheet_facts import SheetFacts, scan_ods, scan_xlsx
from dagster_project.returns.read.xml_scan import Attributes, PackageProblem, attributes_of

MAX_UNPACKED_BYTES = 300 * 1024 * 1024
MAX_RATIO = 300
_READ_PARTS = (".xml", ".rels")
_XLSX, _XLSX_LINKS, _XLSB, _ODS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/workbook.bin", "content.xml"


def inspect_package(content: bytes, *, max_cells: int) -> dict[str, SheetFacts]:
    """Return the facts of each visible sheet by name; raises PackageProblem for a bomb or a damaged file."""
    parts = _unpack(content)
    if _XLSB in parts:
        raise PackageProblem("Định dạng .xlsb không đọc được.")
    if _XLSX in parts:
        paths = _sheet_paths(parts)
        return {name: scan_xlsx(parts[path], max_cells) for name, path in paths.items() if path in parts}
    if _ODS in parts:
        return scan_ods(parts[_ODS], max_cells)
    raise PackageProblem("Nội dung không phải bảng tính (.xlsx, .xls, .ods, .csv).")


def _unpack(content: bytes) -> dict[str, bytes]:
    """Return the XML parts, having checked what all parts really unpack to: the sizes in a zip's directory can lie."""
    parts = {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if any(member.flag_bits & 1 for member in members):
                raise PackageProblem("Tệp đặt mật khẩu (mã hóa).")
            unpacked = sum(member.file_size for member in members)
            if unpacked > MAX_UNPACKED_BYTES or unpacked > max(MAX_RATIO * len(content), 20 * 1024**2):
                raise PackageProblem("Tệp nén bung ra quá lớn (nghi “bom nén”).")
            for member in members:
                # Also what is not looked into is unpacked once: a wrong size or checksum shows only then.
                part = archive.read(member)
                name = _part_name(member.filename)
                if name.endswith(_READ_PARTS):
                    parts[name] = part
                elif name == _XLSB:
                    parts[name] = b""
    except (
        zipfile.BadZipFile,
        EOFError,
        OSError,
        ValueError,
        NotImplementedError,
        RuntimeError,
        struct.error,
        lzma.LZMAError,
        zlib.error,
    ) as problem:
        raise PackageProblem("Tệp hỏng: không giải nén được.") from problem
    return parts


def _part_name(name: str) -> str:
    """Return a part's name as programs compare it: case and the slash's direction do not count."""
    return name.replace("\\", "/").lower()


def _sheet_paths(parts: dict[str, bytes]) -> dict[str, str]:
    links = {
        link.get("Id", ""): link.get("Target", "")
        for link in attributes_of("Relationship", parts.get(_XLSX_LINKS, b"<none/>"))
    }
    return {
        sheet.get("name", ""): _path_of(sheet, links)
        for sheet in attributes_of("sheet", parts[_XLSX])
        if sheet.get("state", "visible") == "visible"
    }


def _path_of(sheet: Attributes, links: dict[str, str]) -> str:
    identity = next((value for name, value in sheet.items() if name == "id" or name.endswith(":id")), "")
    target = links.get(identity, "").replace("\\", "/")
    return _part_name(target.lstrip("/") if target.startswith("/") else normpath(join("xl", target)))
