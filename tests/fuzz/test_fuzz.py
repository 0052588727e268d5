"""No damaged file reaches the night: each is read or is a finding, within its limits, and the rows fit the tables.

`make test-deep` runs 1,600 mutations, `make test` every way of damage once or twice. One that fails is found again by
the seed in its file's name.
"""

from datetime import date
from pathlib import Path

import pytest

from dagster_project.returns.clean.partition import clean_partition
from dagster_project.returns.read.opening import Opener
from dagster_project.returns.read.opening_process import Limits
from dagster_project.returns.read.partition import RawReturn, read_partition
from tests.fixtures.make_returns import HERE, RETURNS
from tests.fuzz.mutations import BY_FORMAT, mutated
from tests.unit.workbooks import received

# Seeds: one file of each format that has all four forms, and for xlsx one with formulas.
FILES = {
    "xlsx": ["habit-formulas", "habit-merged-headings"],
    "xls": ["habit-xls"],
    "ods": ["habit-ods"],
    "csv": ["habit-csv"],
}
IN_DEEP, IN_SHORT, AT_ONCE = 400, 15, 50
#: Every file is small: what takes longer than this hangs.
LIMITS = Limits(cpu_seconds=10, wall_factor=12)


def originals(kind: str) -> list[bytes]:
    folders = [HERE / RETURNS / "2024" / unit for unit in FILES[kind]]
    return [path.read_bytes() for folder in folders for path in sorted(folder.glob(f"*.{kind}"))]


def read_mutated(kind: str, seeds: range, opener: Opener) -> RawReturn:
    """Read one partition of damaged files, as a night does, and clean what was read."""
    seeds_of = originals(kind)
    files = {}
    for seed in seeds:
        way, content = mutated(kind, seeds_of[seed % len(seeds_of)], seed)
        files[f"{seed} {way}.{kind}"] = content
    raw = read_partition(received(files), files.__getitem__, {"ba-be": "Huyện ủy Ba Bể"}, opener)
    clean_partition(raw, date(2024, 12, 31))
    assert raw.files["file_path"].to_pylist() == [f"2024/ba-be/{name}" for name in files]
    return raw


def check(raw: RawReturn) -> None:
    """Every file is one or the other, and what people are told is Vietnamese and no name of an exception."""
    for file in raw.files.to_pylist():
        assert file["is_readable"] == (file["found"] is None), file
        told = f"{file['found']} {file['remedy']}"
        assert not any(word in told for word in ("Error", "Exception", "Traceback", "panic")), file
    readable = {file["file_key"] for file in raw.files.to_pylist() if file["is_readable"]}
    assert set(raw.sheets["file_key"].to_pylist()) == readable


@pytest.mark.parametrize("kind", sorted(BY_FORMAT))
def test_every_way_of_damage_once(kind: str, tmp_path: Path) -> None:
    with Opener(tmp_path, "1", limits=LIMITS) as opener:
        check(read_mutated(kind, range(IN_SHORT), opener))
        assert opener.doubted == set()


@pytest.mark.deep
@pytest.mark.parametrize("first", range(0, IN_DEEP, AT_ONCE))
@pytest.mark.parametrize("kind", sorted(BY_FORMAT))
def test_many_damaged_files(kind: str, first: int, tmp_path: Path) -> None:
    with Opener(tmp_path, "1", limits=LIMITS) as opener:
        check(read_mutated(kind, range(first, first + AT_ONCE), opener))
        assert opener.doubted == set()
