"""The benchmark counts what children take, finds its one cell, and writes only its own part of the page."""

import sys
from pathlib import Path

import openpyxl
import pytest

from tools.benchmark.change import with_one_cell_changed
from tools.benchmark.page import BEGIN, END, write_page
from tools.benchmark.watch import Sample, Watched, watch

BUSY = "import time\nwhile time.process_time() < 0.4: pass\n"


def test_cpu_of_a_child_counts(tmp_path: Path) -> None:
    child = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {BUSY!r}])\n"
    ended = watch([sys.executable, "-c", child], cwd=tmp_path, says=tmp_path / "says.txt")
    assert ended.code == 0
    assert 0.4 <= ended.cpu < 3
    assert ended.cpu_at(ended.ended) == ended.cpu
    assert ended.cpu_at(ended.started) == 0


def test_a_failure_is_told_by_its_code(tmp_path: Path) -> None:
    assert watch([sys.executable, "-c", "raise SystemExit(3)"], cwd=tmp_path, says=tmp_path / "says.txt").code == 3


def test_peak_is_that_of_the_interval() -> None:
    ended = Watched(0, 0.0, 3.0, 3.0, [Sample(0.5, 0.4, 10), Sample(1.5, 1.2, 70), Sample(2.5, 2.2, 30)])
    assert ended.peak == 70
    assert ended.peak_between(2.0, 3.0) == 30
    assert ended.cpu_at(2.0) == 1.2


def test_one_cell_and_nothing_else_is_changed(tmp_path: Path) -> None:
    folder = tmp_path / "returns" / "2024" / "ba-be"
    folder.mkdir(parents=True)
    book = openpyxl.Workbook()
    for row in range(1, 20):
        book.active.append([row, "Đại học"])
    book.save(folder / "bieu.xlsx")
    (folder / "note.txt").write_text("left alone")
    copy = with_one_cell_changed(tmp_path / "returns", tmp_path / "again")
    sent, again = (
        openpyxl.load_workbook(path / "2024" / "ba-be" / "bieu.xlsx").active for path in (tmp_path / "returns", copy)
    )
    differ = [
        (one.value, two.value)
        for a, b in zip(sent, again, strict=True)
        for one, two in zip(a, b, strict=True)
        if one.value != two.value
    ]
    assert differ == [("Đại học", "Thạc sĩ")]
    assert (copy / "2024" / "ba-be" / "note.txt").read_text() == "left alone"


def test_nothing_to_change_is_said(tmp_path: Path) -> None:
    (tmp_path / "returns" / "2024" / "ba-be").mkdir(parents=True)
    with pytest.raises(LookupError, match="no cadre"):
        with_one_cell_changed(tmp_path / "returns", tmp_path / "again")


def test_the_page_keeps_what_is_written_by_hand(tmp_path: Path) -> None:
    page = tmp_path / "benchmark.md"
    page.write_text(f"by hand\n{BEGIN}\nold\n{END}\nalso by hand\n")
    write_page(page, "new")
    assert page.read_text() == f"by hand\n{BEGIN}\n\nnew\n\n{END}\nalso by hand\n"
