"""``make find-files`` and ``make forget-file``: which received files hold a text, and taking one out of the archive.

Belongs here: what was typed, looking through every row that was read, and what is said. Not here: the archive itself
(returns/receive/). A file that could not be opened was never read: how many there are is said with the answer.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from dagster_project.lib.command import Command, refused
from dagster_project.lib.locks import LockHeld, locked
from dagster_project.lib.log_lines import open_log, say
from dagster_project.lib.reasons import reason_of_error
from dagster_project.returns.receive.blobs import blob_path
from dagster_project.returns.receive.forgotten import forget, forgotten_hashes
from dagster_project.settings import Settings, WrongSetting, check_names, load_settings

_HELP = """TEXT=012345678901                 which files hold a citizen id, a party card, a name (as typed in the file)
SHA256=… WHY="quyết định số …"     take that file out of the archive for good; then run make nightly
The reason is kept for ever and others read it: no name, no id in it. What else holds a person: docs/operations.md"""
_FOUND = """
    select file.source_sha256, file.file_path, file.received_at, count(*) as rows
    from read_parquet($rows, union_by_name = true) as line
    inner join read_parquet($files, union_by_name = true) as file using (file_key)
    where len(list_filter(
        line.cells,
        cell -> contains(lower(cell), lower($text))
            or (len($digits) >= 6 and regexp_replace(cell, '[^0-9]', '', 'g') = $digits)
    )) > 0
    group by all order by file.file_path, file.received_at
"""
_UNREAD = "select count(*) from read_parquet($files, union_by_name = true) where not is_readable"


@dataclass(frozen=True)
class FileWithText:
    """A received file in which a text stands."""

    sha256: str
    path: str
    received: str
    rows: int


def main(arguments: list[str] | None = None) -> int:
    """Do what was asked; returns the exit code."""
    command = Command("dagster_project.forget", "Finds the files that hold a text, or forgets a file for good.", _HELP)
    typed = command.named_values(("TEXT", "SHA256", "WHY"), arguments)
    try:
        check_names()
        settings = load_settings()
        if typed.keys() == {"TEXT"}:
            return _say_which(settings, typed["TEXT"])
        if typed.keys() != {"SHA256", "WHY"}:
            command.error("cần · expected: TEXT=…, hoặc · or SHA256=… WHY=…")
        if not re.fullmatch(r"[0-9a-f]{64}", typed["SHA256"]):
            command.error("SHA256=…: cần 64 chữ số thập lục phân · expected 64 hexadecimal digits, small letters")
        with locked(settings.data_dir / "night.lock", wait=False):
            return _forget(settings, typed["SHA256"], typed["WHY"])
    except LockHeld as held:
        return refused(f"đang tổng hợp, hãy chờ · a night is running, wait for its end: {held}")
    except WrongSetting as problem:
        return refused(str(problem))
    except OSError as problem:
        return refused(reason_of_error(problem))


def files_with(returns: Path, text: str) -> Iterator[FileWithText]:
    """Yield the received files of which a cell holds ``text``, or the digits of it, however they are set apart."""
    digits = re.sub(r"\D", "", text) if not re.search(r"[^\W\d]", text) else ""
    given = {"rows": _tables(returns, "row"), "files": _tables(returns, "file"), "text": text.strip(), "digits": digits}
    for sha256, path, received, rows in duckdb.connect().execute(_FOUND, given).fetchall():
        yield FileWithText(sha256, path, f"{received:%Y-%m-%d %H:%M}", rows)


def _say_which(settings: Settings, text: str) -> int:
    returns = settings.data_dir / "returns"
    if not any(returns.glob("raw/row/*/*.parquet")):
        return refused(f"chưa đọc tệp nào · no file was read yet: {returns} (make nightly)")
    for one in files_with(returns, text):
        print(f"{one.sha256}  {one.received}  {one.rows:>5} dòng · rows  {one.path}")
    row = duckdb.connect().execute(_UNREAD, {"files": _tables(returns, "file")}).fetchone()
    print(
        f"{row[0] if row else 0} tệp không mở được, chưa tìm trong đó · files could not be opened and were not searched"
    )
    return 0


def _tables(returns: Path, name: str) -> str:
    return str(returns / "raw" / name / "*" / "*.parquet")


def _forget(settings: Settings, sha256: str, why: str) -> int:
    archive = settings.archive_dir
    if sha256 not in forgotten_hashes(archive) and not blob_path(archive, sha256).exists():
        return refused(f"không có trong kho lưu · not in the archive: {sha256}")
    forgotten = forget(archive, sha256, why)
    open_log(settings.log_path, settings.log_format, to_stderr=False)
    say("forget", f"Đã xóa hẳn một tệp · a file was forgotten: {sha256}")
    print(f"Đã xóa khỏi kho lưu · taken out of the archive: {sha256}, {', '.join(forgotten.paths)}")
    print("Chạy make nightly để xóa cả số liệu lấy từ tệp đó · make nightly makes everything again without it.")
    if forgotten.at_source:
        told = "Lần nhận gần nhất nguồn còn tệp này, hãy xóa ở đó · the source had it at the last pull, remove it there"
        print(f"{told}: {', '.join(forgotten.at_source)}")
    print(f"Bản sao lưu cũng có tệp này · backups have it too: {blob_path(Path('archive'), sha256)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
