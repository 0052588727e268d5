"""Report and Data Docs are read by one group or by nobody else; the workbooks with names never are."""

import grp
import os
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from dagster_project.quality.readers import open_to_readers

GID = 64123
GROUP = grp.struct_group(("analysts", "x", GID, []))
PAGES = ("index.html", "data_docs/index.html", "data_docs/units/ba-be.html")
PRIVATE = ("feedback/2024/ba-be.xlsx", ".data_docs-x/site/index.html")


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """A data folder as a night leaves it; not below pytest's own, which lets nobody through."""
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="readers-") as parent:
        Path(parent).chmod(0o711)
        quality = Path(parent) / "data" / "quality"
        for name in (*PAGES, *PRIVATE):
            path = quality / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("x", encoding="utf-8")
            path.chmod(0o600)
        for folder in [quality.parent, quality, *(one for one in quality.rglob("*") if one.is_dir())]:
            folder.chmod(0o700)
        yield quality.parent


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """The group that is given, by path: no right of root is needed to see who would have got what."""
    to: dict[str, int] = {}
    monkeypatch.setattr(grp, "getgrnam", lambda _: GROUP)
    monkeypatch.setattr(os, "chown", lambda path, _uid, gid: to.update({str(path): gid}))
    return to


def modes(data_dir: Path) -> dict[str, str]:
    found = [data_dir, *sorted(data_dir.rglob("*"))]
    return {str(one.relative_to(data_dir.parent)): f"{stat.S_IMODE(one.stat().st_mode):o}" for one in found}


def test_pages_are_given_to_the_group_and_workbooks_are_not(data_dir: Path, given: dict[str, int]) -> None:
    open_to_readers(data_dir / "quality", "analysts")
    told = modes(data_dir)
    assert {told[f"data/quality/{name}"] for name in PAGES} == {"640"}
    assert {told[f"data/quality/{name}"] for name in PRIVATE} == {"600"}
    assert {told[f"data/{name}"] for name in ("quality", "quality/data_docs", "quality/data_docs/units")} == {"750"}
    assert {told[f"data/quality/{name}"] for name in ("feedback", "feedback/2024", ".data_docs-x")} == {"700"}
    assert told["data"] == "710"
    assert set(given.values()) == {GID}
    assert {str(Path(path).relative_to(data_dir)) for path in given} == {
        ".", "quality", "quality/data_docs", "quality/data_docs/units", *(f"quality/{name}" for name in PAGES)
    }  # fmt: skip


def test_without_the_setting_everything_is_its_owners_again(data_dir: Path, given: dict[str, int]) -> None:
    before = modes(data_dir)
    open_to_readers(data_dir / "quality", "analysts")
    assert open_to_readers(data_dir / "quality", None) is None
    assert {name: mode for name, mode in modes(data_dir).items() if name != "data"} == {
        name: mode for name, mode in before.items() if name != "data"
    }


def test_workbooks_that_somebody_opened_by_hand_are_closed(data_dir: Path, given: dict[str, int]) -> None:
    (data_dir / "quality" / "feedback").chmod(0o755)
    open_to_readers(data_dir / "quality", "analysts")
    assert modes(data_dir)["data/quality/feedback"] == "700"


def test_a_data_folder_that_others_may_pass_keeps_its_mode(data_dir: Path, given: dict[str, int]) -> None:
    data_dir.chmod(0o755)
    open_to_readers(data_dir / "quality", "analysts")
    assert modes(data_dir)["data"] == "755" and str(data_dir) not in given


def test_a_folder_above_that_keeps_the_group_out_is_named(data_dir: Path, given: dict[str, int]) -> None:
    data_dir.parent.chmod(0o700)
    assert open_to_readers(data_dir / "quality", "analysts") == data_dir.parent


def test_before_the_first_page_there_is_nothing_to_open(tmp_path: Path) -> None:
    assert open_to_readers(tmp_path / "quality", "analysts") is None


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may be somebody else")
def test_a_member_reads_the_pages_and_no_workbook_and_a_stranger_nothing(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grp, "getgrnam", lambda _: GROUP)
    assert open_to_readers(data_dir / "quality", "analysts") is None
    quality = data_dir / "quality"

    def reads(group: int, *names: str) -> bool:
        done = subprocess.run(
            ["/bin/cat", *(str(quality / name) for name in names)],
            user=65534, group=group, extra_groups=[], capture_output=True, check=False,
        )  # fmt: skip
        return done.returncode == 0

    assert reads(GID, *PAGES)
    assert not reads(GID, PRIVATE[0]) and not reads(GID, PRIVATE[1])
    assert not reads(65534, PAGES[0])
    # What the next night writes is its owner's until it is opened again: the group stays, the mode follows.
    (quality / "index.html").chmod(0o600)
    open_to_readers(quality, "analysts")
    assert reads(GID, "index.html")
    open_to_readers(quality, None)
    assert not reads(GID, "index.html")
