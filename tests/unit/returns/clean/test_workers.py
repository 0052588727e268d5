"""Returns are cleaned side by side as they are cleaned one after the other; who fails says where, and not what."""

from datetime import date
from pathlib import Path

import pytest

from dagster_project.returns.clean import workers
from dagster_project.returns.clean.step import clean_step
from dagster_project.returns.clean.workers import CleaningFailed, ToClean, clean_on_all_processors, dealt
from dagster_project.returns.read.partition import RawReturn
from dagster_project.returns.store import Partition, ReturnsStore
from tests.unit.workbooks import COURSE, ORGANISATION, PERSON, RATING, read_forms, with_cells

SNAPSHOTS = {year: date(year, 12, 31) for year in (2022, 2023, 2024)}
PARTITIONS = [(year, unit) for year in SNAPSHOTS for unit in ("ba-be", "cho-don")]


@pytest.fixture(scope="module")
def raw() -> RawReturn:
    return read_forms(
        form_01=[ORGANISATION],
        form_02=[with_cells("02", PERSON, Dân=ethnicity) for ethnicity in ("Kinh", "nt", "Tày")],
        form_03=[RATING],
        form_04=[COURSE],
    )


def filled(folder: Path, raw: RawReturn) -> ReturnsStore:
    store = ReturnsStore(folder)
    tables = {"file": raw.files, "sheet": raw.sheets, "row": raw.rows, "explanation": raw.explanations}
    for partition in PARTITIONS:
        store.write("raw", partition, tables, "raw")
    return store


def clean(store: ReturnsStore) -> list[Partition]:
    told: list[tuple[str, int, int]] = []
    done = clean_step(store, PARTITIONS, SNAPSHOTS, lambda *step: told.append(step))
    assert told == [("clean", number, len(done)) for number in range(1, len(done) + 1)]
    return done


def test_processes_write_what_one_writes_and_only_once(
    tmp_path: Path, raw: RawReturn, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, beside = filled(tmp_path / "here", raw), filled(tmp_path / "beside", raw)
    assert clean(here) == PARTITIONS
    monkeypatch.setattr(workers, "ROWS_WORTH_A_PROCESS", 1)
    monkeypatch.setattr(workers, "clean_share", lambda _: pytest.fail("cleaned in this process"))
    assert clean(beside) == PARTITIONS
    written = {path.relative_to(here.root): path.read_bytes() for path in (here.root / "clean").rglob("*.parquet")}
    assert len(written) == len(PARTITIONS) * 6
    for path, content in written.items():
        assert (beside.root / path).read_bytes() == content
    assert clean(here) == clean(beside) == []


def test_who_fails_says_where_and_not_what(tmp_path: Path, raw: RawReturn, monkeypatch: pytest.MonkeyPatch) -> None:
    store = filled(tmp_path, raw)
    store.path("raw", "row", (2023, "ba-be")).write_bytes(b"PAR1 Nguoi Mau PAR1")
    monkeypatch.setattr(workers, "ROWS_WORTH_A_PROCESS", 1)
    asked = [(*partition, SNAPSHOTS[partition[0]].isoformat(), "stamp", 100) for partition in PARTITIONS]
    done: list[Partition] = []
    with pytest.raises(CleaningFailed, match=r"could not be cleaned: ArrowInvalid at store.py:\d+$"):
        clean_on_all_processors(ToClean(str(tmp_path), asked), done.append)
    assert (2022, "ba-be") in done and (2023, "ba-be") not in done
    assert store.stamp("clean", (2023, "ba-be")) is None


def test_a_process_that_ends_early_is_told(tmp_path: Path, raw: RawReturn, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(tmp_path, raw)
    monkeypatch.setattr(workers, "ROWS_WORTH_A_PROCESS", 1)
    monkeypatch.setattr(workers, "_COMMAND", [workers._COMMAND[0], "-c", "import sys; sys.stdin.read()"])
    asked = [(*partition, "2024-12-31", "stamp", 100) for partition in PARTITIONS]
    with pytest.raises(CleaningFailed, match="ended before the return of ba-be, 2022"):
        clean_on_all_processors(ToClean(str(tmp_path), asked), lambda _: None)


def test_a_unit_stays_in_one_hand_and_hands_are_about_as_full() -> None:
    rows = {"big": 900, "a": 200, "b": 300, "c": 250, "d": 100}
    asked = [(year, unit, "", "", count) for year in (2023, 2022) for unit, count in rows.items()]
    hands = dealt(ToClean("", asked), 2)
    units = [{unit for _, unit, *_ in hand.asked} for hand in hands]
    assert units[0].isdisjoint(units[1]) and units[0] | units[1] == set(rows)
    assert [sum(count for *_, count in hand.asked) for hand in hands] == [1800, 1700]
    for hand in hands:
        for unit in {unit for _, unit, *_ in hand.asked}:
            assert [year for year, of, *_ in hand.asked if of == unit] == [2022, 2023]
    assert len(dealt(ToClean("", asked), 0)) == 1
    assert len(dealt(ToClean("", [one for one in asked if one[1] == "big"]), 4)) == 1
