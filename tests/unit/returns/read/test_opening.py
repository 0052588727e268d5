"""Whatever a file does to the process that opens it, the night gets what the file holds or a finding."""

import json
import logging
import os
import signal
import threading
from pathlib import Path

import pytest

from dagster_project.returns.read import opening_process
from dagster_project.returns.read.opening import Opener
from dagster_project.returns.read.opening_process import Limits, Worker, WorkersUnavailable
from dagster_project.returns.read.read_file import read_file
from dagster_project.returns.read.workbook import FileUnreadable
from tests.unit.workbooks import PERSON, form, xlsx

NAMES = {"ba-be": "Huyện ủy Ba Bể"}
GOOD = xlsx({"02": form("02", PERSON)})
# A process that does what the first byte of the file says: how libraries end processes, without their versions.
HOSTILE = """
import os, signal, sys
import pyarrow as pa
from dagster_project.returns.read import opening_worker
from dagster_project.returns.read.read_file import ROW_SCHEMA, FileReading, read_file
def rows(cells): return pa.Table.from_pylist([{"row_number": 1, "cells": cells}], schema=ROW_SCHEMA)
class Junk:
    def __init__(self, frame): self.frame = frame
    def combine_chunks(self): return self
    def to_batches(self, max_chunksize): return [self]
    def serialize(self): return pa.py_buffer(self.frame)
good = rows(["x" * 7777]).combine_chunks().to_batches()[0].serialize().to_pybytes()
lying = good.replace((7777).to_bytes(4, "little"), (10**6).to_bytes(4, "little"))
class PanicException(BaseException): pass
def recurse(): return recurse()
def read(content, name, year, units):
    match content[:1]:
        case b"a": os.abort()
        case b"k": os.kill(os.getpid(), signal.SIGKILL)
        case b"h":
            while True: pass
        case b"s":
            import time; time.sleep(3600)
        case b"p": raise PanicException("range end index 12345678 out of range: Nông Văn Mẫu")
        case b"m": return bytes(10**12)
        case b"M": return [bytearray(10**6) for _ in range(10**6)]
        case b"r": recurse()
        case b"e": raise KeyError("Nông Văn Mẫu")
        case b"x": os._exit(0)
        case b"o": return FileReading([], rows(["x" * 1000] * 20_000), [])
        case b"i": return FileReading([{"control_total": 10**25}], rows(["x"]), [])
        case b"u": return FileReading([{"sheet": "\\udc80"}], rows(["x"]), [])
        case b"v": return FileReading([], rows(["\\udc80"]), [])
        case b"j": return FileReading([], Junk(b"no rows at all"), [])
        case b"l": return FileReading([], Junk(lying), [])
        case b"w": print("a library that prints"); open("/tmp/w", "wb").write(b"x" * 10**6)
    return read_file(content, name, year, units)
opening_worker.read_file = read
opening_worker.main(int(sys.argv[1]))
"""
# On a machine under load a second of computing may take half a minute: the clock only matters where it is tried.
LIMITS = Limits(memory=400 * 1024**2, cpu_seconds=1, wall_factor=60, answer_bytes=10**7)


@pytest.fixture
def hostile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    script = tmp_path / "hostile.py"
    script.write_text(HOSTILE, encoding="utf-8")
    monkeypatch.setattr(
        opening_process,
        "_COMMAND",
        [opening_process._COMMAND[0], "-c", f"import sys; sys.path.insert(0, '.'); exec(open({str(script)!r}).read())"],
    )
    return tmp_path


def opener(folder: Path, code: str = "1", **limits: int) -> Opener:
    return Opener(folder / "refused", code, workers=1, limits=Limits(**{**vars(LIMITS), **limits}))


def test_it_reads_what_is_read_in_this_process(tmp_path: Path) -> None:
    with Opener(tmp_path, "1", workers=1) as open_file:
        assert open_file(GOOD, "a.xlsx", 2024, NAMES) == read_file(GOOD, "a.xlsx", 2024, NAMES)
        read = open_file(b"a;b\n1;2\n", "\udc80 \n.csv", 2024, NAMES)
        assert read.rows["cells"].to_pylist() == [["a", "b"], ["1", "2"]]


def test_what_the_reader_says_of_a_file_is_said(tmp_path: Path) -> None:
    with Opener(tmp_path, "1", workers=1) as open_file, pytest.raises(FileUnreadable, match="rỗng"):
        open_file(b"", "a.xlsx", 2024, NAMES)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("content", "found", "is_remembered"),
    [
        (b"abort", "cấu trúc bên trong sai", True),
        (b"hang", "tính toán quá 1 giây", True),
        (b"memory", "quá nhiều bộ nhớ", True),
        (b"Memory bit by bit", "quá nhiều bộ nhớ", True),
        (b"x: leaves", "dừng giữa chừng", True),
        (b"output", "quá nhiều bộ nhớ", True),
        (b"panic", "cấu trúc bên trong sai", False),
        (b"recursion", "khác thường", False),
        (b"exception", "khác thường", False),
        (b"integer", "khác thường", False),
        (b"u: half a surrogate pair", "khác thường", False),
        (b"v: half a surrogate pair in a cell", "khác thường", False),
        (b"junk instead of rows", "cấu trúc bên trong sai", True),
        (b"lying about where a cell ends", "cấu trúc bên trong sai", True),
    ],
    ids=lambda value: value.decode() if isinstance(value, bytes) else "",
)
def test_a_file_that_ends_the_reader_is_its_own_finding(
    content: bytes, found: str, is_remembered: bool, hostile: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING), opener(hostile) as open_file:
        with pytest.raises(FileUnreadable, match=found) as unreadable:
            open_file(content, "a.xlsx", 2024, NAMES)
        assert open_file(GOOD, "a.xlsx", 2024, NAMES).rows, "the next file is read"
        assert open_file.doubted == set()
    said = unreadable.value.found + unreadable.value.remedy
    assert not any(word in said for word in ("Error", "Exception", "SIG", "Nông"))
    assert "Nông" not in caplog.text
    assert len(list(hostile.glob("refused/*.json"))) == is_remembered


def test_the_class_of_an_exception_is_for_the_log_alone(hostile: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING), opener(hostile) as open_file, pytest.raises(FileUnreadable):
        open_file(b"exception", "a.xlsx", 2024, NAMES)
    assert "KeyError" in caplog.text


@pytest.mark.parametrize("content", [b"killed from outside", b"sleeps"])
def test_what_may_be_the_machines_fault_is_tried_again_the_next_night(content: bytes, hostile: Path) -> None:
    with opener(hostile, wall_factor=5) as open_file:
        with pytest.raises(FileUnreadable):
            open_file(content, "a.xlsx", 2024, NAMES)
        assert len(open_file.doubted) == 1
    assert not list(hostile.glob("refused/*"))


def test_a_file_is_no_killer_because_of_the_one_before(hostile: Path) -> None:
    with opener(hostile) as open_file:
        assert open_file(GOOD, "a.xlsx", 2024, NAMES).rows
        worker = open_file._idle.queue[0]
        assert worker is not None
        worker._process.kill()
        assert open_file(GOOD, "a.xlsx", 2024, NAMES).rows


def test_a_killer_is_not_tried_again_until_the_code_is_another(hostile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with opener(hostile) as open_file, pytest.raises(FileUnreadable) as first:
        open_file(b"abort", "a.xlsx", 2024, NAMES)
    with monkeypatch.context() as no_process:
        no_process.setattr(Worker, "__init__", lambda *_: pytest.fail("tried again"))
        with opener(hostile) as open_file, pytest.raises(FileUnreadable) as second:
            open_file(b"abort", "other name.xlsx", 2024, NAMES)
    assert (first.value.found, first.value.remedy) == (second.value.found, second.value.remedy)
    record = next(hostile.glob("refused/*.json"))
    with opener(hostile, code="2") as open_file, pytest.raises(FileUnreadable):
        open_file(b"abort", "a.xlsx", 2024, NAMES)
    assert json.loads(record.read_text())["code"] == "2"
    record.write_text("{damaged")
    with opener(hostile) as open_file, pytest.raises(FileUnreadable):
        open_file(b"abort", "a.xlsx", 2024, NAMES)
    assert json.loads(record.read_text())["code"] == "1"


def test_code_that_cannot_start_is_no_files_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening_process, "_COMMAND", [opening_process._COMMAND[0], "-c", "import no_such_module"])
    with opener(tmp_path) as open_file, pytest.raises(WorkersUnavailable):
        open_file(GOOD, "a.xlsx", 2024, NAMES)


def test_a_library_may_print_and_writes_no_file(hostile: Path) -> None:
    with opener(hostile) as open_file, pytest.raises(FileUnreadable):
        open_file(b"writes", "a.xlsx", 2024, NAMES)


def test_many_threads_share_the_processes(tmp_path: Path) -> None:
    results: list[int] = []
    with Opener(tmp_path, "1", workers=2) as open_file:
        threads = [
            threading.Thread(target=lambda: results.append(len(open_file(GOOD, "a.xlsx", 2024, NAMES).rows)))
            for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        processes = [worker._process.pid for worker in open_file._idle.queue if worker]
    assert results == [4] * 8
    assert len(processes) == 2
    for process in processes:
        with pytest.raises(ProcessLookupError):
            os.kill(process, signal.SIG_DFL)


def test_the_process_that_opens_files_knows_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAREHOUSE_PERSON_KEY", "a secret of at least thirty-two letters")
    with Opener(tmp_path, "1", workers=1) as open_file:
        open_file(GOOD, "a.xlsx", 2024, NAMES)
        worker = open_file._idle.queue[0]
        assert worker is not None
        assert b"WAREHOUSE" not in Path(f"/proc/{worker._process.pid}/environ").read_bytes()
