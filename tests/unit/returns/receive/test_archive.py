"""The archive keeps what was received, whatever happens to the source or to the machine."""

import hashlib
import os
import signal
import stat
import subprocess
import sys
import textwrap
import time
from datetime import datetime
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from dagster_project.returns.read.partition import read_partition
from dagster_project.returns.receive.blobs import DamagedBlob, blob_path, read_blob
from dagster_project.returns.receive.failures import SourceUnavailable
from dagster_project.returns.receive.index import ReceivedIndex, load_index
from dagster_project.returns.receive.partitions import received_partitions
from dagster_project.returns.receive.patience import SourceLimits
from dagster_project.returns.receive.source import Source
from dagster_project.returns.receive.step import PullResult, pull
from tests.unit.servers import Counter, put, web_server

UNITS = ["tinh", "ba-be"]
YEARS = [2023, 2024]
QUICK = SourceLimits(attempts=2, first_wait=0.01, longest_wait=0.02, timeout=5)
JANUARY = 1_705_000_000  # 12 January 2024, 02:06:40 in Vietnam
DAY = 24 * 3600


@pytest.fixture
def returns(tmp_path: Path) -> Path:
    folder = tmp_path / "returns"
    put(folder, "2023/tinh/a.xlsx", b"first", JANUARY)
    put(folder, "2023/ba-be/b.xlsx", b"other", JANUARY)
    return folder


def pulled(returns: Path, limits: SourceLimits = QUICK) -> PullResult:
    return pull(str(returns), returns.parent / "archive", units=UNITS, years=YEARS, limits=limits)


def at(result: PullResult, path: str) -> pd.DataFrame:
    return result.index[result.index.file_path == path].reset_index(drop=True)


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_everything_is_archived_and_indexed(returns: Path) -> None:
    result = pulled(returns)
    assert (result.new, result.unchanged, result.gone, result.error) == (2, 0, 0, None)
    entry = at(result, "2023/tinh/a.xlsx").iloc[0]
    assert entry.report_year == 2023
    assert entry.unit_code == "tinh"
    assert entry.source_sha256 == sha(b"first")
    assert entry.received_at == datetime(2024, 1, 12, 2, 6, 40)
    assert entry.size_bytes == 5
    assert entry.problem is None or pd.isna(entry.problem)
    assert len(entry.file_key) == 16
    blob = blob_path(returns.parent / "archive", entry.source_sha256)
    assert blob.read_bytes() == b"first"
    assert stat.S_IMODE(blob.stat().st_mode) == 0o400
    assert stat.S_IMODE(blob.parent.stat().st_mode) == 0o700
    assert read_blob(returns.parent / "archive", entry.source_sha256) == b"first"


def test_an_unchanged_source_is_not_fetched_again(returns: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = pulled(returns)
    index = next((returns.parent / "archive/received").glob("*.parquet"))
    before = index.read_bytes()
    monkeypatch.setattr(Source, "fetch", lambda *_: pytest.fail("fetched again"))
    second = pulled(returns)
    assert (second.new, second.unchanged, second.downloaded_bytes) == (0, 2, 0)
    pd.testing.assert_frame_equal(first.index, second.index)
    assert index.read_bytes() == before


def test_a_changed_file_is_a_new_version_and_the_earlier_one_stays(returns: Path) -> None:
    pulled(returns)
    put(returns, "2023/tinh/a.xlsx", b"mended", JANUARY + DAY)
    result = pulled(returns)
    entries = at(result, "2023/tinh/a.xlsx")
    assert list(entries.source_sha256) == [sha(b"first"), sha(b"mended")]
    assert list(entries.is_at_source) == [False, True]
    assert entries.file_key.nunique() == 2
    assert (result.new, result.unchanged, result.gone) == (1, 1, 0)
    assert read_blob(returns.parent / "archive", sha(b"first")) == b"first"


def test_an_earlier_content_that_comes_back_is_the_latest(returns: Path) -> None:
    keys = set()
    for content, day in ((b"first", 0), (b"second", 1), (b"first", 2)):
        put(returns, "2023/tinh/a.xlsx", content, JANUARY + day * DAY)
        entries = at(pulled(returns), "2023/tinh/a.xlsx")
        keys.add(entries.file_key.iloc[-1])
    assert list(entries.source_sha256) == [sha(b"first"), sha(b"second"), sha(b"first")]
    assert len(keys) == 3
    assert entries.received_order.is_monotonic_increasing


def test_what_replaces_a_file_was_not_received_before_it(returns: Path) -> None:
    """A mended file copied with its old time would else lose against the file that it replaced."""
    pulled(returns)
    put(returns, "2023/tinh/a.xlsx", b"mended in December", JANUARY - 30 * DAY)
    entries = at(pulled(returns), "2023/tinh/a.xlsx")
    assert entries.received_at.iloc[1] == entries.received_at.iloc[0]
    assert entries.received_order.iloc[1] > entries.received_order.iloc[0]


def test_the_same_content_saved_again_is_no_new_version(returns: Path) -> None:
    first = pulled(returns)
    put(returns, "2023/tinh/a.xlsx", b"first", JANUARY + 9 * DAY)
    second = pulled(returns)
    assert (second.new, second.unchanged) == (0, 2)
    assert at(second, "2023/tinh/a.xlsx").received_at[0] == at(first, "2023/tinh/a.xlsx").received_at[0]


def test_a_deleted_file_stays_received(returns: Path) -> None:
    pulled(returns)
    (returns / "2023/tinh/a.xlsx").unlink()
    result = pulled(returns)
    assert (result.gone, len(result.index)) == (1, 2)
    assert not at(result, "2023/tinh/a.xlsx").is_at_source[0]
    put(returns, "2023/tinh/a.xlsx", b"first", JANUARY)
    result = pulled(returns)
    assert (result.gone, result.new, len(result.index)) == (0, 0, 2)
    assert at(result, "2023/tinh/a.xlsx").is_at_source[0]


def test_the_received_list_decides_the_time_and_may_be_mended(returns: Path) -> None:
    put(returns, "received.csv", "path,received_at\n2023/tinh/a.xlsx,2024-02-03 10:00\n", JANUARY)
    assert at(pulled(returns), "2023/tinh/a.xlsx").received_at[0] == datetime(2024, 2, 3, 10)
    put(returns, "received.csv", "path,received_at\n2023/tinh/a.xlsx,2024-01-30 10:00\n", JANUARY + 60)
    result = pulled(returns)
    assert result.new == 0
    assert at(result, "2023/tinh/a.xlsx").received_at[0] == datetime(2024, 1, 30, 10)
    assert len(at(result, "received.csv")) == 0


@pytest.mark.parametrize(
    ("path", "problem", "year", "unit"),
    [
        ("2023/BA-BE/x.xlsx", None, 2023, "ba-be"),
        ("2019/tinh/x.xlsx", "unknown_year", None, "tinh"),
        ("năm 2023/tinh/x.xlsx", "unknown_year", None, "tinh"),
        ("2023/elsewhere/x.xlsx", "unknown_unit", 2023, None),
        ("2023/x.xlsx", "misplaced", 2023, None),
        ("x.xlsx", "misplaced", None, None),
        ("2023/tinh/old/x.xlsx", "misplaced", 2023, "tinh"),
    ],
)
def test_a_file_in_a_wrong_place_is_kept_and_flagged(
    returns: Path, path: str, problem: str | None, year: int | None, unit: str | None
) -> None:
    put(returns, path, b"content of x")
    result = pulled(returns)
    entry = at(result, path).iloc[0]
    assert (entry.problem if isinstance(entry.problem, str) else None) == problem
    assert (None if pd.isna(entry.report_year) else entry.report_year) == year
    assert (entry.unit_code if isinstance(entry.unit_code, str) else None) == unit
    assert result.misplaced == (problem is not None)
    assert read_blob(returns.parent / "archive", entry.source_sha256) == b"content of x"


def test_a_unit_that_becomes_known_later_gets_its_files(returns: Path) -> None:
    put(returns, "2023/na-ri/x.xlsx", b"x")
    before = at(pulled(returns), "2023/na-ri/x.xlsx").iloc[0]
    after = pull(str(returns), returns.parent / "archive", units=[*UNITS, "na-ri"], years=YEARS)
    entry = at(after, "2023/na-ri/x.xlsx").iloc[0]
    assert (before.problem, entry.unit_code, entry.file_key) == ("unknown_unit", "na-ri", before.file_key)
    assert pd.isna(entry.problem)


def test_a_file_over_the_limit_is_recorded_and_not_kept(returns: Path) -> None:
    small = SourceLimits(max_bytes=1000)
    put(returns, "2023/tinh/big.xlsx", b"x" * 1001)
    result = pulled(returns, small)
    entry = at(result, "2023/tinh/big.xlsx").iloc[0]
    assert (entry.problem, entry.size_bytes, result.too_big) == ("too_big", 1001, 1)
    assert pd.isna(entry.source_sha256)
    assert pulled(returns, small).new == 0
    put(returns, "2023/tinh/big.xlsx", b"x" * 999, JANUARY + DAY)
    result = pulled(returns, small)
    assert (result.new, result.too_big) == (1, 0)


def test_a_source_that_does_not_tell_sizes_is_cut_at_the_limit(returns: Path) -> None:
    put(returns, "2023/tinh/big.xlsx", b"x" * 3_000_000)
    with web_server(returns, kind="apache") as host:
        result = pull(
            f"http://{host}/",
            returns.parent / "archive",
            units=UNITS,
            years=YEARS,
            limits=SourceLimits(max_bytes=1_000_000),
        )
    assert (result.too_big, result.error) == (1, None)


def test_a_source_that_is_down_leaves_what_was_received(returns: Path) -> None:
    with web_server(returns) as host:
        url = f"http://{host}/"
        first = pull(url, returns.parent / "archive", units=UNITS, years=YEARS, limits=QUICK)
    down = pull(url, returns.parent / "archive", units=UNITS, years=YEARS, limits=QUICK)
    assert down.error is not None
    assert "tried 2 times" in down.error
    pd.testing.assert_frame_equal(down.index, first.index)
    known = load_index(url, returns.parent / "archive", units=UNITS, years=YEARS)
    pd.testing.assert_frame_equal(known, first.index)


def test_a_source_that_is_down_from_the_start_gives_an_empty_index(tmp_path: Path) -> None:
    result = pulled(tmp_path / "nowhere")
    assert result.error
    assert len(result.index) == 0
    assert str(result.index.received_at.dtype).startswith("datetime64")


def test_the_index_does_not_depend_on_the_password(returns: Path) -> None:
    with web_server(returns) as host:
        for login in ("", "etl:one@", "etl:two@"):
            result = pull(f"http://{login}{host}/", returns.parent / "archive", units=UNITS, years=YEARS)
    assert (result.new, result.unchanged) == (0, 2)
    assert len(list((returns.parent / "archive/received").glob("*.parquet"))) == 1


def test_one_file_that_cannot_be_read_does_not_stop_the_others(returns: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fetch = Source.fetch

    def vanished(self: Source, file, folder):
        if "a.xlsx" in file.path:
            (returns / file.path).unlink()
        return fetch(self, file, folder)

    monkeypatch.setattr(Source, "fetch", vanished)
    result = pulled(returns)
    assert (result.new, result.error) == (1, None)
    assert "2023/tinh/a.xlsx" in result.warnings[0]


def test_a_source_that_dies_halfway_keeps_what_came(returns: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(8):
        put(returns, f"2024/tinh/{number}.xlsx", str(number))
    fetch, fetched = Source.fetch, []

    def dies(self: Source, file, folder):
        fetched.append(file)
        if len(fetched) > 4:
            raise SourceUnavailable("the cable was pulled")
        return fetch(self, file, folder)

    monkeypatch.setattr(Source, "fetch", dies)
    result = pulled(returns)
    assert (result.new, result.error) == (4, "the cable was pulled")
    assert len(fetched) == 7, "after three failures in a row the source is given up"
    monkeypatch.undo()
    assert pulled(returns).new == 6


def test_a_damaged_blob_is_noticed_and_mended_from_the_source(returns: Path) -> None:
    result = pulled(returns)
    folder = returns.parent / "archive"
    blob = blob_path(folder, sha(b"first"))
    blob.chmod(0o600)
    blob.write_bytes(b"FIRST")
    with pytest.raises(DamagedBlob, match="not what was received"):
        read_blob(folder, sha(b"first"))
    assert [path.read_bytes() for path in blob.parent.glob(f"{blob.name}.damaged-*")] == [b"FIRST"]
    with pytest.raises(DamagedBlob, match="missing"):
        read_blob(folder, sha(b"first"))
    again = pulled(returns)
    assert (again.new, again.unchanged) == (0, 2)
    assert read_blob(folder, sha(b"first")) == b"first"
    pd.testing.assert_frame_equal(result.index, again.index)


def test_fetching_again_mends_a_damaged_file(returns: Path) -> None:
    pulled(returns)
    folder, sha256 = returns.parent / "archive", sha(b"first")
    blob_path(folder, sha256).chmod(0o600)
    blob_path(folder, sha256).write_bytes(b"firsT")
    put(returns, "2023/tinh/a.xlsx", b"first", JANUARY + DAY)
    assert pulled(returns).new == 0
    assert read_blob(folder, sha256) == b"first"
    assert stat.S_IMODE(blob_path(folder, sha256).stat().st_mode) == 0o400


def test_an_index_of_before_the_tag_had_its_name_is_read(returns: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = pulled(returns)
    path = next((returns.parent / "archive/received").glob("*.parquet"))
    table = pq.read_table(path)
    path.chmod(0o600)
    pq.write_table(table.rename_columns(["fingerprint" if c == "listing_tag" else c for c in table.column_names]), path)
    monkeypatch.setattr(Source, "fetch", lambda *_: pytest.fail("fetched again"))
    second = pulled(returns)
    assert second.unchanged == 2
    pd.testing.assert_frame_equal(first.index, second.index)


def test_a_file_changed_within_the_last_seconds_is_looked_at_again(returns: Path) -> None:
    """Where times are whole seconds, a file may change twice in one of them."""
    with web_server(returns) as host:
        url, now = f"http://{host}/", time.time()
        for content in (b"draft", b"final"):
            put(returns, "2023/tinh/a.xlsx", content, now)
            result = pull(url, returns.parent / "archive", units=UNITS, years=YEARS)
    assert list(at(result, "2023/tinh/a.xlsx").source_sha256) == [sha(b"draft"), sha(b"final")]


def test_what_is_no_file_is_a_finding_of_its_unit_and_a_file_in_its_place_is_received(returns: Path) -> None:
    pipe = returns / "2023/tinh/pipe.xlsx"
    os.mkfifo(pipe)
    for new in (3, 0):
        result = pulled(returns)
        assert (result.new, result.misplaced, result.too_big) == (new, 0, 0)
        (entry,) = (one for one in result.received.entries if one.file_path == "2023/tinh/pipe.xlsx")
        assert (entry.problem, entry.source_sha256) == ("no_file", None)
    of_tinh = received_partitions(result.received.entries)[2023, "tinh"]
    found = read_partition(of_tinh, lambda _: b"", {"tinh": "Tỉnh ủy"}).files.to_pylist()
    assert "liên kết, đường ống" in next(one["found"] for one in found if one["file_path"].endswith("pipe.xlsx"))
    pipe.unlink()
    put(returns, "2023/tinh/pipe.xlsx", b"now a file", JANUARY)
    result = pulled(returns)
    assert result.new == 1
    assert [one.problem for one in result.received.entries if one.file_path.endswith("pipe.xlsx")] == ["no_file", None]


def test_left_over_downloads_are_removed_after_a_day(returns: Path) -> None:
    pulled(returns)
    incoming = returns.parent / "archive/incoming"
    old = put(incoming, "incoming-old", b"half", time.time() - 2 * DAY)
    young = put(incoming, "incoming-young", b"half", time.time())
    pulled(returns)
    assert not old.exists()
    assert young.exists()


def test_progress_is_told(returns: Path) -> None:
    told: list[tuple[int, int]] = []
    pull(
        str(returns),
        returns.parent / "archive",
        units=UNITS,
        years=YEARS,
        progress=lambda done, of: told.append((done, of)),
    )
    assert told == [(1, 2), (2, 2)]


def test_a_crash_before_the_index_loses_nothing(returns: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(ReceivedIndex, "save", crash)
    with pytest.raises(KeyboardInterrupt):
        pulled(returns)
    monkeypatch.undo()
    result = pulled(returns)
    assert result.new == 2
    assert all(read_blob(returns.parent / "archive", one) for one in result.index.source_sha256)


@pytest.mark.slow
def test_killed_at_any_moment_the_archive_is_whole(returns: Path) -> None:
    """A pull from a slow server is killed (-9) at several moments; what is there then must be true."""
    for number in range(30):
        put(returns, f"2024/tinh/{number:02}.xlsx", os.urandom(20_000), JANUARY + number)
    folder = returns.parent / "archive"
    slow = Counter()
    slow.hang = 0.002
    with web_server(returns, slow) as host:
        program = textwrap.dedent(
            f"""
            from pathlib import Path
            from dagster_project.returns.receive import step
            step._SAVE_EVERY = 3
            print("ready", flush=True)
            step.pull("http://{host}/", Path({str(folder)!r}), units={UNITS!r}, years={YEARS!r})
            """
        )
        kills = 0
        for wait in (0.4, 0.5, 0.6, 0.7, 0.8):
            process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(wait)
            kills += process.poll() is None
            process.send_signal(signal.SIGKILL)
            process.wait()
            process.stdout.close()
            for blob in folder.glob("[0-9a-f][0-9a-f]/*"):
                if not blob.name.startswith("."):
                    assert sha(blob.read_bytes()) == blob.name
            for index in (folder / "received").glob("*.parquet"):
                for sha256 in pq.read_table(index)["source_sha256"].to_pylist():
                    read_blob(folder, sha256)
        result = pull(f"http://{host}/", folder, units=UNITS, years=YEARS)
    assert kills, "no pull was killed while it worked"
    assert len(result.index) == 32
    assert result.index.file_key.is_unique
