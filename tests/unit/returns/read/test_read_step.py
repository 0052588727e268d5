"""Partitions are read side by side, each once, and what may have been the machine's fault again the next night."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dagster_project.lib.seeds import read_seed, use_lists
from dagster_project.returns.read import step as steps
from dagster_project.returns.read.opening import Opener
from dagster_project.returns.read.read_file import FileReading, read_file
from dagster_project.returns.read.step import _ahead, read_step
from dagster_project.returns.read.workbook import FileUnreadable
from dagster_project.returns.receive.index import Received
from dagster_project.returns.store import ReturnsStore
from tests.unit.workbooks import PERSON, form, received, xlsx

NAMES = {"ba-be": "Huyện ủy Ba Bể"}
GOOD = xlsx({"02": form("02", PERSON)})
FILES = {"good.xlsx": GOOD, "bad.xlsx": b"PK\x03\x04 bad"}
RECEIVED = {(year, "ba-be"): received(FILES, year) for year in (2021, 2022, 2023, 2024)}


def read(folder: Path, files: dict[tuple[int, str], list[Received]] = RECEIVED) -> list[tuple[int, str]]:
    told: list[tuple[str, int, int]] = []
    done = read_step(ReturnsStore(folder), files, FILES.__getitem__, NAMES, lambda *step: told.append(step))
    assert told == [("read", number, len(done)) for number in range(1, len(done) + 1)]
    return done


def test_partitions_are_read_in_order_and_only_once(tmp_path: Path) -> None:
    assert read(tmp_path) == sorted(RECEIVED)
    for year in (2021, 2024):
        files = ReturnsStore(tmp_path).read("raw", "file", (year, "ba-be")).to_pandas()
        assert list(files["is_readable"]) == [True, False]
        assert set(files["report_year"]) == {year}
    assert read(tmp_path) == []


def test_it_gives_what_reading_in_this_process_gives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read(tmp_path / "workers")
    monkeypatch.setattr(Opener, "__call__", lambda _, *file: read_file(*file))
    read(tmp_path / "here")
    for table in ("file", "sheet", "row", "explanation"):
        for partition in RECEIVED:
            both = [ReturnsStore(tmp_path / where).path("raw", table, partition) for where in ("workers", "here")]
            assert both[0].read_bytes() == both[1].read_bytes()


def test_what_may_be_the_machines_fault_is_read_again_until_it_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def doubt(opener: Opener, content: bytes, *_: object) -> FileReading:
        opener.doubted.add("bad.xlsx")
        raise FileUnreadable("Đọc quá 180 giây chưa xong.")

    one = {(2024, "ba-be"): RECEIVED[2024, "ba-be"]}
    with monkeypatch.context() as loaded:
        loaded.setattr(Opener, "__call__", doubt)
        assert read(tmp_path, one) == list(one)
        stamp = ReturnsStore(tmp_path).stamp("raw", (2024, "ba-be"))
        assert read(tmp_path, one) == list(one)
        # The same finding again makes no later step run again.
        assert ReturnsStore(tmp_path).stamp("raw", (2024, "ba-be")) == stamp
    assert read(tmp_path, one) == list(one)
    assert ReturnsStore(tmp_path).stamp("raw", (2024, "ba-be")) != stamp
    assert read(tmp_path, one) == []


def test_another_library_reads_everything_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read(tmp_path)
    monkeypatch.setattr(steps, "version", lambda _: "99")
    assert read(tmp_path) == sorted(RECEIVED)


def test_a_damaged_archive_stops_the_step_and_leaves_no_process(tmp_path: Path) -> None:
    missing = {(2024, "ba-be"): received({"missing.xlsx": b""})}
    with pytest.raises(KeyError):
        read_step(ReturnsStore(tmp_path), missing, FILES.__getitem__, NAMES, lambda *_: None)
    assert ReturnsStore(tmp_path).stamp("raw", (2024, "ba-be")) is None


def test_another_code_list_reads_everything_again(tmp_path: Path) -> None:
    codes = read_seed("codes.csv")
    try:
        read(tmp_path)
        use_lists({"codes": [dict(row) for row in codes]})
        assert read(tmp_path) == [], "the same list is no other"
        use_lists({"codes": [*codes, {**codes[0], "code": "HTX", "label_vi": "Hoàn thành xa", "spellings": ""}]})
        assert read(tmp_path) == sorted(RECEIVED)
    finally:
        use_lists({})
    assert read(tmp_path) == sorted(RECEIVED)


def test_no_more_returns_are_read_ahead_than_are_allowed() -> None:
    begun: list[int] = []
    with ThreadPoolExecutor(2) as threads:
        read_ahead = _ahead(threads, lambda one: begun.append(one[0]) or one, [(year, "u") for year in range(20)], 3)
        for taken, partition in enumerate(read_ahead, start=1):
            assert partition == (taken - 1, "u")
            assert len(begun) <= taken + 3
    assert sorted(begun) == list(range(20))
