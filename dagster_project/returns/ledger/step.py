"""The step that keeps the ledger: all versions of all forms, over all units and years."""

from collections.abc import Iterable
from pathlib import Path

import pandas as pd
import pyarrow as pa

from dagster_project.lib.records import records_of
from dagster_project.lib.seeds import SEEDS
from dagster_project.lib.stamps import stamp_of, stamp_of_files
from dagster_project.returns.ledger import versions as ledger
from dagster_project.returns.ledger.findings import misplaced_findings, rejection_findings
from dagster_project.returns.store import Partition, ReturnsStore
from dagster_project.tables.files import RAW_FILE_SCHEMA, RECEIVED_FILE_SCHEMA
from dagster_project.tables.findings import findings_table
from dagster_project.tables.forms import forms
from dagster_project.tables.handed_over import SOURCES
from dagster_project.tables.versions import JUDGED_VERSION_SCHEMA

_STEP = "ledger"
_HASHES = pa.schema([("version_id", pa.string()), ("content_hash", pa.string())])
_PROJECT = Path(__file__).parents[2]
_CODE = (
    Path(__file__).parent, _PROJECT / "lib", _PROJECT / "tables", SEEDS / "rules.csv", SEEDS / "forms.csv",
)  # fmt: skip


def ledger_step(store: ReturnsStore, partitions: Iterable[Partition], misplaced: pd.DataFrame) -> dict[str, int]:
    """Order all versions of all forms and write the ledger; returns how many are in force, copied, shrunk, rejected.

    Nothing is done again while judged rows, misplaced files and code are the same.

    Args:
        store: where the judged tables are.
        partitions: every partition with a received file.
        misplaced: received files that lie in no partition: report_year (may be missing), unit_code, file_path,
            source_sha256, file_key, received_at, size_bytes, problem.
    """
    partitions = sorted(partitions)
    stamp = _stamp(store, partitions, misplaced)
    if counts := store.finished(_STEP, stamp, SOURCES["ledger"]):
        return counts
    versions = store.read_all("judged", "version", partitions, JUDGED_VERSION_SCHEMA).to_pandas()
    files = store.read_all("raw", "file", partitions, RAW_FILE_SCHEMA).to_pandas()
    rejected = ledger.find_rejected(versions, _nearly_equal(store, partitions))
    ordered = ledger.order_versions(versions, rejected.version_ids)
    counted = ledger.count_files(files, ordered)
    findings = rejection_findings(ordered, rejected) + misplaced_findings(misplaced)
    strays = misplaced.assign(is_readable=True, is_counted=True)
    received = pd.concat([counted, strays[RECEIVED_FILE_SCHEMA.names]], ignore_index=True) if len(strays) else counted
    for name, frame in (("return_version", ordered), ("received_file", received)):
        store.write_single(_STEP, name, pa.Table.from_pandas(frame, SOURCES["ledger"][name], preserve_index=False))
    store.write_single(_STEP, "finding", findings_table(findings))
    counts = {
        "versions": len(ordered),
        "in_force": int(ordered["is_in_force"].sum()),
        "rejected": int((~ordered["is_usable"]).sum()),
        "copies": len(rejected.copies),
        "shrunk": len(rejected.shrunk),
        "unreadable_files": int((~files["is_readable"].astype(bool)).sum()),
    }
    store.finish(_STEP, stamp, counts)
    return counts


def _stamp(store: ReturnsStore, partitions: list[Partition], misplaced: pd.DataFrame) -> str:
    judged = [(partition, store.stamp("judged", partition)) for partition in partitions]
    return stamp_of(judged, records_of(misplaced), stamp_of_files(*_CODE))


def _nearly_equal(store: ReturnsStore, partitions: list[Partition]) -> ledger.Alike:
    """Return which versions repeat an earlier year's; the rows stay in their files."""
    versions = store.rows_of("judged", "version", partitions, JUDGED_VERSION_SCHEMA)
    contents = " union all ".join(
        f"from {store.rows_of('judged', f'form_{number}_row', partitions, _HASHES)}"
        for number, form in forms().items()
        if form.is_of_one_year
    )
    with store.database() as connection:
        connection.execute(f"create temp view version as from {versions}")
        connection.execute(f"create temp table content as {contents}")
        return ledger.nearly_equal(connection)
