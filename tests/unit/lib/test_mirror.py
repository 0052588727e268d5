"""A folder whose parts lie elsewhere: what one machine sends another finds, and a killed night loses nothing."""

import uuid
from pathlib import Path

import fsspec
import pytest

from dagster_project.lib.mirror import Mirror


class Machine:
    """A machine with its own copy of what lies at a URL."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url = folder, url

    def mirror(self) -> Mirror:
        options = {"kept": ("archive/",), "last": ("returns/stamps/",), "left_out": ("archive/incoming/",)}
        return Mirror(self.folder, self.url, {}, parts=("archive", "returns"), **options)

    def bring(self) -> int:
        return self.mirror().bring()

    def send(self) -> int:
        return self.mirror().send()

    def write(self, path: str, text: str) -> Path:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.unlink(missing_ok=True)
        target.write_text(text)
        return target

    def texts(self) -> dict[str, str]:
        files = [one for part in ("archive", "returns") for one in (self.folder / part).rglob("*") if one.is_file()]
        return {str(one.relative_to(self.folder)): one.read_text() for one in files}


@pytest.fixture(params=["memory", "file"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return a place that puts in one step, and one that renames."""
    if request.param == "file":
        return f"file://{tmp_path}/there"
    return f"memory://{uuid.uuid4().hex}/province"


@pytest.fixture
def machines(tmp_path: Path, url: str) -> tuple[Machine, Machine]:
    return Machine(tmp_path / "one", url), Machine(tmp_path / "other", url)


def test_what_one_machine_sends_another_brings(machines: tuple[Machine, Machine]) -> None:
    one, other = machines
    one.write("archive/ab/abc", "a return")
    one.write("returns/judged/finding/2024/ba-be.parquet", "1")
    one.write("returns/stamps/judged/2024/ba-be.stamp", "s1")
    one.write("warehouse.duckdb", "no part of it")
    half = one.write("archive/incoming/x", "half")
    assert one.bring() == 0
    assert one.send() == 3
    assert other.bring() == 3
    half.unlink()
    assert other.texts() == one.texts()
    assert not (other.folder / "warehouse.duckdb").exists()
    assert (other.folder / "archive/ab/abc").stat().st_mode & 0o777 == 0o600
    # Nothing more to do on either side.
    assert (one.bring(), one.send(), other.bring(), other.send()) == (0, 0, 0, 0)


def test_a_change_goes_over_and_what_is_gone_goes(machines: tuple[Machine, Machine]) -> None:
    one, other = machines
    one.write("returns/judged/finding/2024/ba-be.parquet", "1")
    one.write("returns/judged/finding/2024/na-ri.parquet", "1")
    one.send()
    other.bring()
    other.write("returns/judged/finding/2024/ba-be.parquet", "two")
    (other.folder / "returns/judged/finding/2024/na-ri.parquet").unlink()
    assert other.send() == 1
    assert one.bring() == 1
    assert one.texts() == {"returns/judged/finding/2024/ba-be.parquet": "two"}


def test_what_is_kept_is_taken_away_only_by_name(machines: tuple[Machine, Machine]) -> None:
    one, other = machines
    blobs = [one.write(f"archive/ab/{name}", "a return") for name in ("abc", "abd")]
    one.send()
    for blob in blobs:
        blob.unlink()
    one.mirror().send(taken_out=["archive/ab/abc"])
    other.bring()
    assert other.texts() == {"archive/ab/abd": "a return"}


def test_nothing_of_the_archive_is_taken_away_by_itself(machines: tuple[Machine, Machine], url: str) -> None:
    one, other = machines
    one.write("archive/ab/abc", "a return")
    one.send()
    other.bring()
    (other.folder / "archive/ab/abc").unlink()
    assert other.send() == 0
    assert other.bring() == 1
    # Lost there: who has it sends it again.
    fs, root = fsspec.core.url_to_fs(url)
    fs.rm_file(f"{root}/archive/ab/abc")
    assert one.bring() == 0
    assert one.send() == 1
    assert fs.exists(f"{root}/archive/ab/abc")


def test_what_a_killed_night_did_not_send_stays_and_is_sent(machines: tuple[Machine, Machine]) -> None:
    one, _ = machines
    one.write("returns/judged/finding/2024/ba-be.parquet", "1")
    one.send()
    one.write("returns/judged/finding/2024/ba-be.parquet", "two")
    one.write("returns/judged/finding/2024/na-ri.parquet", "new")
    before = one.texts()
    assert one.bring() == 0
    assert one.texts() == before
    assert one.send() == 2


def test_the_stamps_go_last(machines: tuple[Machine, Machine], monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = machines
    one.write("returns/a/x.parquet", "1")
    one.write("returns/stamps/judged/2024/ba-be.stamp", "s1")
    one.write("returns/z/x.parquet", "1")
    mirror = one.mirror()
    put = mirror._put

    def dies_on_z(path: str) -> None:
        if path.startswith("returns/z"):
            raise OSError("the line is cut")
        put(path)

    monkeypatch.setattr(mirror, "_put", dies_on_z)
    with pytest.raises(OSError, match="the line is cut"):
        mirror.send()
    other.bring()
    assert "returns/stamps/judged/2024/ba-be.stamp" not in other.texts()
    assert one.send() >= 2
    other.bring()
    assert other.texts() == one.texts()


def test_half_a_file_is_not_taken(machines: tuple[Machine, Machine], monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = machines
    one.write("returns/a/x.parquet", "whole")
    one.send()
    mirror = other.mirror()
    monkeypatch.setattr(type(mirror._fs), "get_file", lambda self, there, here, **_: Path(here).write_text("wh"))
    with pytest.raises(OSError, match="2 bytes of 5"):
        mirror.bring()
    assert other.texts() == {}
    assert list((other.folder / "returns/a").iterdir()) == []


@pytest.mark.parametrize(
    "known", ["", "{", '{"url": "memory://elsewhere", "files": {"returns/a/x.parquet": [1, 2, "x"]}}']
)
def test_without_a_memory_that_holds_it_asks_again(machines: tuple[Machine, Machine], known: str) -> None:
    one, other = machines
    one.write("returns/a/x.parquet", "1")
    one.send()
    other.bring()
    (other.folder / "storage.json").write_text(known)
    assert other.bring() == 1
    assert other.send() == 0
