"""A night's lines: one a step, on Vietnam's clock, for people or for programs."""

import json
import logging
import re
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from dagster_project.lib.log_lines import FRAMES, close_log, open_log, say


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    close_log()


def said(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def test_a_line_says_what_how_many_and_how_long_on_vietnams_clock(tmp_path: Path) -> None:
    path = tmp_path / "logs" / "nightly.log"
    open_log(path, "text", to_stderr=False)
    say(
        "raw_rows",
        "Đọc bảng tính · Reading",
        counts={"read_again": 12345, "unchanged": 0},
        seconds=3.21,
        run="5374235d",
    )
    [line] = said(path)
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+0700 INFO    raw_rows: "
        r"Đọc bảng tính · Reading: 12,345 read again, 0 unchanged; 3\.2 s",
        line,
    )
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_same_as_json_is_an_object_a_line(tmp_path: Path) -> None:
    path = tmp_path / "nightly.log"
    open_log(path, "json", to_stderr=False)
    say("raw_rows", "Đọc · Reading", counts={"read_again": 2}, seconds=3.2104, run="5374235d")
    say("night", "Bắt đầu", level=logging.WARNING)
    first, second = (json.loads(line) for line in said(path))
    assert first.pop("time").endswith("+07:00")
    assert first == {
        "level": "info",
        "step": "raw_rows",
        "message": "Đọc · Reading",
        "counts": {"read_again": 2},
        "run": "5374235d",
        "seconds": 3.21,
    }
    assert {*second} == {"time", "level", "step", "message"}


def test_a_reason_of_several_lines_is_one(tmp_path: Path) -> None:
    path = tmp_path / "nightly.log"
    open_log(path, "text", to_stderr=False)
    say("night", "units.csv, line 2\n\n  units.csv, line 3\n")
    [line] = said(path)
    assert line.endswith("units.csv, line 2 · units.csv, line 3")


def test_what_may_name_a_person_is_for_who_started_it_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "nightly.log"
    open_log(path, "text", to_stderr=True)
    say("night", "… is bigger", in_full="2024/ba-be/Nguyễn Văn Mẫu.xlsx is bigger", level=logging.WARNING)
    assert "Nguyễn Văn Mẫu" in capsys.readouterr().err
    assert "Nguyễn" not in path.read_text(encoding="utf-8")


def test_where_it_broke_is_kept_beside_the_log_without_the_message(tmp_path: Path) -> None:
    path = tmp_path / "nightly.log"
    open_log(path, "text", to_stderr=False)
    say("raw_rows", "fine")
    assert said(path.with_name(FRAMES)) == []
    try:
        raise ValueError("012345678901")
    except ValueError:
        logging.getLogger("dagster_project.night").exception("the night ended outside of its steps")
    kept = path.with_name(FRAMES).read_text(encoding="utf-8")
    assert "test_log_lines.py" in kept
    assert "012345678901" not in kept.replace('raise ValueError("012345678901")', "")
    assert len(said(path)) == 2


def test_opened_again_nothing_is_said_twice(tmp_path: Path) -> None:
    path = tmp_path / "nightly.log"
    for _ in range(2):
        open_log(path, "text", to_stderr=False)
    say("night", "once")
    assert len(said(path)) == 1
