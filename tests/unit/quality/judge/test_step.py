"""The step that judges takes what is stale, no more rows at once than fit, and says the same in whatever batches."""

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from dagster_project.quality.judge import step
from dagster_project.quality.judge.step import judge_step
from dagster_project.returns.clean.partition import clean_partition
from dagster_project.returns.store import Partition, ReturnsStore
from dagster_project.tables.handed_over import JUDGED
from tests.unit.workbooks import PERSON, RATING, form, read, with_cells, xlsx

NAMELESS = with_cells("02", PERSON, Họ="", Số_CCCD="006085000009", Số_thẻ="")
CADRES: dict[Partition, list[list[Any]]] = {
    (2023, "ba-be"): [PERSON],
    (2024, "ba-be"): [PERSON, PERSON],
    (2024, "cho-don"): [PERSON, NAMELESS],
}


def received(folder: Path) -> ReturnsStore:
    """Return a store with the clean rows of three returns: one in order, one with a duplicate, one with no name."""
    store = ReturnsStore(folder)
    for (year, unit), persons in CADRES.items():
        name = f"{year}-{unit}.xlsx"
        sheets = {"a": form("02", *persons, title=f"NĂM {year}"), "b": form("03", RATING, title=f"NĂM {year}")}
        raw = read({name: xlsx(sheets)}, year, unit)
        clean = clean_partition(raw, date(year, 12, 31))
        store.write("raw", (year, unit), dict(zip(("file", "sheet", "row", "explanation"), raw, strict=True)), "raw")
        rows = {f"form_{number}": table for number, table in clean.forms.items()}
        named = {"position": clean.positions, "possible_position": clean.possible_positions}
        store.write("clean", (year, unit), rows | named, "clean")
    return store


def judged(store: ReturnsStore) -> dict[str, pa.Table]:
    return {table: store.read_all("judged", table, CADRES, schema) for table, schema in JUDGED.items()}


@pytest.mark.slow
def test_batches_say_what_one_batch_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    together, apart = received(tmp_path / "together"), received(tmp_path / "apart")
    done, results = judge_step(together, CADRES, set())
    assert done == sorted(CADRES)
    # A return has two rows of form 02 and one of form 03 at most: the first two fit, the third comes alone.
    monkeypatch.setattr(step, "ROWS_AT_ONCE", 5)
    done, merged = judge_step(apart, CADRES, set())
    assert done == sorted(CADRES)
    assert judged(together) == judged(apart)
    assert {finding["rule_id"] for finding in judged(apart)["finding"].to_pylist()} >= {
        "required_blank", "duplicate_row",
    }  # fmt: skip
    assert {suite: result.statistics for suite, result in merged.items()} == {
        suite: result.statistics for suite, result in results.items()
    }


def test_no_more_rows_are_taken_at_once_than_fit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = received(tmp_path)
    first, second, third = sorted(CADRES)
    for rows, batches in {
        100: [[first, second, third]],
        5: [[first, second], [third]],
        4: [[first], [second], [third]],
        # One that alone has more is judged all the same.
        1: [[first], [second], [third]],
    }.items():
        monkeypatch.setattr(step, "ROWS_AT_ONCE", rows)
        assert list(step._batches(store, sorted(CADRES))) == batches


def test_what_is_judged_already_is_not_judged_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = received(tmp_path)
    asked: list[list[Partition]] = []

    def judge_batch(store: ReturnsStore, stamps: dict[Partition, str], _: set[str]) -> dict[str, Any]:
        asked.append(list(stamps))
        for partition, stamp in stamps.items():
            store.write("judged", partition, {}, stamp)
        return {}

    monkeypatch.setattr(step, "_judge_batch", judge_batch)
    assert judge_step(store, CADRES, {"tinh"})[0] == sorted(CADRES)
    assert judge_step(store, CADRES, {"tinh"}) == ([], {})
    store.write("clean", (2024, "ba-be"), {}, "cleaned again")
    assert judge_step(store, CADRES, {"tinh"})[0] == [(2024, "ba-be")]
    assert asked == [sorted(CADRES), [(2024, "ba-be")]]
    # Whose name may stand in every title decides, too.
    assert judge_step(store, CADRES, {"tinh", "cho-don"})[0] == sorted(CADRES)
