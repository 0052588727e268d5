"""What a machine does to a data folder: a clear line, nothing lost, yesterday's marts stand, the next night mends it.

Each test begins from what a good night left (conftest.py). Disks of their own need root.
"""

import contextlib
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

import duckdb
import pytest

from dagster_project.settings import load_settings
from dagster_project.upkeep.__main__ import main as upkeep
from tests.faults.killed import Undisturbed
from tests.faults.nights import (
    CHECKOUT,
    Ended,
    archived,
    between_the_steps,
    copied,
    published,
    run,
    start,
    torn_publication,
)
from tests.unit.servers import Counter, web_server

pytestmark = pytest.mark.faults
NightOf = Callable[[str], Undisturbed]
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="mounts a disk of its own, or takes away rights")


@pytest.fixture
def cold(night_of: NightOf) -> Undisturbed:
    return night_of("cold")


@pytest.fixture
def data(cold: Undisturbed, tmp_path: Path) -> Path:
    """Return a data folder as a good night left it."""
    return copied(cold.after, tmp_path / "data")


def check_failed(ended: Ended, data: Path, marts: dict[str, str], *says: str) -> None:
    """The night failed, said why in one line without a program's words, and left yesterday's marts."""
    assert ended.code == 1, ended.err
    assert "Traceback" not in ended.err
    assert "Error" not in ended.reason
    assert "Exception" not in ended.reason
    for words in says:
        assert words in ended.reason
    assert torn_publication(data) == []
    assert published(data) == marts


def check_good(ended: Ended, data: Path, night: Undisturbed) -> None:
    """The night ended as one that nothing happened to."""
    assert ended.code == 0, ended.err
    assert "Traceback" not in ended.err
    assert torn_publication(data) == []
    assert published(data) == published(night.after)
    assert archived(data) == archived(night.after)


def overwrite(path: Path) -> None:
    path.chmod(0o600)
    path.write_bytes(b"\xff\xfe nothing that was here before \0" * 300)


def test_what_once_stopped_every_night_is_put_aside_said_and_built_again(
    cold: Undisturbed, data: Path, tmp_path: Path
) -> None:
    overwrite(data / "warehouse.duckdb")
    (data / "warehouse.stamp").write_bytes(b"\xff\xfe\xfd")
    (index,) = (data / "archive" / "received").glob("*.parquet")
    overwrite(index)
    databases = sorted((data / "dagster").rglob("*.db"))
    for database in databases:
        overwrite(database)
    (lost,) = (data / "returns" / "judged" / "finding" / "2024").glob("tinh.parquet")
    lost.unlink()
    (data / "told.json").write_text("{")
    night = run(cold.province.settings(data), tmp_path / "night")
    check_good(night, data, cold)
    assert between_the_steps(data) == between_the_steps(cold.after)
    for said in ("warehouse was damaged", "stamp was damaged", "its copy is used", "files between the steps were lost"):
        assert said in night.err
    assert night.err.count("Dagster's records were damaged") == len(databases)
    assert len(list(data.glob("warehouse.duckdb.damaged-*"))) == 1


@pytest.mark.parametrize("what", ["warehouse", "steps"])
def test_damage_deep_inside_fails_one_night_and_is_mended_by_the_next(
    cold: Undisturbed, data: Path, tmp_path: Path, what: str
) -> None:
    if what == "warehouse":
        with (data / "warehouse.duckdb").open("r+b") as file:
            file.seek(3 * 4096 + 262144)
            file.write(os.urandom((data / "warehouse.duckdb").stat().st_size - 4 * 262144))
    else:
        for path in (data / "returns" / "judged" / "form_02_row" / "2024").glob("*.parquet"):
            path.write_bytes(path.read_bytes()[:-50])
    first = run(cold.province.settings(data), tmp_path / "first")
    if first.code:
        check_failed(first, data, published(cold.after))
    second = run(cold.province.settings(data), tmp_path / "second")
    if second.code:
        check_failed(second, data, published(cold.after))
        second = run(cold.province.settings(data), tmp_path / "third")
    check_good(second, data, cold)


def test_a_damaged_file_of_the_archive_comes_back_from_the_source(
    cold: Undisturbed, data: Path, tmp_path: Path
) -> None:
    blobs = sorted(path for path in (data / "archive").glob("[0-9a-f][0-9a-f]/*") if len(path.name) == 64)
    blobs[0].unlink()
    overwrite(blobs[1])
    for stamp in (data / "returns" / "stamps" / "raw").rglob("*.stamp"):
        stamp.unlink()
    first = run(cold.province.settings(data), tmp_path / "first")
    check_failed(first, data, published(cold.after), blobs[1].name, "is not what was received")
    check_good(run(cold.province.settings(data), tmp_path / "second"), data, cold)


def test_a_person_key_that_is_gone_or_another_ends_the_night_before_it_starts(
    cold: Undisturbed, data: Path, tmp_path: Path
) -> None:
    settings = cold.province.settings(data)
    own = {name: value for name, value in settings.items() if name != "WAREHOUSE_PERSON_KEY"}
    key, says = data / "person.key", "restore it from the backup"

    def refused(given: dict[str, str], *words: str) -> None:
        check_failed(run(given, tmp_path / "night"), data, published(cold.after), says, *words)

    refused(own, "person.key is missing")
    assert not key.exists()
    key.write_bytes(bytes(65))
    refused(own, "person.key holds")
    key.write_text("fedcba9876543210" * 4)
    refused(own, "not the key that the warehouse was built with")
    refused({**settings, "WAREHOUSE_PERSON_KEY": "another key of more than 32 letters"}, "WAREHOUSE_PERSON_KEY")
    key.unlink()
    # On purpose: every person gets another key, and no figure another value.
    with pytest.MonkeyPatch.context() as environment:
        for name, value in own.items():
            environment.setenv(name, value)
        environment.delenv("WAREHOUSE_PERSON_KEY", raising=False)
        assert upkeep(["rotate-key", "CONFIRM=yes"]) == 0
    night = run(own, tmp_path / "rotated")
    assert night.code == 0, night.err
    assert published(data) == published(cold.after)
    assert not _person_keys(data) & _person_keys(cold.after)


def _person_keys(data: Path) -> set[str]:
    rows = str(data / "returns" / "identity" / "person_row.parquet")
    found = duckdb.execute("select distinct person_key from read_parquet(?) where person_key is not null", [rows])
    return {key for (key,) in found.fetchall()}


@contextlib.contextmanager
def disk(folder: Path, megabytes: float) -> Iterator[Callable[[str], None]]:
    """Mount a disk of its own; what is yielded mounts it again with other options."""
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={int(megabytes * 1024)}k", "tmpfs", folder], check=True)
    try:
        yield lambda options: subprocess.run(["mount", "-o", f"remount,{options}", folder], check=True) and None
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@needs_root
def test_a_full_disk_costs_a_night_and_nothing_else(cold: Undisturbed, night_of: NightOf, tmp_path: Path) -> None:
    changed = night_of("changed")
    needed = sum(path.stat().st_blocks * 512 for path in cold.after.rglob("*") if not path.is_symlink()) / 1024**2
    with disk(tmp_path / "disk", needed + 300) as again:
        data = copied(cold.after, tmp_path / "disk" / "data")
        used = sum(path.stat().st_blocks * 512 for path in data.rglob("*") if not path.is_symlink()) / 1024**2
        failed = 0
        for free in (0, 0.2, 1, 4, 12, 40, 90, 400):
            again(f"size={int((used + free) * 1024)}k")
            night = run(changed.province.settings(data), tmp_path / f"night-{free}")
            print(free, night.code, night.err.splitlines()[-2:])
            if night.code == 0 and published(data) == published(changed.after):
                break
            if night.code == 0:
                # Published before the last reports: said, and made by the next night.
                assert "disk full" in night.err
                continue
            check_failed(night, data, published(cold.after), "disk full")
            failed += 1
        assert failed >= 3
        check_good(night, data, changed)


@needs_root
def test_a_folder_that_cannot_be_written_is_said(cold: Undisturbed, tmp_path: Path) -> None:
    settings = cold.province.settings(tmp_path / "disk" / "data")
    with disk(tmp_path / "disk", 400) as again:
        data = copied(cold.after, tmp_path / "disk" / "data")
        again("ro")
        check_failed(run(settings, tmp_path / "night"), data, published(cold.after), "read-only")
        again("rw")
        (tmp_path / "log").mkdir(mode=0o777)
        tmp_path.chmod(0o755)

        def as_nobody() -> None:
            os.setgid(65534)
            os.setuid(65534)

        denied = run(settings, tmp_path / "night", before=as_nobody)
        assert denied.code == 1, denied.err
        assert "no right" in denied.reason
        assert published(data) == published(cold.after)


def test_a_source_that_dies_in_the_middle_costs_what_had_not_come(cold: Undisturbed, tmp_path: Path) -> None:
    data, counter = tmp_path / "data", _Dying(3)
    with web_server(cold.province.returns, counter) as host:
        settings = {**cold.province.settings(data), "RETURNS_URL": f"http://{host}/"}
        first = run(settings, tmp_path / "first")
        assert first.code == 0, first.err
        came = archived(data)
        assert 0 < len(came) < len(archived(cold.after))
        assert "given up" in first.err or "failed" in first.err
        counter.left = 10_000
        second = run(settings, tmp_path / "second")
    assert second.code == 0, second.err
    assert archived(data) == archived(cold.after)
    # What tells of receipt differs: a web server's times are whole seconds.
    for table in ("mart_indicator_year.parquet", "mart_indicator_unit_year.parquet", "mart_cadre_structure.parquet"):
        assert published(data)[table] == published(cold.after)[table]


class _Dying(Counter):
    """A server that gives so many workbooks and then nothing any more."""

    def __init__(self, left: int) -> None:
        super().__init__()
        self.left = left

    def fails(self, what: str) -> bool:
        self.left -= what.startswith("GET") and "xls" in what
        return self.left < 0 or super().fails(what)


def test_a_clock_that_was_wrong_for_a_night_is_forgotten(cold: Undisturbed, data: Path, tmp_path: Path) -> None:
    settings = cold.province.settings(data)
    ahead = run(settings, tmp_path / "ahead", before=lambda: _shift_clock(timedelta(days=400)))
    assert ahead.code == 0, ahead.err
    told = (data / "logs" / "notifications.log").read_text() if (data / "logs" / "notifications.log").exists() else ""
    # Something that makes a night tell: the clock of the night before must not keep it silent.
    (cold_returns := tmp_path / "empty").mkdir()
    back = run({**settings, "RETURNS_URL": str(cold_returns)}, tmp_path / "back")
    assert back.code == 1, back.err
    assert (data / "logs" / "notifications.log").read_text() != told
    again = run(settings, tmp_path / "again")
    assert again.code == 0, again.err
    figures = ("mart_indicator_year.parquet", "mart_indicator_unit_year.parquet", "mart_return.parquet")
    assert {name: published(data)[name] for name in figures} == {name: published(cold.after)[name] for name in figures}
    with duckdb.connect(str(data / "published" / "bi.duckdb"), read_only=True) as bi:
        ((as_of,),) = bi.execute("select as_of from marts.mart_publication").fetchall()
    assert abs(as_of - datetime.now().date()) <= timedelta(days=1)


def _shift_clock(by: timedelta) -> None:
    """Let every module of the project read another time."""

    class Shifted(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return datetime.now(tz) + by

    for name in [name for name in sys.modules if name.startswith("dagster_project")]:
        if getattr(sys.modules[name], "datetime", None) is datetime:
            sys.modules[name].datetime = Shifted  # type: ignore[attr-defined]


def test_of_two_nights_at_once_one_works_and_the_other_says_so(cold: Undisturbed, data: Path, tmp_path: Path) -> None:
    nights = [start(cold.province.settings(data), tmp_path / f"night-{number}") for number in range(2)]
    ended = [night.wait() for night in nights]
    assert sorted(night.code for night in ended) == [0, 1]
    (refused,) = (night for night in ended if night.code)
    assert "another night is running" in refused.reason
    assert len(refused.err.strip().splitlines()) == 1
    (good,) = (night for night in ended if not night.code)
    check_good(good, data, cold)


def test_verify_sees_what_the_nights_do_not_look_at(cold: Undisturbed, data: Path, tmp_path: Path) -> None:
    settings = cold.province.settings(data)

    def verified() -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "dagster_project.upkeep", "verify"]
        given = {**os.environ, **settings}
        return subprocess.run(command, cwd=CHECKOUT, env=given, capture_output=True, text=True, check=False)

    assert verified().returncode == 0
    blob = next(path for path in sorted((data / "archive").glob("[0-9a-f][0-9a-f]/*")) if len(path.name) == 64)
    overwrite(blob)
    overwrite(data / "published" / "parquet" / "mart_return.parquet")
    said = verified()
    assert said.returncode == 1
    assert str(blob) in said.stdout
    assert "mart_return.parquet" in said.stdout
    assert load_settings(None, **settings).archive_dir == data / "archive"
    check_good(run(settings, tmp_path / "night"), data, cold)
    assert verified().returncode == 0


def test_dagster_s_records_are_whole_after_all_that(data: Path) -> None:
    for path in (data / "dagster").rglob("*.db"):
        with contextlib.closing(sqlite3.connect(path)) as records:
            assert records.execute("pragma integrity_check").fetchone() == ("ok",)
