"""Ways to damage a spreadsheet file, by its structure: each takes bytes and a random generator, and gives bytes.

Belongs here: what transfers, disks, conversions and hostile people do to files. Does not belong here: what must come
of it (test_fuzz.py).
"""

import io
import re
import struct
import zipfile
from collections.abc import Callable
from random import Random

Mutation = Callable[[bytes, Random], bytes]

NUMBERS = (
    "0", "-1", "1e300", "-1e300", "1e-300", "NaN", "INF", "2958466", "3000000", "1e10", "-5", "0.9999999999", "60",
    "99999999999999999999999999", "4294967296", "2147483648", "65536", "1048577", "16385", "1000000", "", "x", "٣",
)  # fmt: skip


# Any file


def cut_off(content: bytes, random: Random) -> bytes:
    return content[: random.randrange(1, len(content))]


def flipped_bits(content: bytes, random: Random) -> bytes:
    damaged = bytearray(content)
    for _ in range(random.choice([1, 3, 20, 200])):
        damaged[random.randrange(len(damaged))] ^= 1 << random.randrange(8)
    return bytes(damaged)


def blank_stretch(content: bytes, random: Random) -> bytes:
    start = random.randrange(len(content))
    length = random.choice([16, 512, 4096, len(content)])
    stretch = content[start : start + length]
    return content[:start] + random.choice([b"\0", b"\xff"]) * len(stretch) + content[start + length :]


def second_half_zero(content: bytes, _random: Random) -> bytes:
    return content[: len(content) // 2] + bytes(len(content) - len(content) // 2)


def repeated_stretch(content: bytes, random: Random) -> bytes:
    start = random.randrange(len(content))
    stretch = content[start : start + random.choice([8, 64, 512])]
    return content[:start] + stretch * random.choice([2, 50]) + content[start:]


def swapped_stretches(content: bytes, random: Random) -> bytes:
    one, other = sorted(random.randrange(len(content)) for _ in range(2))
    length = min(random.choice([16, 512]), other - one)
    damaged = bytearray(content)
    damaged[one : one + length], damaged[other : other + length] = (
        content[other : other + length],
        content[one : one + length],
    )
    return bytes(damaged)


ANY: list[Mutation] = [
    cut_off, flipped_bits, blank_stretch, second_half_zero, repeated_stretch, swapped_stretches,
]  # fmt: skip


# .xls: sectors of the compound file, records of the workbook stream

SECTOR = 512
_WILD = (0, 1, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFE, 0x7FFFFFFF, 0x80000000)
DIMENSIONS, SST, CONTINUE, LABELSST, NUMBER, RK, MULRK, BLANK, FORMULA = (
    0x200, 0xFC, 0x3C, 0xFD, 0x203, 0x27E, 0xBD, 0x201, 0x06,
)  # fmt: skip


def wild_header(content: bytes, random: Random) -> bytes:
    """Put a wild number into one of the header's fields: sector sizes, counts, first sectors."""
    offset = random.choice([24, 26, 28, 30, 32, 40, 44, 48, 56, 60, 64, 68, 72, 76, 80])
    size = "<H" if offset < 34 else "<I"
    wild = random.choice(_WILD) & (0xFFFF if size == "<H" else 0xFFFFFFFF)
    return _patched(content, offset, struct.pack(size, wild))


def wild_allocation(content: bytes, random: Random) -> bytes:
    """Break the table that chains the sectors: loops, ends too early, leads out of the file."""
    table = SECTOR * (1 + struct.unpack_from("<I", content, 76)[0])
    if table + SECTOR > len(content):
        return flipped_bits(content, random)
    for _ in range(random.choice([1, 5, 50])):
        wild = random.choice([*_WILD, random.randrange(len(content) // SECTOR)])
        content = _patched(content, table + 4 * random.randrange(SECTOR // 4), struct.pack("<I", wild))
    return content


def wild_directory(content: bytes, random: Random) -> bytes:
    """Give a stream of the directory another size, another first sector, another kind."""
    directory = SECTOR * (1 + struct.unpack_from("<I", content, 48)[0])
    entry = directory + 128 * random.randrange(4)
    offset = random.choice([64, 66, 68, 72, 76, 116, 120])
    return _patched(content, entry + offset, struct.pack("<I", random.choice(_WILD)))


def lost_sector(content: bytes, random: Random) -> bytes:
    start = SECTOR * random.randrange(1, len(content) // SECTOR)
    kept = random.choice([b"", bytes(SECTOR), content[SECTOR : 2 * SECTOR]])
    return content[:start] + kept + content[start + SECTOR :]


def records(content: bytes) -> list[tuple[int, int, int]]:
    """Return (offset, id, length) of the workbook stream's records, where it begins right after the header."""
    found, at = [], SECTOR
    while at + 4 <= len(content):
        kind, length = struct.unpack_from("<HH", content, at)
        if kind == 0 and length == 0:
            break
        found.append((at, kind, length))
        at += 4 + length
    return found


def wild_record(content: bytes, random: Random) -> bytes:
    """Change one record: its kind, its length, its bytes, or it is gone, or there twice."""
    at, kind, length = random.choice(records(content))
    end = at + 4 + length
    match random.randrange(5):
        case 0:
            return _patched(content, at, struct.pack("<H", random.choice([kind ^ 1, SST, NUMBER, 0x809, 0x0A])))
        case 1:
            return _patched(content, at + 2, struct.pack("<H", random.choice([0, 1, 0xFFFF, length + 1, 8228])))
        case 2:
            return _patched(content, at + 4, random.randbytes(length))
        case 3:
            return content[:at] + content[end:]
    return content[:end] + content[at:end] * random.choice([1, 20]) + content[end:]


def wild_cell(content: bytes, random: Random) -> bytes:
    """Change what cells and the tables behind them say: far places, numbers without end, strings that are not there."""
    cells = [one for one in records(content) if one[1] in (DIMENSIONS, SST, LABELSST, NUMBER, RK, MULRK, BLANK)]
    for at, kind, length in random.choices(cells, k=random.choice([1, 1, 10])) if cells else []:
        wild = struct.pack("<I", random.choice(_WILD))
        if kind == NUMBER and random.random() < 0.5:
            number = random.choice([1e300, -1e300, float("inf"), float("nan"), 3e6, -5.0, 1e10])
            content = _patched(content, at + 4 + 6, struct.pack("<d", number))
        else:
            content = _patched(content, at + 4 + 2 * random.randrange(max(length // 2 - 1, 1)), wild[: min(4, length)])
    return content


XLS: list[Mutation] = [wild_header, wild_allocation, wild_directory, lost_sector, wild_record, wild_cell]


def _patched(content: bytes, offset: int, new: bytes) -> bytes:
    return (content[:offset] + new + content[offset + len(new) :])[: max(len(content), offset)]


# Zips: their directory, their parts, the XML in them


def wild_directory_entry(content: bytes, random: Random) -> bytes:
    """Put a wild number into an entry of the zip's directory, or before a part: method, sizes, checksum, place."""
    marks = [
        found.start() for found in re.finditer(random.choice([b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06"]), content)
    ]
    if not marks:
        return flipped_bits(content, random)
    offset = random.choice(marks) + random.choice([6, 8, 10, 14, 16, 18, 20, 22, 24, 26, 28, 30, 42])
    return _patched(content, offset, struct.pack("<I", random.choice(_WILD))[: random.choice([2, 4])])


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: list[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, part in parts:
            archive.writestr(name, part)
    return target.getvalue()


def other_parts(content: bytes, random: Random) -> bytes:
    """Lose a part, swap two, add a bomb, rename one, pack in another way."""
    parts = list(parts_of(content).items())
    number = random.randrange(len(parts))
    name, part = parts[number]
    match random.randrange(7):
        case 0:
            parts.pop(number)
        case 1:
            other = random.randrange(len(parts))
            parts[number], parts[other] = (name, parts[other][1]), (parts[other][0], part)
        case 2:
            parts.append(("xl/media/image1.png", bytes(40 * 1024**2)))
        case 3:
            parts[number] = (name, part + b" " * 18 * 1024**2)
        case 4:
            parts[number] = (random.choice([name.upper(), name.replace("/", "\\"), "../" + name, name + "\x00"]), part)
        case 5:
            parts[number] = (name, b"")
        case 6:
            return zipped(parts, random.choice([zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]))
    return zipped(parts)


def _xml_part(content: bytes, random: Random) -> tuple[dict[str, bytes], str]:
    """Return the parts and one that is XML, more often one with cells."""
    parts = parts_of(content)
    names = [name for name in parts if name.endswith((".xml", ".rels"))]
    told = [name for name in names if re.search("sheet|content|sharedStrings|styles", name)]
    return parts, random.choice(random.choice([names, told]))


def wild_attribute(content: bytes, random: Random) -> bytes:
    """Give attributes other values: numbers without end, places beyond the sheet, names that are nothing."""
    parts, name = _xml_part(content, random)
    found = list(re.finditer(rb'\b([\w:-]+)="([^"]*)"', parts[name]))
    xml = parts[name]
    for one in sorted(random.sample(found, min(len(found), random.choice([1, 3, 30]))), key=lambda it: -it.start()):
        wild = random.choice(
            [*NUMBERS, "XFD1048576", "A1:XFD1048576", "B2:A1", "A0", "ZZZZ1", "s", "e", "hidden", "date"]
        )
        value = wild if random.random() < 0.8 else one[2].decode("utf-8", "replace") * 50
        xml = xml[: one.start(2)] + value.encode() + xml[one.end(2) :]
    return zipped([*(parts | {name: xml}).items()])


def wild_value(content: bytes, random: Random) -> bytes:
    """Give elements other texts: numbers, controls, letters that XML does not allow."""
    parts, name = _xml_part(content, random)
    xml = parts[name]
    found = list(re.finditer(rb">([^<]+)<", xml))
    texts = [*NUMBERS, "&#x1;", "&#xD800;", "&#xFFFF;", "_x0000_", "_xD800_", "&b;", "]]>", "\x00", "é" * 40_000]
    for one in sorted(random.sample(found, min(len(found), random.choice([1, 5, 50]))), key=lambda it: -it.start()):
        xml = xml[: one.start(1)] + random.choice(texts).encode() + xml[one.end(1) :]
    return zipped([*(parts | {name: xml}).items()])


def broken_xml(content: bytes, random: Random) -> bytes:
    """Break the XML itself: tags without end, depth, entities, quotes, encodings."""
    parts, name = _xml_part(content, random)
    xml = parts[name]
    tags = [found.start() for found in re.finditer(rb"<[\w/]", xml)]
    at = random.choice(tags)
    match random.randrange(9):
        case 0:
            xml = xml[:at] + b'<c r="A1" ' * 100_000 + xml[at:]
        case 1:
            xml = xml[:at] + b'<c r="A1"><v>' * 50_000 + xml[at:]
        case 2:
            xml = xml[:at] + b"<a>" * 50_000 + b"</a>" * 50_000 + xml[at:]
        case 3:
            entity = b'<!DOCTYPE a [<!ENTITY b "' + b"c" * 1000 + b'"><!ENTITY d "' + b"&b;" * 1000 + b'">]>'
            xml = entity + re.sub(rb">[^<>]+<", b">&d;<", xml, count=5)
        case 4:
            xml = xml.replace(b'"', random.choice([b"'", b""]))
        case 5:
            xml = xml.decode("utf-8", "replace").encode(random.choice(["utf-16", "utf-16-le", "utf-32", "utf-7"]))
        case 6:
            xml = re.sub(
                rb"encoding=.utf-8.",
                b'encoding="' + random.choice([b"TCVN", b"latin-1", b"utf-16"]) + b'"',
                xml,
                flags=re.I,
            )
        case 7:
            end = xml.find(b">", at) + 1
            xml = xml[:at] + xml[end:]
        case 8:
            end = xml.find(b">", at) + 1
            xml = xml[:end] + xml[at:end] * 1000 + xml[end:]
    return zipped([*(parts | {name: xml}).items()])


def far_cells(content: bytes, random: Random) -> bytes:
    """Reach far: a lone cell, repeated rows and columns, merged ranges over everything."""
    parts, name = _xml_part(content, random)
    xml = parts[name]
    far = random.choice([b"XFD1048576", b"A1048576", b"XFD1", b"CV90000", b"ZZZ9999999", b"AA65536"])
    rows = random.choice([b"1000000", b"65536", b"5000", b"2147483647", b"18446744073709551615"])
    xml = random.choice([
        xml.replace(b"</sheetData>", b'<row><c r="' + far + b'"><v>1</v></c></row></sheetData>'),
        xml.replace(b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A1:' + far + b'"/></mergeCells>'),
        xml.replace(b"<table:table-row", b'<table:table-row table:number-rows-repeated="' + rows + b'"', 5),
        xml.replace(b"<table:table-cell", b'<table:table-cell table:number-columns-repeated="' + rows + b'"', 5),
        xml.replace(b"<table:table-cell", b'<table:table-cell table:number-rows-spanned="' + rows + b'"', 50),
        re.sub(rb"<si>", b"<si><t>" + b"x" * 60_000 + b"</t></si><si>", xml, count=100),
    ])  # fmt: skip
    return zipped([*(parts | {name: xml}).items()])


ZIPPED: list[Mutation] = [wild_directory_entry, other_parts, wild_attribute, wild_value, broken_xml, far_cells]


# .csv


def stray_quotes(content: bytes, random: Random) -> bytes:
    damaged = bytearray(content)
    for _ in range(random.choice([1, 2, 9])):
        damaged.insert(random.randrange(len(damaged)), ord('"'))
    return bytes(damaged)


def quote_before_much(content: bytes, random: Random) -> bytes:
    at = random.randrange(len(content))
    return content[:at] + b';"' + content[at:] * random.choice([1, 100])


def other_encoding(content: bytes, random: Random) -> bytes:
    encoding = random.choice(["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig", "utf-7", "latin-1", "cp1258"])
    return content.decode("utf-8", "replace").encode(encoding, "replace")


def wild_bytes(content: bytes, random: Random) -> bytes:
    at = random.randrange(len(content))
    wild = random.choice([
        b"\0", b"\x1a", b"\xff", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\r", b"\x0b\x0c\x1c\x85", b"\xe2\x80\xa8",
        b";" * 100_000, b"x" * 200_000, b"\n" * 300_000, b'"' * 9_999, b";\n" * 99_999,
    ])  # fmt: skip
    return content[:at] + wild + content[at:]


def wild_cells(content: bytes, random: Random) -> bytes:
    cells = re.split(rb"([;\r\n]+)", content)
    for _ in range(random.choice([1, 10, 100])):
        cells[random.randrange(len(cells))] = random.choice([*NUMBERS, "Tổng cộng: " + "9" * 25, "=1+1", "nt"]).encode()
    return b"".join(cells)


def other_delimiter(content: bytes, random: Random) -> bytes:
    return content.replace(b";", random.choice([b",", b"\t", b"|", b"", b"\n", b";;", b'";"']))


CSV: list[Mutation] = [stray_quotes, quote_before_much, other_encoding, wild_bytes, wild_cells, other_delimiter]

BY_FORMAT: dict[str, list[Mutation]] = {
    "xlsx": [*ZIPPED, *ZIPPED, *ANY],
    "ods": [*ZIPPED, *ZIPPED, *ANY],
    "xls": [*XLS, *XLS, *ANY],
    "csv": [*CSV, *CSV, *ANY],
}


def mutated(kind: str, content: bytes, seed: int) -> tuple[str, bytes]:
    """Return what was done and the damaged file; the same for the same seed."""
    random = Random(f"{kind} {seed}")
    ways = BY_FORMAT[kind]
    # Every way has its turn; now and then two at once.
    chosen = [ways[seed % len(ways)], *random.sample(ways, random.choice([0, 0, 0, 1]))]
    done = []
    for way in chosen:
        try:
            content = way(content, random)
        except Exception:
            continue  # the first one left nothing that the second could take apart
        done.append(way.__name__)
    return "+".join(done) or "unchanged", content
