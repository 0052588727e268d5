"""Which workbooks are written on a night: those of which something changed, those that are not as they were left."""

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from dagster_project.lib.checkout import CHECKOUT
from dagster_project.quality.feedback import step, workers
from dagster_project.quality.feedback.findings import NUMBERS, TEXTS
from dagster_project.returns.store import ReturnsStore
from tests.unit.feedback_samples import finding, frame

UNITS = {"ba-be": "Huyện ủy Ba Bể", "na-ri": "Huyện ủy Na Rì"}
COUNTED = "report_year int, unit_code varchar, is_counted boolean"


@pytest.fixture
def night(tmp_path: Path):
    """Return a data folder whose warehouse says that each of two units has not sent form 03."""
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as warehouse:
        columns = "".join(f", {name} varchar" for name in TEXTS) + "".join(f", {name} bigint" for name in NUMBERS)
        warehouse.execute(f"create schema quality; create table quality.fct_finding ({COUNTED}{columns})")
        warehouse.execute("create schema marts; create schema staging")
        warehouse.execute(
            "create table marts.mart_return (report_year int, unit_code varchar, form varchar, state varchar, "
            "rows_accepted bigint, rows_quarantined bigint)"
        )
        warehouse.execute(
            f"create table staging.stg_return_version ({COUNTED}, form varchar, version_number bigint, "
            "file_key varchar, source_sha256 varchar, file_path varchar, received_at timestamp)"
        )
        for unit in UNITS:
            _add(warehouse, unit, finding("return_missing", "warn", form="03", sheet=None, file_path=None))
    return tmp_path


def _add(warehouse, unit, *findings):
    for row in frame(list(findings)).to_dict("records"):
        values = [None if row[name] != row[name] else row[name] for name in (*TEXTS, *NUMBERS)]
        warehouse.execute(
            f"insert into quality.fct_finding values (2024, ?, true, {', '.join('?' * len(values))})", [unit, *values]
        )


def change(data_dir: Path, statement: str, *values) -> None:
    with duckdb.connect(str(data_dir / "warehouse.duckdb")) as warehouse:
        warehouse.execute(statement, list(values))


def run(data_dir: Path) -> dict[str, int]:
    return step.write_feedback_workbooks(
        data_dir / "quality",
        warehouse_path=data_dir / "warehouse.duckdb",
        archive_dir=data_dir / "archive",
        store=ReturnsStore(data_dir),
        unit_names=UNITS,
        province_units=frozenset(),
        progress=lambda *_: None,
    )


def counts(written=0, unchanged=0, removed=0, none=0):
    return {"written": written, "unchanged": unchanged, "removed": removed, "none": none}


def workbook(data_dir: Path, unit: str) -> Path:
    return data_dir / "quality" / "feedback" / "2024" / f"{unit}.xlsx"


def test_nothing_new_writes_nothing_and_does_not_even_look_into_the_warehouse(night, monkeypatch):
    assert run(night) == counts(written=2)
    before = {unit: workbook(night, unit).stat().st_mtime_ns for unit in UNITS}
    monkeypatch.setattr(step, "digests", lambda _: pytest.fail("the warehouse was asked"))
    assert run(night) == counts(unchanged=2)
    assert {unit: workbook(night, unit).stat().st_mtime_ns for unit in UNITS} == before


@pytest.mark.parametrize(
    "statement",
    [
        "update quality.fct_finding set note_vi = 'khác' where unit_code = 'na-ri'",
        "update quality.fct_finding set explanation = 'đã gửi', state = 'explained' where unit_code = 'na-ri'",
        "update quality.fct_finding set row_number = 9 where unit_code = 'na-ri'",
        "insert into quality.fct_finding select * from quality.fct_finding where unit_code = 'na-ri'",
        "insert into marts.mart_return values (2024, 'na-ri', '01', 'accepted', 9, 0)",
        "insert into staging.stg_return_version values (2024, 'na-ri', true, '01', 1, 'k', 's', 'p', null)",
    ],
)
def test_only_the_unit_of_which_something_changed_is_written(night, statement):
    run(night)
    change(night, statement)
    told = run(night)
    assert (told["unchanged"], sum(told.values())) == (1, 2)
    assert run(night) == counts(unchanged=told["unchanged"] + told["written"], none=told["removed"])


def test_a_new_warehouse_that_says_the_same_writes_nothing(night):
    run(night)
    change(night, "create table staging.other as select 1 as one")
    assert run(night) == counts(unchanged=2)
    change(night, "insert into quality.fct_finding select * replace (false as is_counted) from quality.fct_finding")
    assert run(night) == counts(unchanged=2), "what does not count is not told"


def test_rows_read_anew_write_the_unit_again(night):
    run(night)
    stamp = ReturnsStore(night)._stamp_path("raw", (2024, "ba-be"))
    stamp.parent.mkdir(parents=True)
    stamp.write_text("read anew")
    with pytest.raises(Exception, match=r"ba-be\.parquet"):
        run(night)
    stamp.unlink()
    assert run(night) == counts(written=1, unchanged=1)


def test_a_missing_damaged_or_touched_workbook_is_written_again(night):
    run(night)
    content = workbook(night, "ba-be").read_bytes()
    for damage in (
        Path.unlink,
        lambda path: path.write_bytes(content[:200]),
        lambda path: path.write_bytes(bytes(len(content))),
        lambda path: os.utime(path, (1, 1)),
    ):
        damage(workbook(night, "ba-be"))
        assert run(night) == counts(written=1, unchanged=1)
        assert workbook(night, "ba-be").read_bytes() == content


def test_a_workbook_of_which_nothing_is_told_any_more_goes(night):
    run(night)
    change(night, "delete from quality.fct_finding where unit_code = 'na-ri'")
    assert run(night) == counts(unchanged=1, removed=1)
    assert not workbook(night, "na-ri").exists()
    stray = workbook(night, "khong-con")
    stray.write_bytes(b"of a unit that is no more")
    assert run(night) == counts(unchanged=1, removed=1)
    assert not stray.exists()


BROKEN = (b"", b"[]", b"{}", b'{"inputs": 1, "workbooks": {"2024/ba-be.xlsx": ["x"]}}', b"\xff")


@pytest.mark.parametrize("index", BROKEN)
def test_without_a_readable_index_all_are_written_again(night, index):
    run(night)
    (night / "quality" / "feedback" / "written.json").write_bytes(index)
    assert run(night) == counts(written=2)
    assert run(night) == counts(unchanged=2)


def test_other_code_or_names_write_all_again(night, monkeypatch):
    run(night)
    monkeypatch.setitem(UNITS, "na-ri", "Đảng bộ xã Na Rì")
    assert run(night) == counts(written=2)


def test_beside_the_night_the_same_bytes_are_written(night, monkeypatch):
    assert run(night) == counts(written=2)
    here = {unit: workbook(night, unit).read_bytes() for unit in UNITS}
    (night / "quality" / "feedback" / "written.json").unlink()
    for unit in UNITS:
        workbook(night, unit).unlink()
    monkeypatch.setattr(workers, "WORTH_A_PROCESS", 1)
    monkeypatch.setattr(workers.os, "sched_getaffinity", lambda _: {0, 1}, raising=False)
    assert run(night) == counts(written=2)
    assert {unit: workbook(night, unit).read_bytes() for unit in UNITS} == here


def test_what_fails_beside_the_night_is_told_by_unit_without_a_word_of_its_data(night, monkeypatch):
    change(night, "update quality.fct_finding set severity = 'Nông Văn An' where unit_code = 'na-ri'")
    monkeypatch.setattr(workers, "WORTH_A_PROCESS", 1)
    monkeypatch.setattr(workers.os, "sched_getaffinity", lambda _: {0, 1}, raising=False)
    with pytest.raises(workers.WorkbookFailed, match=r"the workbook of na-ri, 2024 could not be written: .*\.py:\d+$"):
        run(night)
    assert run_after_mending(night) == counts(written=1, unchanged=1), "what was written is not written again"


def run_after_mending(night):
    change(night, "update quality.fct_finding set severity = 'warn' where unit_code = 'na-ri'")
    return run(night)


def test_writing_loads_nothing_that_it_does_not_need(night):
    """DuckDB imports pandas for the first value that is bound: a third of a second, a hundred megabytes a process."""
    places = [(2024, unit, []) for unit in UNITS]
    batch = ("quality", "warehouse.duckdb", "archive", UNITS, [], places)
    code = (
        "import sys; from dagster_project.quality.feedback.batch import Batch, write_batch\n"
        f"print(len(list(write_batch(Batch(*{batch!r})))))\n"
        "print([name for name in ('pandas', 'pyarrow', 'openpyxl', 'fsspec', 'dagster') if name in sys.modules])"
    )
    environment = {"PYTHONPATH": str(CHECKOUT)}
    shown = subprocess.run(
        [sys.executable, "-c", code], cwd=night, env=environment, capture_output=True, text=True, check=True
    )
    assert shown.stdout.split("\n")[:2] == ["2", "[]"]
