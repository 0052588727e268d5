"""A file that must not be kept is taken out for good: its bytes go, that it came stays known, and it stays away."""

import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dagster_project import forget as command
from dagster_project.lib.parquet import write_parquet
from dagster_project.returns.receive import forgotten
from dagster_project.returns.receive.blobs import blob_path
from dagster_project.returns.receive.forgotten import forget, forgotten_hashes
from dagster_project.returns.receive.partitions import received_partitions
from dagster_project.returns.receive.step import PullResult, pull
from dagster_project.tables.files import RAW_FILE_SCHEMA, RAW_ROW_SCHEMA
from tests.unit.returns.receive.test_archive import sha

JANUARY = 1_705_000_000


def put(source: Path, path: str, content: bytes, at: int = JANUARY) -> None:
    (source / path).parent.mkdir(parents=True, exist_ok=True)
    (source / path).write_bytes(content)
    os.utime(source / path, (at, at))


def pulled(source: Path) -> PullResult:
    return pull(str(source), source.parent / "archive", units=["tinh"], years=[2023])


@pytest.fixture
def source(tmp_path: Path) -> Path:
    source = tmp_path / "returns"
    put(source, "2023/tinh/a.xlsx", b"names somebody")
    put(source, "2023/tinh/b.xlsx", b"another form")
    pulled(source)
    return source


def test_its_bytes_go_and_the_note_stays(source: Path) -> None:
    archive = source.parent / "archive"
    told = forget(archive, sha(b"names somebody"), "decision 12")
    assert told.paths == told.at_source == ["2023/tinh/a.xlsx"]
    assert not blob_path(archive, sha(b"names somebody")).exists()
    assert blob_path(archive, sha(b"another form")).exists()
    assert forgotten_hashes(archive) == {sha(b"names somebody")}
    assert "decision 12" in (archive / "received" / "forgotten.csv").read_text(encoding="utf-8")
    after = pulled(source)
    entry = after.index[after.index.file_path == "2023/tinh/a.xlsx"].iloc[0]
    assert entry.problem == "forgotten"
    assert after.index.source_sha256.isna().sum() == 1
    [files] = received_partitions(after.received.entries).values()
    assert [file.file_path for file in files] == ["2023/tinh/b.xlsx"]
    assert (after.new, after.misplaced) == (0, 0)


def test_it_is_not_received_again_from_wherever_it_comes(source: Path) -> None:
    archive = source.parent / "archive"
    forget(archive, sha(b"names somebody"), "decision 12")
    put(source, "2023/tinh/copy.xlsx", b"names somebody")
    put(source, "2023/tinh/a.xlsx", b"names somebody", JANUARY + 86400)
    for _ in range(2):
        after = pulled(source)
        assert not blob_path(archive, sha(b"names somebody")).exists()
        assert list((archive / "incoming").iterdir()) == []
        assert sorted(after.index[after.index.problem == "forgotten"].file_path) == [
            "2023/tinh/a.xlsx",
            "2023/tinh/copy.xlsx",
        ]
    put(source, "2023/tinh/c.xlsx", b"names somebody")
    assert ["remove it at the source" in warning for warning in pulled(source).warnings] == [True]


def test_a_mended_file_at_its_place_is_received(source: Path) -> None:
    archive = source.parent / "archive"
    forget(archive, sha(b"names somebody"), "decision 12")
    put(source, "2023/tinh/a.xlsx", b"without them", JANUARY + 86400)
    after = pulled(source)
    assert after.new == 1
    [files] = received_partitions(after.received.entries).values()
    assert sorted(str(file.source_sha256) for file in files) == sorted([sha(b"another form"), sha(b"without them")])


def test_killed_between_two_steps_it_can_be_asked_again(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = source.parent / "archive"
    monkeypatch.setattr(forgotten, "write_parquet", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        forget(archive, sha(b"names somebody"), "decision 12")
    monkeypatch.undo()
    assert forget(archive, sha(b"names somebody"), "decision 12").paths == ["2023/tinh/a.xlsx"]
    assert (archive / "received" / "forgotten.csv").read_text(encoding="utf-8").count("decision 12") == 1


@pytest.fixture
def data(source: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    data = source.parent
    monkeypatch.setenv("WAREHOUSE_DATA_DIR", str(data))
    file = {
        "file_key": ["k1", "k2"],
        "file_path": ["2023/tinh/a.xlsx", "2023/tinh/b.xlsx"],
        "source_sha256": [sha(b"names somebody"), sha(b"another form")],
        "received_at": [0, 0],
        "is_readable": [True, False],
    }
    row = {"file_key": ["k1", "k1"], "cells": [["1", "Lê Văn Mẫu", "001 085 012345"], ["2", "", "7"]]}
    for name, schema, columns in (("file", RAW_FILE_SCHEMA, file), ("row", RAW_ROW_SCHEMA, row)):
        rows = [dict(zip(columns, one, strict=True)) for one in zip(*columns.values(), strict=True)]
        write_parquet(
            data / "returns" / "raw" / name / "2023" / "tinh.parquet", pa.Table.from_pylist(rows, schema=schema)
        )
    return data


@pytest.mark.parametrize("text", ["001085012345", "001.085.012345", "lê văn mẫu"])
def test_a_file_is_found_by_what_stands_in_it(data: Path, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main([f"TEXT={text}"]) == 0
    found, unread = capsys.readouterr().out.splitlines()
    assert found.startswith(sha(b"names somebody"))
    assert "2023/tinh/a.xlsx" in found
    assert unread.startswith("1 ")


@pytest.mark.parametrize("text", ["001085012346", "Lê Văn Khác", "7777777"])
def test_what_nearly_stands_there_is_not_found(data: Path, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main([f"TEXT={text}"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_forgetting_needs_a_reason_and_a_file_that_is_there(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        command.main([f"SHA256={sha(b'names somebody')}", "WHY="])
    with pytest.raises(SystemExit):
        command.main(["SHA256=abc", "WHY=decision 12"])
    assert command.main([f"SHA256={sha(b'unknown')}", "WHY=decision 12"]) == 1
    assert command.main([f"SHA256={sha(b'names somebody')}", "WHY=decision 12"]) == 0
    said = capsys.readouterr()
    assert "the source had it at the last pull" in said.out
    log = (data / "logs" / "nightly.log").read_text(encoding="utf-8")
    assert sha(b"names somebody") in log
    assert "a.xlsx" not in log
    index = next((data / "archive" / "received").glob("*.parquet"))
    assert pq.read_table(index).column("source_sha256").null_count == 1
