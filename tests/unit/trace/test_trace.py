"""A traced figure is shown with names to who may see them, and refused in one line to who may not."""

import csv
import io
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest
from rich.console import Console

from dagster_project.trace import __main__ as command
from dagster_project.trace.lines import as_csv
from dagster_project.trace.question import NoSuchFigure, Question, understand
from dagster_project.trace.show import render
from dagster_project.trace.walk import Trace

FIGURES = [
    ("nq", "2.2.3", 2024, "province", "total"),
    ("nq", "2.2.3", 2024, "province", "district"),
    ("nq", "2.2.3", 2024, "ba-be", "total"),
    ("nq", "2.2.3", 2023, "na-ri", "total"),
    ("nq", "3.1", 2026, "province", "total"),
    ("nq2", "3.1", 2026, "province", "total"),
]


@pytest.fixture
def warehouse() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("create schema core")
    connection.execute(
        "create table core.fct_indicator_figure (resolution_code varchar, indicator_code varchar, report_year integer,"
        " unit_code varchar, series varchar)"
    )
    connection.executemany("insert into core.fct_indicator_figure values (?, ?, ?, ?, ?)", FIGURES)
    return connection


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (("2.2.3", "2024"), Question("nq", "2.2.3", 2024)),
        ((" 2.2.3 ", "2024", "ba-be", ""), Question("nq", "2.2.3", 2024, "ba-be")),
        (("2.2.3", "2024", "", "district"), Question("nq", "2.2.3", 2024, series="district")),
        (("3.1", "2026", "", "", "nq2"), Question("nq2", "3.1", 2026)),
    ],
)
def test_blanks_are_the_province_the_total_and_the_only_resolution(warehouse, typed, meant):
    assert understand(warehouse, *typed) == meant


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (("2.2.9", "2024"), "Chỉ tiêu · INDICATOR: không có · there is no “2.2.9”; có · there are: 2.2.3, 3.1"),
        (("", "2024"), "Chỉ tiêu · INDICATOR: chưa cho biết · is not given; có · there are: 2.2.3, 3.1"),
        (("2.2.3", "2025"), "Năm · YEAR: không có · there is no “2025”; có · there are: 2023, 2024"),
        (("2.2.3", "2024", "na-ri"), "Đơn vị · UNIT: không có · there is no “na-ri”; có · there are: ba-be, province"),
        (
            ("2.2.3", "2024", "ba-be", "district"),
            "Dòng số liệu · SERIES: không có · there is no “district”; có · there are: total",
        ),
        (("3.1", "2026"), "Nghị quyết · RESOLUTION: chưa cho biết · is not given; có · there are: nq, nq2"),
    ],
)
def test_what_is_not_there_is_told_in_one_line_with_what_is(warehouse, typed, told):
    with pytest.raises(NoSuchFigure) as refused:
        understand(warehouse, *typed)
    assert str(refused.value) == told


def _subject(key: str, name: str, verdict: str, tested: str | None) -> dict:
    return {"subject_key": key, "name": name, "verdict": verdict, "tested": tested}


def _row(key: str, number: int, **more: object) -> dict:
    return {
        "subject_key": key, "form": "02", "report_year": 2024, "unit_code": "ba-be", "file_path": "2024/ba-be/bc.xlsx",
        "source_sha256": "f" * 64, "sheet": "Biểu 02", "row_number": number, "verdict": "accepted",
        "quarantine_rules": None, "cells": "chức vụ: HUV · chuyên môn: Đại học", **more,
    }  # fmt: skip


@pytest.fixture
def trace() -> Trace:
    figure = {
        "numerator": 1, "denominator": 3, "estimated_missing": 6, "exempt_count": 0, "unknown_count": 1,
        "value_pct": 33.3, "lower_pct": 11.1, "upper_pct": 88.9, "target_pct": 35.0, "status": "undetermined",
        "progress": None, "forms_expected": 2, "forms_accepted": 1, "label_vi": "Lãnh đạo", "label_en": "Leaders",
        "direction": "min", "population_form": "02", "counted_form": None, "test_model": "qualified",
        "unit_name": "Toàn tỉnh", "missing_by_unit": 4, "missing_by_quarantine": 1, "missing_by_silence": 1,
    }  # fmt: skip
    return Trace(
        Question("nq", "2.2.3", 2024),
        figure,
        [
            _subject("a" * 64, "Nguyễn Văn Ất", "not_met", "Đại học"),
            _subject("b" * 64, "Trần Thị Bính", "unknown", None),
            _subject("c" * 64, "Lê Văn Giáp", "met", "Thạc sĩ"),
            _subject("d" * 64, "Lê Văn Đinh", "met", "Thạc sĩ"),
        ],
        [
            _row("a" * 64, 12),
            _row("a" * 64, 40),
            _row("c" * 64, 7, verdict="quarantined", quarantine_rules="value_unknown"),
        ],
        [
            {
                "report_year": 2024, "unit_code": "ba-be", "form": "02", "version_number": 1,
                "version_state": "in_force", "received_at": datetime(2025, 1, 11, 14, 14),
                "file_path": "2024/ba-be/bc.xlsx", "source_sha256": "f" * 64,
                "rows_read": 20, "rows_accepted": 19, "rows_quarantined": 1,
            },
            {
                "report_year": 2024, "unit_code": "na-ri", "form": "02", "version_number": None,
                "version_state": "missing", "received_at": None, "file_path": None, "source_sha256": None,
                "rows_read": None, "rows_accepted": None, "rows_quarantined": None,
            },
        ],
        [{"unit_code": "na-ri", "earlier_figure": 4}, {"unit_code": "moi", "earlier_figure": None}],
        [
            {
                "subject_key": "q", "name": "Hoàng Thị Mậu", "unit_code": "ba-be", "form": "02",
                "file_path": "2024/ba-be/bc.xlsx", "sheet": "Biểu 02", "row_number": 99,
                "quarantine_rules": "value_unknown",
            }
        ],
        [{"unit_code": "ba-be", "form": "04", "form_year": 2023, "persons": 1}],
        [
            {
                "as_of": date(2026, 11, 29), "change_kind": "changed", "numerator_before": 2, "numerator_after": 1,
                "denominator_before": 3, "denominator_after": 3, "estimated_missing_before": 6,
                "estimated_missing_after": 6, "status_before": "undetermined", "status_after": "undetermined",
                "cause_vi": "Huyện ủy Ba Bể gửi lại Biểu 02 năm 2024", "cause_en": "Ba Bể sent form 02 again",
            }
        ],
    )  # fmt: skip


def shown(trace: Trace, limit: int | None) -> str:
    console = Console(width=200, file=io.StringIO(), highlight=False)
    for part in render(trace, limit):
        console.print(part)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_the_page_goes_from_the_figure_to_rows_files_and_what_is_missing(trace):
    page = shown(trace, None)
    for told in (
        "toàn tỉnh",
        "1/3 = 33,3\u00a0%",
        "11,1–88,9\u00a0%",
        "M = 4 (đơn vị chưa gửi biểu · units without the form) + 1 (dòng bị loại · quarantined rows) + 1 (chưa có",
        "Chưa đạt · not met: 1",
        "Nguyễn Văn Ất",
        "2024/ba-be/bc.xlsx · Biểu 02 · dòng · row 12",
        "bị loại · quarantined: value_unknown",
        "chưa có số trước · no earlier figure",
        "Hoàng Thị Mậu",
        "1 đang dùng · in force",
        "– chưa gửi · missing",
        "Huyện ủy Ba Bể gửi lại Biểu 02 năm 2024",
    ):
        assert told in page, told
    # Not met comes first: it is what is asked for.
    assert page.index("not met: 1") < page.index("unknown: 1") < page.index("met: 2")


def test_of_each_verdict_so_many_are_shown_and_how_many_more_is_told(trace):
    page = shown(trace, 1)
    assert "Lê Văn Giáp" in page
    assert "Lê Văn Đinh" not in page
    assert "còn 1 · 1 more" in page


def test_csv_has_a_line_a_row_with_whole_keys_and_one_for_who_has_none(trace):
    lines = list(csv.DictReader(io.StringIO(as_csv(trace))))
    assert [(line["name"], line["row_number"]) for line in lines] == [
        ("Nguyễn Văn Ất", "12"),
        ("Nguyễn Văn Ất", "40"),
        ("Trần Thị Bính", ""),
        ("Lê Văn Giáp", "7"),
        ("Lê Văn Đinh", ""),
    ]
    assert lines[0]["subject_key"] == "a" * 64
    assert lines[0]["source_sha256"] == "f" * 64
    assert (lines[0]["verdict"], lines[3]["row_verdict"]) == ("not_met", "quarantined")


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WAREHOUSE_DATA_DIR", str(tmp_path))
    return tmp_path


def refused(capsys: pytest.CaptureFixture[str], **typed: str) -> str:
    assert command.main([f"{name}={value}" for name, value in typed.items()]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    [line] = said.err.splitlines()
    return line


def test_without_a_warehouse_it_says_what_makes_one(data_dir, capsys):
    assert "make nightly" in refused(capsys, INDICATOR="2.2.3", YEAR="2024")


def test_who_may_not_read_the_warehouse_is_told_why(data_dir, capsys, monkeypatch):
    (data_dir / "warehouse.duckdb").write_bytes(b"")
    monkeypatch.setattr(command.os, "access", lambda _path, _mode: False)
    assert "only the owner of the warehouse may see it" in refused(capsys, INDICATOR="2.2.3", YEAR="2024")


def test_a_warehouse_that_is_none_or_of_an_earlier_version_is_no_crash(data_dir, capsys):
    (data_dir / "warehouse.duckdb").write_bytes(b"not a database at all" * 400)
    assert "cannot be opened" in refused(capsys, INDICATOR="2.2.3", YEAR="2024")
    (data_dir / "warehouse.duckdb").unlink()
    duckdb.connect(str(data_dir / "warehouse.duckdb")).close()
    assert "earlier version" in refused(capsys, INDICATOR="2.2.3", YEAR="2024")


@pytest.mark.parametrize(
    ("typed", "told"),
    [("LIMIT=many", "LIMIT=many"), ("FORMAT=xml", "there is: csv"), ("INDICATR=1", "INDICATOR"), ("--all", "--all")],
)
def test_what_is_not_understood_is_refused_in_a_line(data_dir, capsys, typed, told):
    with pytest.raises(SystemExit) as ended:
        command.main([typed])
    assert ended.value.code == 2
    [line] = capsys.readouterr().err.splitlines()
    assert told in line


@pytest.mark.parametrize(("typed", "limit"), [("", 20), ("5", 5), ("0", None)])
def test_the_limit_is_twenty_unless_it_is_told(typed, limit):
    assert command._limit(typed) == limit
