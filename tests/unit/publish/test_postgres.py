"""The published tables in PostgreSQL are those of bi.duckdb, whole or not at all, and nobody is told a password."""

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import dagster as dg
import duckdb
import psycopg
import pytest
from psycopg import errors

from dagster_project.defs import publishing
from dagster_project.defs.outcome import reason_of
from dagster_project.publish import postgres
from dagster_project.publish.marts import publish_marts
from dagster_project.publish.postgres import NotLoaded, load_postgres
from dagster_project.publish.publication import RunInfo
from dagster_project.settings import load_settings
from tests.unit.marts import DICTIONARY, warehouse
from tests.unit.postgres_server import Server, reason_to_skip, server

pytestmark = pytest.mark.slow

RUN = RunInfo(datetime(2026, 1, 2), "run-1")


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    if reason := reason_to_skip():
        pytest.skip(reason)
    with server() as started:
        yield started


@pytest.fixture
def url(running: Server) -> str:
    return running.new_database("bi")


@pytest.fixture(scope="module")
def published_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published_once")
    warehouse(folder / "warehouse.duckdb")
    publish(folder)
    return folder


@pytest.fixture
def data(published_once: Path, tmp_path: Path) -> Path:
    return shutil.copytree(published_once, tmp_path / "data", symlinks=True)


def publish(data: Path, *changes: str, dictionary: dict = DICTIONARY) -> None:
    with duckdb.connect(str(data / "warehouse.duckdb")) as connection:
        for statement in changes:
            connection.execute(statement)
    publish_marts(data / "warehouse.duckdb", data / "published", RUN, dictionary)


def ask(url: str, query: str, role: str = "") -> list[tuple[Any, ...]]:
    with psycopg.connect(url, options="-c lock_timeout=2s") as connection:
        if role:
            connection.execute(f"set role {role}")
        cursor = connection.execute(query)
        return cursor.fetchall() if cursor.description else []


def in_postgres(url: str) -> dict[str, list[tuple[Any, ...]]]:
    tables = ask(url, "select tablename from pg_tables where schemaname = 'marts'")
    return {name: sorted(ask(url, f"select * from marts.{name}"), key=repr) for (name,) in tables}


def in_bi(data: Path) -> dict[str, list[tuple[Any, ...]]]:
    with duckdb.connect(str(data / "published/bi.duckdb"), read_only=True) as bi:
        tables = bi.execute("select table_name from duckdb_tables() where schema_name = 'marts'").fetchall()
        return {name: sorted(bi.execute(f"from marts.{name}").fetchall(), key=repr) for (name,) in tables}


def test_all_tables_are_there_row_by_row(data: Path, url: str) -> None:
    loaded = load_postgres(data / "published", url)
    wanted = in_bi(data)
    assert in_postgres(url) == wanted
    assert loaded.rows == {name: len(rows) for name, rows in wanted.items()}
    assert loaded.notes == []


def test_comments_keys_and_what_may_be_null_are_there(data: Path, url: str) -> None:
    load_postgres(data / "published", url)
    told = ask(
        url, "select obj_description('marts.mart_return'::regclass), col_description('marts.mart_return'::regclass, 10)"
    )
    assert told == [("Báo cáo · Returns", "Số dòng đã đọc · Rows read")]
    keys = ask(
        url,
        "select conrelid::regclass::text, pg_get_constraintdef(oid) from pg_constraint "
        "where connamespace = 'marts'::regnamespace and contype in ('p', 'f') order by 1, 2",
    )
    assert keys == [
        ("marts.dim_report_year", "PRIMARY KEY (report_year)"),
        ("marts.mart_indicator", "PRIMARY KEY (indicator_code)"),
        (
            "marts.mart_return",
            "FOREIGN KEY (report_year) REFERENCES marts.dim_report_year(report_year) DEFERRABLE INITIALLY DEFERRED",
        ),
        ("marts.mart_return", "PRIMARY KEY (report_year, unit_code, form)"),
    ]
    types = ask(
        url,
        "select column_name, data_type, is_nullable from information_schema.columns "
        "where table_name = 'mart_indicator' and column_name in ('indicator_code', 'target_pct') order by 1",
    )
    assert types == [("indicator_code", "text", "NO"), ("target_pct", "double precision", "YES")]


def test_the_role_of_the_readers_cannot_write(data: Path, url: str) -> None:
    load_postgres(data / "published", url)
    assert ask(url, "select count(*) from marts.mart_return", role="marts_reader") == [(4,)]
    for statement in (
        "insert into marts.dim_report_year (report_year) values (1)",
        "update marts.mart_return set rows_read = 0",
        "delete from marts.mart_return",
        "truncate marts.mart_return",
        "create table marts.mine (a integer)",
        "drop table marts.mart_return",
    ):
        with pytest.raises(errors.InsufficientPrivilege):
            ask(url, statement, role="marts_reader")


def test_nobody_else_may_read(data: Path, url: str) -> None:
    load_postgres(data / "published", url)
    ask(url, "drop role if exists stranger; create role stranger")
    with pytest.raises(errors.InsufficientPrivilege):
        ask(url, "select count(*) from marts.mart_return", role="stranger")


def test_of_what_is_there_already_the_publication_alone_is_told_again(data: Path, url: str) -> None:
    load_postgres(data / "published", url)
    publish(data)
    assert load_postgres(data / "published", url).rows == {"mart_publication": 1}
    publish(data, "delete from marts.mart_quality_finding")
    assert load_postgres(data / "published", url).rows == {"mart_publication": 1}


def test_a_second_load_replaces_the_rows_and_leaves_tables_views_and_grants(data: Path, url: str) -> None:
    load_postgres(data / "published", url)
    before = ask(url, "select oid from pg_class where relname = 'mart_return'")
    ask(url, "create view public.late as select * from marts.mart_return where is_late")
    publish(
        data, "update marts.mart_return set rows_read = 77, is_late = true", "delete from marts.mart_indicator_doubt"
    )
    assert load_postgres(data / "published", url).rows["mart_return"] == 4
    assert in_postgres(url) == in_bi(data)
    assert ask(url, "select oid from pg_class where relname = 'mart_return'") == before
    assert ask(url, "select count(*) from public.late") == [(4,)]


def test_a_table_that_changed_is_made_anew_with_all_others(data: Path, url: str) -> None:
    publish(data, "create table marts.mart_gone as select 1 as one")
    load_postgres(data / "published", url)
    publish(data, "drop table marts.mart_gone", "create table marts.dim_new as select 1 as one, true as two")
    load_postgres(data / "published", url)
    assert in_postgres(url) == in_bi(data)
    assert ask(url, "select count(*) from marts.dim_new", role="marts_reader") == [(1,)]
    # A new comment is a change, too.
    publish(data, dictionary={**DICTIONARY, "dim_new": DICTIONARY["dim_report_year"].__class__("Mới · New")})
    load_postgres(data / "published", url)
    assert ask(url, "select obj_description('marts.dim_new'::regclass)") == [("Mới · New",)]


def test_a_view_of_somebody_else_is_never_dropped(data: Path, url: str) -> None:
    load_postgres(data / "published", url)
    ask(url, "create view public.late as select * from marts.mart_return where is_late")
    before = in_postgres(url)
    publish(data, "create table marts.dim_new as select 1 as one")
    with pytest.raises(NotLoaded, match=r"view late depends on table marts\.mart_return"):
        load_postgres(data / "published", url)
    assert in_postgres(url) == before


def end_of_the_backend(connection: psycopg.Connection[Any], url: str) -> None:
    ask(url, f"select pg_terminate_backend({connection.info.backend_pid})")


def end_of_the_night(connection: psycopg.Connection[Any], url: str) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("end", [end_of_the_backend, end_of_the_night])
@pytest.mark.parametrize(
    "change", ["update marts.mart_return set rows_read = 77", "create table marts.dim_new as select 1 as a"]
)
def test_a_load_that_is_killed_in_the_middle_leaves_the_old_tables(
    data: Path, url: str, monkeypatch: pytest.MonkeyPatch, end: Callable[..., None], change: str
) -> None:
    load_postgres(data / "published", url)
    before = in_postgres(url)
    publish(data, change)
    real = postgres._copy

    def killed(connection: psycopg.Connection[Any], bi: duckdb.DuckDBPyConnection, name: str, shape: list) -> int:
        if name == "mart_return":
            end(connection, url)
        return real(connection, bi, name, shape)

    monkeypatch.setattr(postgres, "_copy", killed)
    with pytest.raises((NotLoaded, KeyboardInterrupt)):
        load_postgres(data / "published", url)
    assert in_postgres(url) == before
    monkeypatch.undo()
    load_postgres(data / "published", url)
    assert in_postgres(url) == in_bi(data)


def test_readers_see_the_old_rows_until_the_end_and_never_wait(
    data: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_postgres(data / "published", url)
    counts = (
        "select (select count(*) from marts.mart_indicator_year), (select count(*) from marts.mart_indicator_doubt)"
    )
    before = ask(url, counts)
    publish(
        data, "delete from marts.mart_indicator_year where series <> 'total'", "delete from marts.mart_indicator_doubt"
    )
    real, seen = postgres._copy, []

    def watched(*arguments: Any) -> int:
        rows = real(*arguments)
        seen.append(ask(url, counts))
        return rows

    monkeypatch.setattr(postgres, "_copy", watched)
    load_postgres(data / "published", url)
    assert len(seen) == len(in_bi(data))
    assert all(one == before for one in seen)
    assert ask(url, counts) == [(6, 0)] != before


def test_a_user_who_may_create_no_role_is_told_what_to_ask_for(data: Path, running: Server, url: str) -> None:
    ask(url, "drop role if exists loader; create role loader login; grant create on database bi to loader")
    loaded = load_postgres(data / "published", running.url("bi", "loader"))
    [note] = loaded.notes
    assert "create role marts_reader nologin;" in note
    assert "\n" not in note
    assert in_postgres(url) == in_bi(data)
    ask(url, note.partition("run: ")[2])
    assert ask(url, "select count(*) from marts.mart_return", role="marts_reader") == [(4,)]
    # Once it is there, the owner of new tables opens them by himself.
    publish(data, "create table marts.dim_new as select 1 as one")
    assert load_postgres(data / "published", running.url("bi", "loader")).notes == []
    assert ask(url, "select count(*) from marts.dim_new", role="marts_reader") == [(1,)]


def test_a_schema_of_somebody_else_is_left_alone(data: Path, url: str) -> None:
    ask(url, "create schema marts; create table marts.mart_return (mine integer)")
    with pytest.raises(NotLoaded, match="schema marts with tables that this system did not make"):
        load_postgres(data / "published", url)
    assert in_postgres(url) == {"mart_return": []}


def test_a_key_that_the_rows_break_is_told_in_one_line(data: Path, url: str) -> None:
    publish(data, "update marts.mart_return set report_year = 1999 where form = '01'")
    with pytest.raises(NotLoaded, match=r"^PostgreSQL keeps what it had: .*foreign key") as told:
        load_postgres(data / "published", url)
    assert "\n" not in str(told.value)
    assert in_postgres(url) == {}


@pytest.mark.parametrize("database", ["nowhere", "geheim", "bi?host=/nowhere", "bi?host=127.0.0.1&port=1"])
def test_what_is_out_of_reach_is_told_in_one_line_without_the_password(
    data: Path, running: Server, database: str
) -> None:
    at = running.url(database.partition("?")[0], "loader", "geheim")
    if "?" in database:
        at = f"postgresql://loader:geheim@/{database}"
    with pytest.raises(NotLoaded, match=r"^PostgreSQL keeps what it had: .*(FATAL|refused|No such file)") as told:
        load_postgres(data / "published", at)
    assert "geheim" not in str(told.value)
    assert "\n" not in str(told.value)
    assert told.value.__suppress_context__


def test_the_night_has_the_asset_where_the_setting_names_a_database_and_tells_its_failure(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = {"WAREHOUSE_DATA_DIR": str(data), "BI_POSTGRES_URL": "postgresql://loader:geheim@/bi?host=/nowhere"}
    without, settings = load_settings(None, WAREHOUSE_DATA_DIR=str(data)), load_settings(None, **there)
    names = [one.key.to_user_string() for one in publishing.definitions(without, None).assets or []]
    *others, asset = publishing.definitions(settings, None).assets or []
    assert names == [one.key.to_user_string() for one in others]
    night = SimpleNamespace(settings=settings, progress=lambda *_: None, notes=[])
    ended = dg.materialize([asset], resources={"night": night}, raise_on_error=False)
    assert not ended.success
    reason = reason_of(ended.all_events) or ""
    assert reason.startswith("postgres_marts: PostgreSQL keeps what it had: connection ")
    assert "geheim" not in reason
