"""Damage that once stopped every night until somebody deleted a file: put aside or made again, and said in a line."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dagster_project.returns.receive.index import ReceivedIndex, copy_of
from dagster_project.returns.store import ReturnsStore
from dagster_project.settings import Settings, load_settings
from dagster_project.tables.handed_over import RAW
from dagster_project.upkeep import mending
from dagster_project.upkeep.__main__ import main
from dagster_project.upkeep.mending import ended_well

UNIT = (2024, "tinh")


def mend(settings: Settings) -> list[str]:
    return [*mending.mend_records(settings), *mending.mend(settings)]


Damage = Callable[[Path], None]


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def overwritten(path: Path) -> None:
    path.write_bytes(b"\xff\xfe no file of this kind \0" * 400)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 0xFF
    path.write_bytes(content)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return the settings of a data folder after a good night, as small as it can be."""
    settings = load_settings(None, WAREHOUSE_DATA_DIR=str(tmp_path))
    with duckdb.connect(str(settings.warehouse_path)) as warehouse:
        warehouse.execute("create table figure as select range as n, hash(range) as h from range(100000)")
    settings.warehouse_path.with_suffix(".stamp").write_text("0" * 64)
    index = ReceivedIndex(settings.archive_dir / "received" / "0123.parquet", [], ["tinh"], [2024])
    index.add("2024/tinh/a.xlsx", "a" * 64, 1, datetime(2025, 1, 1), None)
    index.save()
    (settings.dagster_home / "schedules").mkdir(parents=True)
    with sqlite3.connect(settings.dagster_home / "schedules" / "schedules.db") as schedules:
        schedules.executescript("create table job (a text); insert into job values ('b');")
    schedules.close()
    store = ReturnsStore(settings.data_dir)
    store.write("raw", UNIT, {name: schema.empty_table() for name, schema in RAW.items()}, "stamp")
    store.write_single("ledger", "return_version", pa.table({"a": list(range(10_000))}))
    return settings


def unfinished(settings: Settings) -> Settings:
    mend(settings)
    return settings


def test_after_a_good_night_nothing_is_said_or_changed(settings: Settings) -> None:
    before = {path: path.read_bytes() for path in settings.data_dir.rglob("*") if path.is_file()}
    assert mend(settings) == []
    assert mend(settings) == []
    ended_well(settings)
    assert {path: path.read_bytes() for path in settings.data_dir.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("damage", [emptied, overwritten, cut])
def test_a_damaged_warehouse_is_put_aside(settings: Settings, damage: Damage) -> None:
    damage(settings.warehouse_path)
    content = settings.warehouse_path.read_bytes()
    (said,) = mend(settings)
    assert "The warehouse was damaged" in said
    (aside,) = settings.data_dir.glob("warehouse.duckdb.damaged-*")
    assert aside.read_bytes() == content
    assert str(aside) in said
    assert not settings.warehouse_path.exists()
    assert mend(settings) == []


def test_damage_deep_in_the_warehouse_is_seen_after_a_night_that_failed(settings: Settings) -> None:
    with settings.warehouse_path.open("r+b") as file:
        file.seek(settings.warehouse_path.stat().st_size // 3)
        file.write(bytes(100_000))
    assert mend(settings) == []
    assert len(mend(settings)) == 1


def test_a_warehouse_that_somebody_has_open_is_not_damaged(settings: Settings) -> None:
    program = f"import duckdb; held = duckdb.connect({str(settings.warehouse_path)!r}); print(flush=True); input()"
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", program], **pipes) as other:
        other.stdout.readline()
        assert mend(settings) == []
        other.communicate(b"\n")
    assert settings.warehouse_path.exists()


@pytest.mark.parametrize("content", [b"\xff\xfe\xfd", bytes(64)])
def test_a_damaged_stamp_is_put_aside(settings: Settings, content: bytes) -> None:
    stamp = settings.warehouse_path.with_suffix(".stamp")
    stamp.write_bytes(content)
    (said,) = mend(settings)
    assert "stamp was damaged" in said
    assert not stamp.exists()


@pytest.mark.parametrize("damage", [emptied, overwritten, cut, flipped, Path.unlink])
def test_the_received_index_comes_back_from_its_copy(settings: Settings, damage: Damage) -> None:
    index = settings.archive_dir / "received" / "0123.parquet"
    whole = index.read_bytes()
    damage(index)
    (said,) = mend(settings)
    assert "its copy is used" in said
    assert index.read_bytes() == whole
    assert mend(settings) == []


def test_an_index_without_a_whole_copy_is_made_again_from_the_source(settings: Settings) -> None:
    index = settings.archive_dir / "received" / "0123.parquet"
    cut(index)
    cut(copy_of(index))
    (said,) = mend(settings)
    assert "restore it from the backup" in said
    assert len(list(index.parent.glob("0123.parquet.damaged-*"))) == 1
    assert ReceivedIndex.load(index, ["tinh"], [2024]).entries == []


def test_dagster_s_damaged_records_are_put_aside(settings: Settings) -> None:
    schedules = settings.dagster_home / "schedules" / "schedules.db"
    overwritten(schedules)
    schedules.with_name("schedules.db-wal").write_bytes(b"of another database")
    (said,) = mend(settings)
    assert "Dagster's records were damaged" in said
    assert [path.name.partition(".damaged")[0] for path in schedules.parent.iterdir()] == ["schedules.db"]
    assert mend(settings) == []


def test_the_web_server_finds_whole_records(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WAREHOUSE_DATA_DIR", str(settings.data_dir))
    assert main(["dagster"]) == 0
    assert capsys.readouterr().err == ""
    overwritten(settings.dagster_home / "schedules" / "schedules.db")
    assert main(["dagster"]) == 0
    assert "Dagster's records were damaged" in capsys.readouterr().err


def test_records_that_are_busy_are_not_damaged(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    schedules = settings.dagster_home / "schedules" / "schedules.db"
    held = sqlite3.connect(schedules, isolation_level=None)
    held.execute("begin exclusive")
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *given, **named: connect(*given, **(named | {"timeout": 0})))
    assert mend(settings) == []
    held.close()


@pytest.mark.parametrize("table", sorted(RAW))
def test_a_lost_table_is_made_again(settings: Settings, table: str) -> None:
    store = ReturnsStore(settings.data_dir)
    store.path("raw", table, UNIT).unlink()
    (said,) = mend(settings)
    assert "1 files between the steps" in said
    assert store.stamp("raw", UNIT) is None


@pytest.mark.parametrize("damage", [emptied, overwritten, cut, flipped])
def test_damaged_tables_are_made_again_after_a_night_that_failed(settings: Settings, damage: Damage) -> None:
    unfinished(settings)
    store = ReturnsStore(settings.data_dir)
    ledger = store.root / "ledger" / "return_version.parquet"
    damage(store.path("raw", "row", UNIT))
    damage(ledger)
    (said,) = mend(settings)
    assert "2 files between the steps" in said
    assert store.stamp("raw", UNIT) is None
    assert not ledger.exists()


def test_one_flipped_bit_of_a_table_is_seen_by_its_checksum(settings: Settings) -> None:
    ledger = ReturnsStore(settings.data_dir).root / "ledger" / "return_version.parquet"
    content = bytearray(ledger.read_bytes())
    # Within the compressed values: without a checksum other numbers may come out.
    content[pq.ParquetFile(ledger).metadata.row_group(0).column(0).dictionary_page_offset + 200] ^= 1
    ledger.write_bytes(content)
    unfinished(settings)
    assert "1 files between the steps" in mend(settings)[0]


def test_a_stamp_that_is_no_text_lets_its_step_run_again(settings: Settings) -> None:
    stamp = next((settings.data_dir / "returns" / "stamps").rglob("*.stamp"))
    stamp.write_bytes(b"\xff\xff")
    assert len(mend(settings)) == 1
    assert not stamp.exists()


def test_history_is_put_aside_and_never_thrown_away(settings: Settings) -> None:
    day = settings.history_dir / "quality_count" / "2026-01-02.parquet"
    day.parent.mkdir(parents=True)
    day.write_bytes(b"PAR1 and no more")
    unfinished(settings)
    (said,) = mend(settings)
    assert "restore it from the backup" in said
    assert [path.read_bytes() for path in day.parent.iterdir()] == [b"PAR1 and no more"]


@pytest.mark.parametrize("manifest", [None, '{"nodes": '])
def test_dbt_s_damaged_manifest_is_made_again(
    settings: Settings, manifest: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mending, "compiled_dir", lambda _: tmp_path / "night")
    plan = tmp_path / "night" / "plan.json"
    plan.parent.mkdir()
    plan.write_text("{}")
    if manifest:
        plan.with_name("manifest.json").write_text(manifest)
    unfinished(settings)
    assert "manifest" in mend(settings)[0]
    assert not plan.exists()
