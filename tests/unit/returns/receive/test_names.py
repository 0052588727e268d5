"""Names that are no text and times that no clock showed: told, stored and fetched all the same."""

import contextlib
import os
import unicodedata
from datetime import datetime
from pathlib import Path

import paramiko
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.returns.receive.blobs import read_blob
from dagster_project.returns.receive.index import load_index
from dagster_project.returns.receive.names import another_name, printable_name, shortened
from dagster_project.returns.receive.received_list import read_received_list
from dagster_project.returns.receive.remote import _time
from dagster_project.returns.receive.source import Source
from dagster_project.returns.receive.step import pull
from tests.unit.servers import put, sftp_server

KEY = paramiko.RSAKey.generate(2048)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Biểu số 02 (bản 1) & 100%.xlsx", "Biểu số 02 (bản 1) & 100%.xlsx"),
        (unicodedata.normalize("NFD", "Biểu.xlsx"), "Biểu.xlsx"),
        (os.fsdecode(b"Bi\xe3u.xlsx"), "Bi\\xe3u.xlsx"),
        ("a\nb\x1b[31m\x00\x85.csv", "a\\x0ab\\x1b[31m\\x00\\x85.csv"),
        ("a\u2028b\ud800", "a\\u2028b\\ud800"),
    ],
)
def test_a_name_is_printable(name: str, shown: str) -> None:
    assert printable_name(name) == shown


@given(st.text(st.characters(), max_size=40))
def test_every_name_can_be_stored(name: str) -> None:
    shown = printable_name(name)
    assert shown.encode().decode() == shown
    assert "\n" not in shown
    assert printable_name(shown) == shown


def test_a_message_holds_no_more_than_a_line() -> None:
    assert shortened("x" * 200_000) == "x" * 80 + "…"
    assert shortened("short") == "short"


def test_a_second_file_of_a_name_keeps_its_ending() -> None:
    assert another_name("2024/tinh/a.csv", 2) == "2024/tinh/a (2).csv"
    assert another_name("2024/t.inh/a", 3) == "2024/t.inh/a (3)"


def strange(folder: Path, path: bytes, content: bytes) -> None:
    target = Path(os.fsdecode(os.fsencode(folder) + b"/" + path))
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    os.utime(target, (1_700_000_000, 1_700_000_000))


@pytest.mark.parametrize("kind", ["folder", "sftp"])
def test_files_whose_names_are_no_text_are_archived_under_printable_ones(kind: str, tmp_path: Path) -> None:
    returns, archive = tmp_path / "returns", tmp_path / "archive"
    strange(returns, b"2023/tinh/Bi\xe3u\n02.xlsx", b"one")
    strange(returns, b"2023/\xe7\xbb/a.xlsx", b"two")
    strange(returns, b"2023/tinh/~$\xff.xlsx", b"lock")
    with contextlib.ExitStack() as served:
        url = str(returns)
        if kind == "sftp":
            url = f"sftp://etl:p%40ss%2Fword@{served.enter_context(sftp_server(returns, KEY))}/"
        for _ in range(2):
            pulled = pull(url, archive, units=["tinh"], years=[2023])
            assert pulled.error is None
            assert pulled.warnings == []
            index = load_index(url, archive, units=["tinh"], years=[2023])
            assert list(index["file_path"]) == ["2023/\\xe7\\xbb/a.xlsx", "2023/tinh/Bi\\xe3u\\x0a02.xlsx"]
            assert [read_blob(archive, sha256) for sha256 in index["source_sha256"]] == [b"two", b"one"]
    assert (pulled.new, pulled.unchanged) == (0, 2)


def test_two_names_that_look_alike_are_two_files(tmp_path: Path) -> None:
    for form in ("NFC", "NFD"):
        put(tmp_path, unicodedata.normalize(form, "2023/tinh/Biểu.csv"), form.encode())
    archive = tmp_path.parent / f"{tmp_path.name}-archive"
    pulled = pull(str(tmp_path), archive, units=["tinh"], years=[2023])
    assert sorted(pulled.index["file_path"]) == ["2023/tinh/Biểu (2).csv", "2023/tinh/Biểu.csv"]
    assert {read_blob(archive, sha256) for sha256 in pulled.index["source_sha256"]} == {b"NFC", b"NFD"}
    assert any("Biểu (2).csv" in warning for warning in pulled.warnings)


@pytest.mark.parametrize("seconds", [-1e10, 0, 86_400 * 365, 5e9, 1e11, 2**62])
def test_a_time_that_no_clock_showed_is_no_time(seconds: float) -> None:
    assert _time(seconds) is None


@pytest.mark.parametrize(
    "told",
    ["20224-01-01", "99999999999999", "Thu, 01 Jan 1970 00:00:00 GMT", "0001-01-01T00:00:00+00:00", "", "x", "nan",
     float("nan"), float("inf"), datetime(1, 1, 1), datetime(9999, 12, 31)],
)  # fmt: skip
def test_a_time_that_cannot_be_read_is_none(told: object) -> None:
    assert _time(told) is None


def test_a_file_of_1970_is_received_when_it_was_listed_and_fetched_once(tmp_path: Path) -> None:
    returns, archive = tmp_path / "returns", tmp_path / "archive"
    put(returns, "2023/tinh/a.xlsx", b"one", at=0)
    put(returns, "2023/tinh/b.xlsx", b"two", at=10_000_000_000)
    assert [file.modified_at for file in Source(str(returns)).listing().files] == [None, None]
    first, second = (pull(str(returns), archive, units=["tinh"], years=[2023]) for _ in range(2))
    assert second.downloaded_bytes == 0
    assert list(first.index["received_at"]) == list(second.index["received_at"])
    assert abs((first.index["received_at"].iloc[0] - datetime.now()).total_seconds()) < 24 * 3600


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("x" * 200_000 + ",2025-01-15 08:00", "line 2: a quote is not closed or a field is too long"),
        ("x" * 20_000 + ",2025-01-15 08:00", "line 2: a quote is not closed or a field is too long"),
        ("2024/a,0001-01-01T00:00:00+00:00", "'0001-01-01T00:00:00+00:00'"),
        ("2024/a,0001-01-01", "'0001-01-01'"),
        ("2024/a,9999-12-31 23:59:59-12:00", "'9999-12-31 23:59:59-12:00'"),
        ("2024/a,1999-12-31", "'1999-12-31'"),
        ("2024/a\0,20\0", "\\x00"),
        ("2024/a", "found '2024/a', ''"),
    ],
)
def test_a_bad_line_of_the_received_list_is_told_and_costs_no_other(line: str, told: str) -> None:
    text = f"path,received_at\n{line}\n2024/b,2025-01-15 08:00\n"
    stated, problems = read_received_list(text.encode())
    assert stated == {"2024/b": datetime(2025, 1, 15, 8)}
    assert len(problems) == 1
    assert told in problems[0]
    assert len(problems[0]) < 400


@pytest.mark.parametrize(
    "content",
    [
        "path,received_at\n".encode("utf-16"),
        b"\xff\xfe\xfd",
        b"",
        b"\0" * 100,
        b"x" * 200_000,
        b'"' + b"x" * 200_000,
        b"path,received\n",
    ],
    ids=["utf-16", "no text", "empty", "NULs", "one long field", "a quote without end", "another heading"],
)
def test_a_received_list_that_cannot_be_used_is_told_once(content: bytes) -> None:
    stated, problems = read_received_list(content)
    assert (stated, len(problems)) == ({}, 1)
    assert len(problems[0]) < 400


def test_thousands_of_bad_lines_do_not_fill_the_terminal() -> None:
    _, problems = read_received_list(b"path,received_at\n" + b"a,b\n" * 5_000)
    assert len(problems) == 21
    assert "4980 more lines" in problems[-1]
