"""The published marts are whole, repeatable, without personal data, and swapped in one step."""

import hashlib
import json
import os
import stat
import threading
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

from dagster_project.lib.time import VIETNAM
from dagster_project.publish import marts
from dagster_project.publish.marts import publish_marts
from dagster_project.publish.publication import RunInfo
from dagster_project.publish.tables import PROMISED, PublishError
from tests.unit.marts import DICTIONARY, warehouse

RUN = RunInfo(datetime(2026, 1, 2, 3, tzinfo=VIETNAM), "run-1", ["b" * 64, "a" * 64, "a" * 64], "0.1.0")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    warehouse(tmp_path / "warehouse.duckdb")
    return tmp_path


def publish(data: Path) -> marts.Published:
    return publish_marts(data / "warehouse.duckdb", data / "published", RUN, DICTIONARY)


def change(data: Path, *statements: str) -> None:
    with duckdb.connect(str(data / "warehouse.duckdb")) as connection:
        for statement in statements:
            connection.execute(statement)


def test_only_the_marts_are_published_with_types_and_comments(data: Path) -> None:
    done = publish(data)
    assert done.rows["mart_indicator_year"] == 12
    with duckdb.connect(str(data / "published/bi.duckdb"), read_only=True) as bi:
        tables = bi.execute("select table_schema, table_name from information_schema.tables").fetchall()
        assert {schema for schema, _ in tables} == {"marts"}
        assert {name for _, name in tables} == set(PROMISED)
        with duckdb.connect(str(data / "warehouse.duckdb"), read_only=True) as source:
            query = (
                "select table_name, column_name, data_type, is_nullable from duckdb_columns() "
                "where schema_name = 'marts' order by table_name, column_index"
            )
            # None of what tells of the run is NULL once it is published.
            filled = {"published_at", "as_of", "run_id", "code_version", "source_files", "source_digest"}
            was = [
                (table, name, kind, open_ and name not in filled)
                for table, name, kind, open_ in source.execute(query).fetchall()
            ]
            assert bi.execute(query).fetchall() == was
        comments = bi.execute("select comment from duckdb_tables() where comment is not null order by 1").fetchall()
        assert comments == sorted((told.description,) for told in DICTIONARY.values())
        comments = bi.execute("select column_name, comment from duckdb_columns() where comment is not null").fetchall()
        assert ("label_vi", "Tên chỉ tiêu · The indicator's name") in comments
        at = bi.execute("select received_at from marts.mart_return limit 1").fetchone()
        assert at == (datetime(2025, 1, 20, 8, 0, 0, 250_000),)


def test_parquet_has_the_same_types_and_rows(data: Path) -> None:
    publish(data)
    with duckdb.connect(str(data / "published/bi.duckdb"), read_only=True) as bi:
        for name in PROMISED:
            parquet = bi.sql(f"from read_parquet('{data}/published/parquet/{name}.parquet')")
            table = bi.sql(f"from marts.{name}")
            assert (parquet.columns, parquet.types) == (table.columns, table.types)
            assert parquet.fetchall() == table.fetchall()


def test_the_same_content_gives_the_same_parquet(data: Path) -> None:
    publish(data)
    first = {path.name: path.read_bytes() for path in (data / "published/parquet").iterdir()}
    warehouse(data / "warehouse.duckdb", reverse=True)
    publish(data)
    second = {path.name: path.read_bytes() for path in (data / "published/parquet").iterdir()}
    assert second.keys() == first.keys()
    # The one table that says when.
    assert {name for name in first if second[name] != first[name]} <= {"mart_publication.parquet"}


def test_a_publication_says_of_what_run_it_is_though_nothing_was_built(data: Path) -> None:
    def told() -> tuple:
        with duckdb.connect(str(data / "published/bi.duckdb"), read_only=True) as bi:
            (row,) = bi.execute("from marts.mart_publication").fetchall()
        return row

    publish(data)
    published_at, *first = told()
    manifest = json.loads((data / "published/manifest.json").read_text(encoding="utf-8"))
    assert f"{published_at.isoformat()}+07:00" == manifest["run"]["published_at"]
    digest = hashlib.sha256(b"a" * 64 + b"\n" + b"b" * 64).hexdigest()
    assert first == [date(2026, 1, 2), "run-1", "0.1.0", 2, f"sha256:{digest}", 4, 2, None, None]
    # The warehouse stands as it was: the next night says its own.
    later = RunInfo(datetime(2026, 1, 3, 3, tzinfo=VIETNAM), "run-2", ["a" * 64], "0.1.0")
    publish_marts(data / "warehouse.duckdb", data / "published", later, DICTIONARY)
    _, *second = told()
    assert second[:2] == [date(2026, 1, 3), "run-2"]
    assert second[3] == 1
    assert second[4] != first[4]
    assert second[5:] == first[5:]


def test_the_manifest_tells_what_is_there(data: Path) -> None:
    publish(data)
    manifest = json.loads((data / "published/manifest.json").read_text(encoding="utf-8"))
    assert manifest["run"]["id"] == "run-1"
    assert manifest["run"]["started_at"] == "2026-01-02T03:00:00+07:00"
    assert manifest["source_sha256"] == ["a" * 64, "b" * 64]
    assert manifest["rows"]["mart_return"] == 4
    tables = {f"parquet/{name}.parquet" for name in PROMISED}
    assert set(manifest["files"]) == {"bi.duckdb", "datapackage.json", *tables}
    for name, about in manifest["files"].items():
        content = (data / "published" / name).read_bytes()
        assert about == {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}


def test_readers_of_other_users_may_read(data: Path) -> None:
    mask = os.umask(0o077)
    try:
        publish(data)
    finally:
        os.umask(mask)
    assert stat.S_IMODE((data / ".published").stat().st_mode) == 0o755
    assert stat.S_IMODE((data / "published").stat().st_mode) == 0o755
    assert stat.S_IMODE((data / "published/bi.duckdb").stat().st_mode) == 0o644
    assert stat.S_IMODE((data / "published/parquet").stat().st_mode) == 0o755


def test_a_reader_who_holds_the_old_file_is_not_disturbed(data: Path) -> None:
    publish(data)
    reader = duckdb.connect(str(data / "published/bi.duckdb"), read_only=True)
    count = "select count(*) from marts.mart_indicator_year"
    try:
        change(data, "delete from marts.mart_indicator_year where series <> 'total'")
        publish(data)
        publish(data)  # the version that the reader holds is removed now
        assert reader.execute(count).fetchone() == (12,)
    finally:
        reader.close()
    with duckdb.connect(str(data / "published/bi.duckdb"), read_only=True) as now:
        assert now.execute(count).fetchone() == (6,)


def test_readers_see_the_whole_old_or_the_whole_new_set(data: Path) -> None:
    """While nights publish one after the other, readers of `published` find files that belong together."""
    publish(data)
    stop, torn, looks = threading.Event(), [], [0]

    def look() -> None:
        while not stop.is_set():
            folder = (data / "published").resolve()
            try:
                manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
                parts = {name: hashlib.sha256((folder / name).read_bytes()) for name in manifest["files"]}
            except FileNotFoundError as error:
                torn.append(str(error))
                continue
            looks[0] += 1
            torn.extend(name for name, about in manifest["files"].items() if parts[name].hexdigest() != about["sha256"])

    thread = threading.Thread(target=look)
    thread.start()
    try:
        for year in range(5):
            change(data, f"update marts.mart_return set rows_read = {year}")
            publish(data)
    finally:
        stop.set()
        thread.join()
    assert looks[0] > 5
    assert torn == []


def test_the_version_before_is_kept_and_older_ones_are_not(data: Path) -> None:
    versions = [publish(data).version for _ in range(3)]
    assert sorted(one.name for one in (data / ".published").iterdir()) == sorted(versions[1:])
    assert (data / "published").readlink() == Path(".published") / versions[2]


def test_the_data_folder_may_be_moved(data: Path, tmp_path: Path) -> None:
    publish(data)
    moved = tmp_path / "moved"
    moved.mkdir()
    for name in (".published", "published"):
        (data / name).rename(moved / name)
    assert (moved / "published/manifest.json").is_file()


def test_a_folder_in_the_place_of_the_link_is_put_aside(data: Path) -> None:
    (data / "published").mkdir()
    (data / "published/bi.duckdb").write_bytes(b"copied by somebody")
    publish(data)
    assert (data / "published").is_symlink()
    kept = [one for one in (data / ".published").iterdir() if one.name.endswith("-before")]
    assert (kept[0] / "bi.duckdb").read_bytes() == b"copied by somebody"


@pytest.mark.parametrize(
    ("statements", "says"),
    [
        (["drop table marts.mart_return"], "mart_return is missing"),
        (["delete from marts.mart_indicator_year"], "mart_indicator_year has no row"),
        (["create table marts.fct_person (a integer)"], "only mart_… and dim_…"),
        (["create table marts.stg_left_out_row (a integer)"], "only mart_… and dim_…"),
        (["delete from marts.dim_report_year"], "dim_report_year has no row"),
        (["create table marts.dim_cadre (person_key varchar)"], "column person_key"),
        (["create table marts.mart_x (person_key varchar)"], "column person_key"),
        (["create table marts.mart_x (Full_Name varchar)"], "column Full_Name"),
        (["create table marts.mart_x as select '006085001234' as code"], "mart_x.code holds 1 values"),
        (["create table marts.mart_x as select '095123456' as code"], "mart_x.code holds 1 values"),
        (["create table marts.mart_x as select '56.012345' as code"], "mart_x.code holds 1 values"),
        (["create table marts.mart_x as select repeat('0f', 32) as code"], "mart_x.code holds 1 values"),
    ],
)
def test_what_must_not_be_published_leaves_yesterdays_marts(data: Path, statements: list[str], says: str) -> None:
    publish(data)
    before = (data / "published").readlink()
    change(data, *statements)
    with pytest.raises(PublishError, match=says):
        publish(data)
    assert (data / "published").readlink() == before
    assert [one.name for one in (data / ".published").iterdir()] == [before.name]


def test_further_marts_and_views_are_published(data: Path) -> None:
    change(data, "create view marts.mart_more as select 1 as one, repeat('0f', 32) as source_sha256")
    change(data, "create table marts.dim_more as select 1 as one")
    rows = publish(data).rows
    assert (rows["mart_more"], rows["dim_more"]) == (1, 1)


def test_without_a_warehouse_the_reason_is_told(tmp_path: Path) -> None:
    with pytest.raises(PublishError, match="does not exist"):
        publish(tmp_path)


@pytest.mark.parametrize("step", ["write_tables", "_write_manifest", "_swap"])
def test_a_crash_at_any_step_leaves_yesterdays_marts(data: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    publish(data)
    before = (data / "published").readlink()
    real = getattr(marts, step)

    def crash(*arguments):
        if step == "_write_tables":
            real(*arguments)
        raise KeyboardInterrupt

    monkeypatch.setattr(marts, step, crash)
    with pytest.raises(KeyboardInterrupt):
        publish(data)
    assert (data / "published").readlink() == before
    assert json.loads((data / "published/manifest.json").read_text(encoding="utf-8"))
    monkeypatch.undo()
    publish(data)
    assert len(list((data / ".published").iterdir())) == 2
