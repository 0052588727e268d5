"""A night with more than thirty bad files at once, beside good ones: it ends, the good count, each bad one is told.

Every file that once stopped all nights is among them, and files that end the process which opens them.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from tests.fixtures.make_returns import HERE, REFERENCE, RETURNS
from tests.fuzz.bad_files import MAY_BE_READ, bad_files
from tests.fuzz.mutations import mutated
from tests.integration.conftest import run_night

pytestmark = pytest.mark.slow
GOOD = ["tinh", "habit-xls", "habit-ods", "habit-csv"]
BAD = "habit-formulas"
NOT_UTF8 = b"Bi\xe3u 02\n\x1b[31m (ch\xadnh).xlsx"
FUZZED = 20


@dataclass(frozen=True)
class Nights:
    """What one night left, and what the second, over the same files, said and wrote."""

    data_dir: Path
    warehouse: duckdb.DuckDBPyConnection
    first: subprocess.CompletedProcess[str]
    second: subprocess.CompletedProcess[str]
    read_again: list[Path]
    log_of_second: str


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nights]:
    folder = tmp_path_factory.mktemp("bad_files")
    returns, data, reference = folder / "returns", folder / "data", folder / "reference"
    for unit in GOOD:
        shutil.copytree(HERE / RETURNS / "2024" / unit, returns / "2024" / unit)
    # In a folder of their own, and beside the good ones of the province.
    for unit in (BAD, "tinh"):
        (returns / "2024" / unit).mkdir(parents=True, exist_ok=True)
        for name, content in bad_files().items():
            if unit == BAD or name not in MAY_BE_READ:
                (returns / "2024" / unit / name).write_bytes(content)
    original = (HERE / RETURNS / "2024" / "habit-xls" / "bao-cao.xls").read_bytes()
    for seed in range(FUZZED):
        (returns / "2024" / BAD / f"fuzzed-{seed:02}.xls").write_bytes(mutated("xls", original, seed)[1])
    good = (HERE / RETURNS / "2024" / "tinh" / "bao-cao.xlsx").read_bytes()
    strange = os.fsencode(returns / "2024")
    Path(os.fsdecode(strange + b"/habit-xls/" + NOT_UTF8)).write_bytes(b"%PDF-1.7")
    Path(os.fsdecode(strange + b"/hu\xe7\xbb\n")).mkdir()
    Path(os.fsdecode(strange + b"/hu\xe7\xbb\n/a.xlsx")).write_bytes(good)
    os.utime(returns / "2024" / "tinh" / "bao-cao.xlsx", (1e11, 1e11))
    stated = f"path,received_at\n{'x' * 200_000},2025-01-15\n2024/tinh/bao-cao.xlsx,0001-01-01\n\0,9999-12-31\n"
    (returns / "received.csv").write_text(stated, encoding="utf-8")
    shutil.copytree(HERE / REFERENCE, reference)
    lines = (reference / "units.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if line.partition(",")[0] in ("unit_code", *GOOD, BAD)]
    (reference / "units.csv").write_text("".join(kept), encoding="utf-8")
    settings = {"RETURNS_URL": str(returns), "WAREHOUSE_REFERENCE_DIR": str(reference)}
    first = run_night(data, **settings)
    assert first.returncode == 0, first.stdout[-3000:] + first.stderr[-3000:]
    written = {path: path.stat().st_mtime_ns for path in (data / "returns" / "raw").rglob("*.parquet")}
    log = data / "logs" / "nightly.log"
    length = log.stat().st_size
    second = run_night(data, **settings)
    read_again = [path for path, at in written.items() if path.parent.name != "0" and path.stat().st_mtime_ns != at]
    with duckdb.connect(str(data / "warehouse.duckdb"), read_only=True) as warehouse:
        yield Nights(data, warehouse, first, second, read_again, log.read_text(encoding="utf-8")[length:])


def test_every_bad_file_is_a_finding(nights: Nights) -> None:
    sql = "select distinct unit_code, file_path from quality.fct_finding where rule_id = 'file_unreadable'"
    told = set(nights.warehouse.sql(sql).fetchall())
    must = {name for name in bad_files() if name not in MAY_BE_READ}
    assert len(must) >= 20
    for unit in (BAD, "tinh"):
        assert {f"2024/{unit}/{name}" for name in must} <= {path for code, path in told if code == unit}
    assert ("habit-xls", "2024/habit-xls/Bi\\xe3u 02\\x0a\\x1b[31m (ch\\xadnh).xlsx") in told


def test_the_good_returns_are_in_force(nights: Nights) -> None:
    sql = "select unit_code, list(form order by form) from marts.mart_return where state = 'accepted' group by 1"
    accepted = dict(nights.warehouse.sql(sql).fetchall())
    assert {unit: accepted[unit] for unit in GOOD} == {unit: ["01", "02", "03", "04"] for unit in GOOD}
    counted = "select sum(numerator), sum(denominator) from marts.mart_indicator_unit_year where unit_code = 'tinh'"
    assert nights.warehouse.sql(counted).fetchone()[1] > 0


def test_people_are_told_what_no_clock_showed_and_no_name_can_break_the_terminal(nights: Nights) -> None:
    said = nights.first.stderr
    assert "received.csv, line 2" in said
    assert "'0001-01-01'" in said
    assert "x" * 200 not in said
    assert "\x1b[31m (" not in said
    assert "Traceback" not in said


def test_names_of_exceptions_are_for_the_log_alone(nights: Nights) -> None:
    files = str(nights.data_dir / "returns" / "raw" / "file" / "2*" / "*.parquet")
    sql = "select string_agg(distinct found || remedy) from read_parquet(?)"
    found = nights.warehouse.execute(sql, [files]).fetchone()[0]
    assert "chương trình đọc phải dừng" in found
    assert not any(word in found for word in ("Error", "Exception", "SIG"))
    log = (nights.data_dir / "logs" / "nightly.log").read_text(encoding="utf-8")
    assert "SIGABRT" in log
    assert "bao-cao" not in log


def test_the_next_night_opens_nothing_again(nights: Nights) -> None:
    assert nights.second.returncode == 0, nights.second.stderr[-3000:]
    assert nights.read_again == []
    assert "SIGABRT" not in nights.log_of_second
