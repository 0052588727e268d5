"""The step that judges: which partitions are stale, what it reads and writes."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from dagster_project.lib.stamps import stamp_of, stamp_of_files
from dagster_project.quality.judge.left_out import left_out_rows, sheet_tables
from dagster_project.quality.judge.places import Partition
from dagster_project.quality.judge.suites import EXPECTATIONS
from dagster_project.quality.judge.verdicts import judge
from dagster_project.returns.clean.step import load_clean
from dagster_project.returns.persons import identity
from dagster_project.returns.read.step import load_raw
from dagster_project.returns.store import Partition as PartitionKey
from dagster_project.returns.store import ReturnsStore
from dagster_project.tables.files import LEFT_OUT_SCHEMA, SHEET_COLUMN_SCHEMA, SHEET_TABLE_SCHEMA
from dagster_project.tables.findings import EXPLANATION_SCHEMA, FINDING_SCHEMA, findings_table
from dagster_project.tables.forms import FORMS
from dagster_project.tables.rows import POSITION_SCHEMA, POSSIBLE_POSITION_SCHEMA, judged_schema
from dagster_project.tables.versions import JUDGED_VERSION_SCHEMA

if TYPE_CHECKING:
    from great_expectations.core import ExpectationSuiteValidationResult

JUDGED_TABLES: dict[str, pa.Schema] = {f"form_{form}_row": judged_schema(form) for form in FORMS} | {
    "form_02_position": POSITION_SCHEMA,
    "finding": FINDING_SCHEMA,
    "version": JUDGED_VERSION_SCHEMA,
    "explanation": EXPLANATION_SCHEMA,
    "sheet_column": SHEET_COLUMN_SCHEMA,
    "form_02_possible_position": POSSIBLE_POSITION_SCHEMA,
    "sheet_table": SHEET_TABLE_SCHEMA,
    "left_out_row": LEFT_OUT_SCHEMA,
}
_JUDGING = [Path(__file__).parent, Path(identity.__file__).parent, EXPECTATIONS]


def judge_step(
    store: ReturnsStore, partitions: Iterable[PartitionKey], province_units: set[str]
) -> tuple[list[PartitionKey], dict[str, "ExpectationSuiteValidationResult"]]:
    """Judge the partitions whose clean rows or suites changed as one batch; returns them and the suites' results."""
    code = stamp_of_files(*_JUDGING)
    stamps = {key: stamp_of(store.stamp("clean", key), code, sorted(province_units)) for key in partitions}
    stale = [key for key in sorted(stamps) if store.stamp("judged", key) != stamps[key]]
    for table, schema in JUDGED_TABLES.items():
        store.write_empty("judged", table, schema)
    if not stale:
        return [], {}
    seen = {
        f"{year}/{unit}": Partition(load_raw(store, (year, unit)), load_clean(store, (year, unit)))
        for year, unit in stale
    }
    judgements, results = judge(seen, province_units)
    for year, unit in stale:
        judgement = judgements[f"{year}/{unit}"]
        raw, clean = seen[f"{year}/{unit}"]
        tables = {f"form_{form}_row": table for form, table in judgement.forms.items()} | {
            "form_02_position": clean.positions,
            "form_02_possible_position": clean.possible_positions,
            "finding": findings_table(judgement.findings),
            "version": pa.Table.from_pylist(judgement.versions, schema=JUDGED_VERSION_SCHEMA),
            "explanation": raw.explanations,
            "sheet_table": sheet_tables(raw),
            "left_out_row": left_out_rows(raw),
            "sheet_column": pa.Table.from_pylist(judgement.columns, schema=SHEET_COLUMN_SCHEMA),
        }
        store.write("judged", (year, unit), tables, stamps[year, unit])
    return stale, results
