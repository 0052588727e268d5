"""Why something failed, in a line for people: no name of an exception, no library's own words.

Belongs here: what the machine's failures are called (disk, memory, rights, damaged files), whoever met them: Python,
DuckDB, SQLite or Arrow. Does not belong here: our own messages, which say it themselves and pass as they are.
"""

import re
import shutil
from pathlib import Path

_DISK_FULL = "đĩa đầy, cần thêm chỗ trống · disk full, make room"
_NEXT_TO_NOTHING = 4 * 1024**2
#: What a message holds, in whatever library's words → what it is called. The first that is found counts.
_MEANINGS = [
    (r"Errno 28|No space left on device|(?:database or )?disk is full|Errno 122|Disk quota|Errno 27\b|File too large",
     _DISK_FULL),
    (r"Errno 30|Read-only file system|readonly database", "ổ đĩa chỉ cho đọc · the disk is read-only"),
    (r"Errno 13|Errno 1\]|Permission denied|Operation not permitted|unable to open database file",
     "không có quyền đọc hoặc ghi · no right to read or write"),
    (r"Errno 5\]|Input/output error|disk I/O error", "đĩa trục trặc khi đọc, ghi · the disk fails to read or write"),
    (r"Errno 24|Errno 23|Too many open files", "mở quá nhiều tệp cùng lúc (ulimit -n) · too many open files"),
    (r"MemoryError|ArrowMemoryError|OutOfMemory|Out of Memory|failed to allocate|malloc of size|Errno 12\]|"
     r"Cannot allocate memory", "thiếu bộ nhớ · out of memory"),
    (r"Could not set lock on file|Conflicting lock|database is locked",
     "tệp đang mở ở chương trình khác, hãy đóng lại · open in another program, close it there"),
    (r"disk image is malformed|file is not a database|SQLite format",
     "hồ sơ của Dagster hỏng · Dagster's records are damaged"),
    (r"not a valid DuckDB database|Corrupt database file|Could not read enough bytes|computed checksum|"
     r"Failed to deserialize", "cơ sở dữ liệu hỏng · a damaged database"),
    (r"magic bytes|Parquet footer|deserialize thrift|Parquet file size is|Unexpected end of stream|ZSTD decompress|"
     r"Corrupt snappy|CRC checksum|Invalid Parquet|page header|TProtocol|Not a Parquet file",
     "tệp Parquet hỏng · a damaged Parquet file"),
    (r"FileNotFoundError|Errno 2\]|No such file or directory|No files found that match",
     "thiếu tệp · a file is missing"),
    (r"\[Errno \d+\]", "hệ thống từ chối · the system refuses"),
]  # fmt: skip
_FAULT = "lỗi của chương trình, chi tiết trong nhật ký · a fault of the program, the log says more"
#: Python's own complaints about code: what they say helps nobody but its authors.
_OF_PROGRAMS = (
    "AssertionError", "AttributeError", "ImportError", "IndexError", "KeyError", "LookupError", "ModuleNotFoundError",
    "NameError", "NotImplementedError", "RecursionError", "StopIteration", "TypeError", "UnboundLocalError",
    "UnicodeDecodeError", "UnicodeEncodeError", "ZeroDivisionError",
)  # fmt: skip
_CLASS = re.compile(r"(?:[A-Za-z_]\w*\.)*([A-Z]\w*)(?::\s+|\Z)")
_IS_CLASS = re.compile(r"\w*(?:Error|Exception|Failure|Warning)|(?:[A-Z][a-z0-9]+){2,}")
_PATH = re.compile(r"""["'](/[^"'\n]+)["']|(?<![\w/.])(/[^\s"':,;]+)""")


def reason_of_error(error: BaseException, written: Path | None = None) -> str:
    """Return why something failed in a line, from the innermost cause of an exception.

    ``written`` is the folder that was written to: SQLite calls the end of its disk a failure to write.
    """
    while error.__cause__ is not None:
        error = error.__cause__
    if written and "disk I/O error" in str(error) and shutil.disk_usage(written).free < _NEXT_TO_NOTHING:
        return _DISK_FULL
    return plain_reason(f"{type(error).__name__}: {error}")


def plain_reason(text: str) -> str:
    """Return a reason in a line, from the text of an exception with its class before it, as a traceback's last line.

    What the machine did is called by one name, with the path if one is told. Our own messages stay as they are.
    """
    # `lines` of a message of ours may be a list, as of a reference's faults; a library's further lines are its own.
    line = " · ".join(part.strip() for part in text.strip().splitlines() if part.strip())
    for pattern, meaning in _MEANINGS:
        if re.search(pattern, line):
            path = next((quoted or bare for quoted, bare in _PATH.findall(line)), None)
            return f"{meaning}: {path}" if path else meaning
    found = _CLASS.match(line)
    if not found or not _IS_CLASS.fullmatch(found[1]):
        return line or _FAULT
    said = line[found.end() :]
    return _FAULT if found[1] in _OF_PROGRAMS or not said else said
