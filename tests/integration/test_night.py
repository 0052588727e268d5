"""What a night promises the data team: the contract's tables, boring repetition, yesterday's marts when it fails."""

import fcntl
import json
import shutil
import stat
import subprocess
from pathlib import Path

import duckdb
import pytest

from dagster_project.lib.seeds import read_seed
from tests.dbt.test_project import CONTRACT
from tests.integration.conftest import run_night

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def marts(nightly_data_dir: Path) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(nightly_data_dir / "published" / "bi.duckdb"), read_only=True)


@pytest.mark.parametrize("table", CONTRACT)
def test_the_published_tables_have_the_contracts_columns_and_types(
    marts: duckdb.DuckDBPyConnection, table: str
) -> None:
    described = marts.sql(f"describe marts.{table}").fetchall()
    assert [(name, kind) for name, kind, *_ in described] == CONTRACT[table]


def test_only_the_marts_are_published(marts: duckdb.DuckDBPyConnection, nightly_data_dir: Path) -> None:
    tables = marts.sql("select table_schema, table_name from information_schema.tables order by all").fetchall()
    assert {schema for schema, _ in tables} == {"marts"}
    parquet = {path.stem for path in (nightly_data_dir / "published" / "parquet").glob("*.parquet")}
    assert parquet == {name for _, name in tables}
    manifest = json.loads((nightly_data_dir / "published" / "manifest.json").read_text(encoding="utf-8"))
    assert set(manifest["rows"]) == parquet


def test_the_scorecard_shows_all_twelve_indicators_with_five_years(
    nightly: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    shown = nightly[1].stdout
    codes = [row["indicator_code"] for row in read_seed("indicators.csv")]
    assert len(codes) == 12
    assert all(f" {code} " in shown for code in codes)
    assert all(str(year) in shown for year in range(2021, 2026))
    assert "đạt" in shown


def test_what_holds_names_is_for_its_owner_only(nightly_data_dir: Path) -> None:
    rows = sorted((nightly_data_dir / "returns").rglob("*.parquet"))
    workbooks = sorted((nightly_data_dir / "quality" / "feedback").rglob("*.xlsx"))
    inside = [nightly_data_dir / "warehouse.duckdb", nightly_data_dir / "person.key", *rows, *workbooks]
    assert rows
    assert workbooks
    assert [path.name for path in inside if stat.S_IMODE(path.stat().st_mode) & 0o077] == []


@pytest.fixture
def second(nightly_data_dir: Path, tmp_path: Path) -> Path:
    """Return a copy of the night's data folder, to be run again or broken."""
    copy = tmp_path / "data"
    shutil.copytree(nightly_data_dir, copy, symlinks=True)
    return copy


def test_the_same_night_again_gives_the_same_bytes_and_reads_nothing_again(second: Path) -> None:
    def published() -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in (second / "published" / "parquet").iterdir()}

    before = published()
    written = {path: path.stat().st_mtime_ns for path in (second / "returns" / "judged").rglob("2*/*.parquet")}
    # In another folder than the last night's nothing vouches for what stands: all is compared.
    moved = run_night(second)
    assert moved.returncode == 0, moved.stderr
    after = published()
    of_this_night = "mart_publication.parquet"
    assert after.pop(of_this_night) != before.pop(of_this_night)
    assert after == before
    assert {path: path.stat().st_mtime_ns for path in written} == written
    # Now the night looks, and what is published stands: not even the table that says which night it was is another.
    before = published()
    quiet = run_night(second)
    assert quiet.returncode == 0, quiet.stderr
    assert "Nothing new" in quiet.stderr
    assert published() == before


def test_a_failed_night_leaves_yesterdays_marts_and_says_why_in_one_line(second: Path) -> None:
    published = (second / "published").resolve()
    broken = next((second / "returns" / "judged" / "form_02_row" / "2024").glob("*.parquet"))
    broken.write_bytes(broken.read_bytes()[:-50])
    reader = duckdb.connect(str(second / "published" / "bi.duckdb"), read_only=True)
    ended = run_night(second)
    assert ended.returncode != 0
    reasons = [line for line in ended.stderr.splitlines() if "Nothing published" in line]
    assert len(reasons) == 1
    assert "Traceback" not in ended.stderr
    assert (second / "published").resolve() == published
    assert reader.sql("select count(*) from marts.mart_indicator").fetchall() == [(12,)]


def test_a_source_that_is_down_does_not_stop_the_night(tmp_path: Path) -> None:
    source = tmp_path / "returns"
    shutil.copytree(Path(__file__).parents[2] / "raw" / "2021" / "tinh", source / "2021" / "tinh")
    first = run_night(tmp_path / "data", RETURNS_URL=str(source))
    assert first.returncode == 0, first.stderr
    source.rename(tmp_path / "gone")
    second = run_night(tmp_path / "data", RETURNS_URL=str(source))
    assert second.returncode == 0, second.stderr
    assert str(source) in second.stderr
    never = run_night(tmp_path / "other", RETURNS_URL=str(source))
    assert never.returncode != 0
    assert "Nothing published" in never.stderr


def test_two_nights_do_not_work_in_one_folder(tmp_path: Path) -> None:
    with (tmp_path / "night.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        ended = run_night(tmp_path)
    assert ended.returncode == 1
    assert len(ended.stderr.strip().splitlines()) == 1
    assert "another night is running" in ended.stderr
