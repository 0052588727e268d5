"""The step that judges: which partitions are stale, what it reads and writes."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from dagster_project.lib.seeds import SEEDS
from dagster_project.lib.stamps import stamp_of, stamp_of_files
from dagster_project.quality import conditions
from dagster_project.quality.judge.suite_files import EXPECTATIONS, SUITES, load_suite
from dagster_project.returns import persons
from dagster_project.returns.store import Partition, ReturnsStore
from dagster_project.tables.forms import forms
from dagster_project.tables.handed_over import JUDGED

if TYPE_CHECKING:
    from great_expectations.core import ExpectationSuiteValidationResult

# The seed says what a severity does and what a rule asks where its expectation does not.
_JUDGING = [
    Path(__file__).parent, Path(conditions.__file__), *map(Path, persons.__path__), EXPECTATIONS, SEEDS / "rules.csv",
]  # fmt: skip
# A province of real size is judged at once; the first night of a nation takes its provinces one after the other, for a
# province needs half a gigabyte.
ROWS_AT_ONCE = 150_000


def judge_step(
    store: ReturnsStore, partitions: Iterable[Partition], province_units: set[str]
) -> tuple[list[Partition], dict[str, "ExpectationSuiteValidationResult"]]:
    """Judge the partitions whose clean rows or suites changed as one batch; returns them and the suites' results.

    More than ``ROWS_AT_ONCE`` rows are several batches, of whose results one is made.
    """
    code = stamp_of_files(*_JUDGING)
    stamps = {key: stamp_of(store.stamp("clean", key), code, sorted(province_units)) for key in partitions}
    stale = [key for key in sorted(stamps) if store.stamp("judged", key) != stamps[key]]
    for table, schema in JUDGED.items():
        store.write_empty("judged", table, schema)
    if not stale:
        return [], {}
    for suite in SUITES:
        # A text that names what is not there is told before anything is judged.
        load_suite(suite)
    results: dict[str, list[ExpectationSuiteValidationResult]] = {}
    for batch in _batches(store, stale):
        for suite, result in _judge_batch(store, {key: stamps[key] for key in batch}, province_units).items():
            results.setdefault(suite, []).append(result)
    from dagster_project.quality.judge.suites import merged

    return stale, {suite: merged(parts) for suite, parts in results.items()}


def _batches(store: ReturnsStore, partitions: Iterable[Partition]) -> Iterator[list[Partition]]:
    """Yield as many partitions at a time as have no more than ``ROWS_AT_ONCE`` rows, one that has more alone."""
    batch: list[Partition] = []
    rows = 0
    for partition in partitions:
        more = sum(store.count("clean", f"form_{form}", partition) for form in forms())
        if batch and rows + more > ROWS_AT_ONCE:
            yield batch
            batch, rows = [], 0
        batch.append(partition)
        rows += more
    yield batch


def _judge_batch(
    store: ReturnsStore, stamps: dict[Partition, str], province_units: set[str]
) -> dict[str, "ExpectationSuiteValidationResult"]:
    """Judge partitions together and write what is said of each under its stamp; returns the suites' results."""
    # A night in which nothing is judged needs none of it.
    from dagster_project.quality.judge.left_out import left_out_rows, sheet_tables
    from dagster_project.quality.judge.places import ReturnToJudge
    from dagster_project.quality.judge.verdicts import judge
    from dagster_project.returns.clean.step import load_clean
    from dagster_project.returns.read.step import load_raw

    seen = {
        f"{year}/{unit}": ReturnToJudge(load_raw(store, (year, unit)), load_clean(store, (year, unit)))
        for year, unit in stamps
    }
    judgements, results = judge(seen, province_units)
    for (year, unit), stamp in stamps.items():
        judgement = judgements[f"{year}/{unit}"]
        raw, clean = seen[f"{year}/{unit}"]
        tables = {f"form_{form}_row": table for form, table in judgement.forms.items()} | {
            "form_02_position": clean.positions,
            "form_02_possible_position": clean.possible_positions,
            "finding": judgement.findings,
            "version": pa.Table.from_pylist(judgement.versions, schema=JUDGED["version"]),
            "explanation": raw.explanations,
            "sheet_table": sheet_tables(raw),
            "left_out_row": left_out_rows(raw),
            "sheet_column": pa.Table.from_pylist(judgement.columns, schema=JUDGED["sheet_column"]),
        }
        store.write("judged", (year, unit), tables, stamp)
    return results
