"""Whatever is sent, the night reads it or says what is wrong: 1,000 files at full size, some of them in `make test`.

Each in at most 30 s of computing and 1 GiB; then a night over the strangest, beside good returns.
"""

import shutil
from pathlib import Path

import duckdb
import pytest

from dagster_project.returns.receive.names import printable_name
from tests.faults.files import Opened, damaged_files, open_all
from tests.faults.hostile import HARMLESS, hostile_files, put_strange_entries
from tests.faults.nights import MOST_KILOBYTES_OF_A_NIGHT, run, tiny_province
from tests.fuzz.mutations import mutated
from tests.fuzz.test_fuzz import originals
from tests.unit.workbooks import PERSON, form, xlsx

SEED = 20261129


def check(opened: Opened, files: int) -> None:
    print(opened)
    assert opened.wrong == []
    assert opened.read + opened.refused == files


def test_some_hostile_files(tmp_path: Path) -> None:
    small = [(name, content) for name, content in hostile_files() if name in HARMLESS or len(content) < 60_000]
    check(open_all(iter(small[:20]), tmp_path), 20)


@pytest.mark.faults
def test_a_thousand_damaged_files(tmp_path: Path) -> None:
    check(open_all(damaged_files(1000, SEED), tmp_path), 1000)


@pytest.mark.faults
def test_a_night_among_hostile_files(tmp_path: Path) -> None:
    province = tiny_province(tmp_path / "province")
    folder = province.returns / "2024" / "na-ri"
    _, no_files = put_strange_entries(folder, xlsx({"02": form("02", PERSON)}), tmp_path / "outside.xlsx")
    for name, content in hostile_files():
        (folder / name).write_bytes(content)
    for kind in ("xlsx", "xls", "ods", "csv"):
        for seed in range(20):
            (folder / f"{seed:02} fuzzed.{kind}").write_bytes(mutated(kind, originals(kind)[0], SEED + seed)[1])
    data = tmp_path / "data"
    night = run(province.settings(data), tmp_path / "log" / "night")
    assert night.code == 0, night.err
    assert "Traceback" not in night.err
    assert night.memory < MOST_KILOBYTES_OF_A_NIGHT
    with duckdb.connect(str(data / "warehouse.duckdb"), read_only=True) as warehouse:
        told = {
            Path(path).name
            for (path,) in warehouse.execute(
                "select distinct file_path from quality.fct_finding where unit_code = 'na-ri' and report_year = 2024"
            ).fetchall()
        }
        accepted = warehouse.execute(
            "select unit_code, report_year, count(*) from marts.mart_return where state = 'accepted' group by all"
        ).fetchall()
    # Nothing is passed over: each is a finding, or a return.
    received = {printable_name(path.name) for path in folder.iterdir() if path.is_file() and not path.is_symlink()}
    read = {Path(path).name for path in _read_files(data)}
    assert {name for name in received if name not in told | read} == set()
    assert {name for name in no_files if name not in told} == set()
    assert {(unit, year) for unit, year, forms in accepted if forms >= 4} >= {
        ("tinh", 2023),
        ("tinh", 2024),
        ("na-ri", 2023),
    }
    shutil.rmtree(data)


def _read_files(data: Path) -> list[str]:
    files = str(data / "returns" / "raw" / "file" / "2*" / "*.parquet")
    return [
        path
        for (path,) in duckdb.execute("select file_path from read_parquet(?) where is_readable", [files]).fetchall()
    ]
