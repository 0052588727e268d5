"""Tables between the steps: stamped after they are written, the same bytes for the same rows, swept when unused."""

from pathlib import Path

import pyarrow as pa
import pytest

from dagster_project.lib.parquet import write_parquet
from dagster_project.lib.stamps import stamp_of, stamp_of_files
from dagster_project.returns import store as stores
from dagster_project.returns.store import ReturnsStore

TABLE = pa.table({"a": [1, 2], "b": ["x", None]})
HERE, THERE = (2024, "ba-be"), (2023, "cho-don")


def files_of(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_a_partition_is_read_back_with_its_stamp(tmp_path: Path) -> None:
    store = ReturnsStore(tmp_path)
    assert store.stamp("raw", HERE) is None
    store.write("raw", HERE, {"row": TABLE}, "one")
    assert store.stamp("raw", HERE) == "one"
    assert store.read("raw", "row", HERE).equals(TABLE)
    assert files_of(tmp_path) == {"returns/raw/row/2024/ba-be.parquet", "returns/stamps/raw/2024/ba-be.stamp"}


def test_a_killed_night_leaves_no_stamp_that_vouches_for_half_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = ReturnsStore(tmp_path)
    store.write("raw", HERE, {"file": TABLE, "row": TABLE}, "one")

    def killed_at_the_second(path: Path, table: pa.Table) -> None:
        if path.parts[-3] == "row":
            raise KeyboardInterrupt
        write_parquet(path, table)

    monkeypatch.setattr(stores, "write_parquet", killed_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        store.write("raw", HERE, {"file": TABLE.slice(1), "row": TABLE.slice(1)}, "two")
    assert store.stamp("raw", HERE) is None


def test_a_killed_step_over_all_partitions_runs_again_also_with_its_old_inputs(tmp_path: Path) -> None:
    store = ReturnsStore(tmp_path)
    for name in ("one", "other"):
        store.write_single("ledger", name, TABLE)
    store.finish("ledger", "stamp", {"rows": 1})
    assert store.finished("ledger", "stamp", ["one", "other"]) == {"rows": 1}
    store.write_single("ledger", "one", TABLE.slice(1))
    assert store.finished("ledger", "stamp", ["one", "other"]) is None


def test_the_same_rows_give_the_same_bytes_and_an_unchanged_file_is_left_alone(tmp_path: Path) -> None:
    one, other = tmp_path / "one.parquet", tmp_path / "other.parquet"
    write_parquet(one, TABLE)
    before = one.stat()
    write_parquet(one, pa.table({"a": [1, 2], "b": ["x", None]}))
    write_parquet(other, TABLE)
    assert one.read_bytes() == other.read_bytes()
    assert one.stat().st_mtime_ns == before.st_mtime_ns
    assert one.stat().st_ino == before.st_ino


def test_a_failed_write_leaves_the_old_file_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "t.parquet"
    write_parquet(path, TABLE)
    old = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_parquet(path, TABLE.slice(1))
    assert path.read_bytes() == old
    assert files_of(tmp_path) == {"t.parquet"}


def test_what_another_source_left_is_swept_and_empty_tables_stay(tmp_path: Path) -> None:
    store = ReturnsStore(tmp_path)
    for partition in (HERE, THERE):
        for stage in ("raw", "clean", "judged"):
            store.write(stage, partition, {"row": TABLE}, "stamp")
    store.write_empty("judged", "row", TABLE.schema)
    store.write_single("ledger", "version", TABLE)
    store.prune({HERE})
    assert not any("cho-don" in path for path in files_of(tmp_path))
    assert [store.stamp(stage, HERE) for stage in ("raw", "clean", "judged")] == ["stamp"] * 3
    assert store.read("judged", "row", HERE).equals(TABLE)
    assert store.read("judged", "row", (0, "none")).num_rows == 0
    assert store.read_single("ledger", "version").equals(TABLE)


def test_tables_of_many_partitions_come_in_their_order(tmp_path: Path) -> None:
    store = ReturnsStore(tmp_path)
    for partition in (HERE, THERE):
        store.write("raw", partition, {"row": pa.table({"b": [partition[1]], "more": [1]})}, "stamp")
    schema = pa.schema([("b", pa.string())])
    assert store.read_all("raw", "row", [HERE, THERE], schema)["b"].to_pylist() == ["cho-don", "ba-be"]
    assert store.read_all("raw", "row", [], schema).schema == schema


def test_a_stamp_changes_with_any_part_and_any_code(tmp_path: Path) -> None:
    assert stamp_of("a", "b") == stamp_of("a", "b") != stamp_of("ab")
    (tmp_path / "code.py").write_text("x = 1")
    (tmp_path / "page.md").write_text("not code")
    before = stamp_of_files(tmp_path)
    (tmp_path / "page.md").write_text("still not code")
    assert stamp_of_files(tmp_path) == before
    (tmp_path / "code.py").write_text("x = 2")
    assert stamp_of_files(tmp_path) != before
