"""What failed is called by one plain name, whoever met it; our own messages pass as they are."""

import errno
import os
import re
import sqlite3
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from dagster_project.lib.reasons import plain_reason, reason_of_error


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (errno.ENOSPC, "disk full"),
        (errno.EFBIG, "disk full"),
        (errno.EDQUOT, "disk full"),
        (errno.EROFS, "read-only"),
        (errno.EACCES, "no right"),
        (errno.EPERM, "no right"),
        (errno.EIO, "fails to read or write"),
        (errno.ENOENT, "is missing"),
        (errno.EMFILE, "too many open files"),
        (errno.ENOMEM, "out of memory"),
        (errno.ELOOP, "the system refuses"),
    ],
)
def test_the_systems_numbers_have_names(number: int, says: str) -> None:
    reason = reason_of_error(OSError(number, os.strerror(number), "/srv/data/x.parquet"))
    assert says in reason
    assert reason.endswith(": /srv/data/x.parquet")
    assert "Errno" not in reason


def test_a_cause_is_told_and_not_what_it_led_to() -> None:
    try:
        try:
            raise OSError(errno.ENOSPC, "No space left on device")
        except OSError as problem:
            raise RuntimeError("step failed") from problem
    except RuntimeError as error:
        assert reason_of_error(error) == "đĩa đầy, cần thêm chỗ trống · disk full, make room"


def test_the_libraries_words_for_damage(tmp_path: Path) -> None:
    broken = tmp_path / "x.parquet"
    broken.write_bytes(b"no parquet at all")
    with pytest.raises(Exception) as arrow:
        pq.read_table(broken)
    with pytest.raises(duckdb.Error) as reading:
        duckdb.sql(f"from read_parquet('{broken}')").fetchall()
    with pytest.raises(duckdb.Error) as opening:
        duckdb.connect(str(broken.rename(tmp_path / "x.duckdb")), read_only=True)
    with pytest.raises(sqlite3.DatabaseError) as lite:
        sqlite3.connect(tmp_path / "x.duckdb").execute("select * from sqlite_master")
    told = [reason_of_error(one.value) for one in (arrow, reading, opening, lite)]
    said = ["a damaged Parquet file", "a damaged Parquet file", "a damaged database", "Dagster's records are damaged"]
    assert [text.split(" · ")[1].partition(":")[0] for text in told] == said


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("ValueError: units.csv, line 3: no year", "units.csv, line 3: no year"),
        ("dagster_project.returns.reference.load.InvalidReference: units.csv\nline 3", "units.csv · line 3"),
        ("WrongPersonKey: data/person.key is missing: restore it", "data/person.key is missing: restore it"),
        ("Nothing new: look at units.csv", "Nothing new: look at units.csv"),
    ],
)
def test_our_own_messages_pass_without_the_name_of_a_class(text: str, reason: str) -> None:
    assert plain_reason(text) == reason


@pytest.mark.parametrize(
    "text", ["KeyError: 'unit_code'", "TypeError: unsupported operand", "RuntimeError", "", "KeyError"]
)
def test_what_helps_only_its_authors_stays_in_the_log(text: str) -> None:
    assert re.search("a fault of the program", plain_reason(text))
    assert "Error" not in plain_reason(text)


def test_sqlite_at_the_end_of_its_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failed = sqlite3.OperationalError("disk I/O error")
    assert "fails to read or write" in reason_of_error(failed, tmp_path)
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 0}))
    assert "disk full" in reason_of_error(failed, tmp_path)
