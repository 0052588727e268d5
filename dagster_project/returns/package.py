"""Looks into a zipped workbook (.xlsx, .ods) before it is read: size when unpacked, far cells, formulas without value.

Calamine allocates a sheet as one dense block and gives '' for an error, so a cell at XFD1048576 would eat the
memory and a broken formula would pass for a blank. Works on bytes only; no XML entity is ever resolved.
"""

import io
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from html import unescape
from posixpath import join, normpath

MAX_UNPACKED_BYTES = 300 * 1024 * 1024
MAX_RATIO = 300
_CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_REFERENCE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_VALUE = re.compile(rb"<(?:\w+:)?v>[^<]+</|<(?:\w+:)?is>")
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^>]*>")
_RELATIONSHIP = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")


class PackageProblem(Exception):
    """Why a zipped workbook must not be opened, in Vietnamese for the district."""


@dataclass
class SheetFacts:
    """Cells (row, column from 0) of one sheet that hold an error or a formula without a cached value."""

    errors: list[tuple[int, int]] = field(default_factory=list)


def inspect_package(content: bytes, *, max_cells: int) -> dict[str, SheetFacts]:
    """Return the facts of each sheet by name ({} for .ods); raises PackageProblem for a bomb or a damaged file."""
    parts = _unpack(content)
    if "xl/workbook.xml" not in parts:
        return {}
    return {name: _scan_sheet(parts[path], max_cells) for name, path in _sheet_paths(parts).items() if path in parts}


def _unpack(content: bytes) -> dict[str, bytes]:
    """Return every part, having checked what it really unpacks to: the sizes in a zip's directory can lie."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if any(member.flag_bits & 1 for member in members):
                raise PackageProblem("Tệp đặt mật khẩu (mã hóa).")
            unpacked = sum(member.file_size for member in members)
            if unpacked > MAX_UNPACKED_BYTES or unpacked > max(MAX_RATIO * len(content), 20 * 1024**2):
                raise PackageProblem("Tệp nén bung ra quá lớn (nghi “bom nén”).")
            return {member.filename: archive.read(member) for member in members}
    except (
        zipfile.BadZipFile,
        EOFError,
        OSError,
        ValueError,
        NotImplementedError,
        zlib.error,
    ) as problem:
        raise PackageProblem("Tệp hỏng: không giải nén được.") from problem


def _sheet_paths(parts: dict[str, bytes]) -> dict[str, str]:
    targets = {
        attributes.get("Id", ""): attributes.get("Target", "")
        for attributes in _attributes_of(_RELATIONSHIP, parts.get("xl/_rels/workbook.xml.rels", b""))
    }
    paths = {}
    for attributes in _attributes_of(_SHEET, parts["xl/workbook.xml"]):
        target = targets.get(attributes.get("r:id") or attributes.get("id", ""), "")
        paths[attributes.get("name", "")] = (
            target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
        )
    return paths


def _attributes_of(tag: re.Pattern[bytes], xml: bytes) -> list[dict[str, str]]:
    pairs = re.compile(r'([\w:]+)="([^"]*)"')
    return [
        {name: unescape(value) for name, value in pairs.findall(found.decode("utf-8", "replace"))}
        for found in tag.findall(xml)
    ]


def _scan_sheet(xml: bytes, max_cells: int) -> SheetFacts:
    facts = SheetFacts()
    last_row = last_column = 0
    for found in _CELL.finditer(xml):
        attributes, inner = found[1], found[2]
        if not inner:
            continue
        reference = _REFERENCE.search(attributes)
        if reference is None:
            continue
        row, column = int(reference[2]), _column_number(reference[1])
        has_value = _VALUE.search(inner) is not None
        # A formula that gave "" is a blank and says so with t="str"; one that was never calculated says nothing.
        never_calculated = b"<f" in inner and not has_value and b't="str"' not in attributes
        if b't="e"' in attributes or never_calculated:
            facts.errors.append((row - 1, column - 1))
        if has_value or never_calculated:
            last_row, last_column = max(last_row, row), max(last_column, column)
    if last_row * last_column > max_cells:
        raise PackageProblem(f"Ô xa nhất ở dòng {last_row}, cột {last_column}: trang tính quá lớn.")
    return facts


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
