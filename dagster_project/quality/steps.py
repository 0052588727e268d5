"""The judging steps over the stored tables: judge what changed, keep the ledger, link the persons.

Belongs here: which partitions are stale, what each step reads and writes. What the ledger's and identity's findings say
is step_findings.py's.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa

from dagster_project.quality.findings import FINDING_SCHEMA, SHEET_COLUMN_SCHEMA, findings_table
from dagster_project.quality.judge import VERSION_SCHEMA, judge
from dagster_project.quality.left_out import left_out_rows, sheet_tables
from dagster_project.quality.places import Partition
from dagster_project.quality.step_findings import (
    conflict_findings,
    misplaced_findings,
    rejection_findings,
    twice_findings,
)
from dagster_project.quality.suites import EXPECTATIONS
from dagster_project.returns import ledger
from dagster_project.returns.forms import FORMS
from dagster_project.returns.identity import resolve_persons
from dagster_project.returns.probably_twice import probably_twice
from dagster_project.returns.read import EXPLANATION_SCHEMA, FILE_SCHEMA
from dagster_project.returns.schemas import (
    LEFT_OUT_SCHEMA,
    POSITION_SCHEMA,
    POSSIBLE_POSITION_SCHEMA,
    SHEET_TABLE_SCHEMA,
    judged_schema,
)
from dagster_project.returns.steps import load_clean, load_raw
from dagster_project.returns.store import Partition as PartitionKey
from dagster_project.returns.store import ReturnsStore, fingerprint_of, fingerprint_of_files

if TYPE_CHECKING:
    from great_expectations.core import ExpectationSuiteValidationResult

JUDGED_TABLES: dict[str, pa.Schema] = {f"form_{form}_row": judged_schema(form) for form in FORMS} | {
    "form_02_position": POSITION_SCHEMA,
    "finding": FINDING_SCHEMA,
    "version": VERSION_SCHEMA,
    "explanation": EXPLANATION_SCHEMA,
    "sheet_column": SHEET_COLUMN_SCHEMA,
    "form_02_possible_position": POSSIBLE_POSITION_SCHEMA,
    "sheet_table": SHEET_TABLE_SCHEMA,
    "left_out_row": LEFT_OUT_SCHEMA,
}
_CODE = Path(__file__).parent
_JUDGING = [
    *(
        _CODE / f"{name}.py"
        for name in ("judge", "places", "row_frames", "form_facts", "findings", "left_out", "suites")
    ),
    EXPECTATIONS,
]


def judge_step(
    store: ReturnsStore, partitions: Iterable[PartitionKey], province_units: set[str]
) -> tuple[list[PartitionKey], dict[str, "ExpectationSuiteValidationResult"]]:
    """Judge the partitions whose clean rows or suites changed as one batch; returns them and the suites' results."""
    code = fingerprint_of_files(*_JUDGING)
    stamps = {key: fingerprint_of(store.stamp("clean", key), code, sorted(province_units)) for key in partitions}
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
            "version": pa.Table.from_pylist(judgement.versions, schema=VERSION_SCHEMA),
            "explanation": raw.explanations,
            "sheet_table": sheet_tables(raw),
            "left_out_row": left_out_rows(raw),
            "sheet_column": pa.Table.from_pylist(judgement.columns, schema=SHEET_COLUMN_SCHEMA),
        }
        store.write("judged", (year, unit), tables, stamps[year, unit])
    return stale, results


_HASHES = pa.schema([("version_id", pa.string()), ("content_hash", pa.string())])


def ledger_step(store: ReturnsStore, partitions: Iterable[PartitionKey], misplaced: pd.DataFrame) -> dict[str, int]:
    """Order all versions of all forms and write the ledger; returns how many are in force, copied, shrunk, rejected.

    Args:
        store: where the judged tables are.
        partitions: every partition with a received file.
        misplaced: received files that lie in no partition: report_year (may be missing), unit_code, file_path,
            source_sha256, file_key, received_at, size_bytes, problem.
    """
    partitions = sorted(partitions)
    versions = store.read_all("judged", "version", partitions, VERSION_SCHEMA).to_pandas()
    files = store.read_all("raw", "file", partitions, FILE_SCHEMA).to_pandas()
    hashes = [
        store.read_all("judged", f"form_{form}_row", partitions, _HASHES).to_pandas() for form in ledger.COPIED_FORMS
    ]
    rejected = ledger.find_rejected(versions, pd.concat(hashes, ignore_index=True))
    ordered = ledger.order_versions(versions, rejected.version_ids)
    counted = ledger.count_files(files, ordered, FORMS)
    findings = rejection_findings(ordered, rejected) + misplaced_findings(misplaced)
    store.write_single(
        "ledger", "return_version", pa.Table.from_pandas(ordered, ledger.VERSION_SCHEMA, preserve_index=False)
    )
    strays = misplaced.assign(is_readable=True, is_counted=True)
    received = pd.concat([counted, strays[ledger.FILE_SCHEMA.names]], ignore_index=True) if len(strays) else counted
    store.write_single(
        "ledger", "received_file", pa.Table.from_pandas(received, ledger.FILE_SCHEMA, preserve_index=False)
    )
    store.write_single("ledger", "finding", findings_table(findings))
    return {
        "versions": len(ordered),
        "in_force": int(ordered["is_in_force"].sum()),
        "rejected": int((~ordered["is_usable"]).sum()),
        "copies": len(rejected.copies),
        "shrunk": len(rejected.shrunk),
        "unreadable_files": int((~files["is_readable"].astype(bool)).sum()),
    }


def identity_step(store: ReturnsStore, partitions: Iterable[PartitionKey], secret: bytes) -> dict[str, int]:
    """Link the persons of all versions in force and write who each row is; returns counts."""
    partitions = sorted(partitions)
    versions = store.read_single("ledger", "return_version").to_pandas()
    in_force = set(versions.loc[versions["is_in_force"], "version_id"])
    rows = {form: _in_force(store, form, partitions, in_force) for form in ("02", "03", "04")}
    others = pd.concat([rows["03"], rows["04"]], ignore_index=True)
    persons, conflicts = resolve_persons(rows["02"], others[others["verdict"] == "accepted"], secret)
    store.write_single("identity", "person_row", persons)
    keys = dict(zip(persons["row_id"].to_pylist(), persons["person_key"].to_pylist(), strict=True))
    accepted = rows["02"][rows["02"]["verdict"] == "accepted"]
    twice = probably_twice(accepted.assign(person_key=accepted["row_id"].map(keys).astype(object)))
    told = {*conflicts["row_id"], *twice["row_id"], *twice["other_row_id"]}
    concerned = pd.concat([frame[frame["row_id"].isin(told)] for frame in rows.values()], ignore_index=True)
    concerned = concerned.merge(versions[["version_id", "file_path"]], on="version_id")
    findings = conflict_findings(conflicts, concerned) + twice_findings(twice, concerned)
    store.write_single("identity", "finding", findings_table(findings))
    return {
        "rows": len(persons),
        "persons": len(set(keys.values()) - {None}),
        "conflicts": len(conflicts),
        "probably_twice": len(twice),
    }


_IDENTITY_COLUMNS = [
    "row_id", "version_id", "file_key", "report_year", "unit_code", "form", "source_sha256", "sheet", "row_number",
    "verdict", "citizen_id", "citizen_id_sent", "party_card", "party_card_sent",
]  # fmt: skip
_OF_CADRES = ["birth_year", "full_name_key", "born_on", "born_on_precision"]


def _in_force(store: ReturnsStore, form: str, partitions: list[PartitionKey], in_force: set[str]) -> pd.DataFrame:
    names = [*_IDENTITY_COLUMNS, *(_OF_CADRES if form == "02" else [])]
    schema = pa.schema([judged_schema(form).field(name) for name in names])
    rows = store.read_all("judged", f"form_{form}_row", partitions, schema).to_pandas()
    return rows[rows["version_id"].isin(in_force)].reset_index(drop=True)
