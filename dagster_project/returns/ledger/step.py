"""The step that keeps the ledger: all versions of all forms, over all units and years."""

from collections.abc import Iterable

import pandas as pd
import pyarrow as pa

from dagster_project.returns.ledger import versions as ledger
from dagster_project.returns.ledger.findings import misplaced_findings, rejection_findings
from dagster_project.returns.store import Partition, ReturnsStore
from dagster_project.tables.files import RAW_FILE_SCHEMA, RECEIVED_FILE_SCHEMA
from dagster_project.tables.findings import findings_table
from dagster_project.tables.forms import forms
from dagster_project.tables.handed_over import SOURCES
from dagster_project.tables.versions import JUDGED_VERSION_SCHEMA

_HASHES = pa.schema([("version_id", pa.string()), ("content_hash", pa.string())])


def ledger_step(store: ReturnsStore, partitions: Iterable[Partition], misplaced: pd.DataFrame) -> dict[str, int]:
    """Order all versions of all forms and write the ledger; returns how many are in force, copied, shrunk, rejected.

    Args:
        store: where the judged tables are.
        partitions: every partition with a received file.
        misplaced: received files that lie in no partition: report_year (may be missing), unit_code, file_path,
            source_sha256, file_key, received_at, size_bytes, problem.
    """
    partitions = sorted(partitions)
    versions = store.read_all("judged", "version", partitions, JUDGED_VERSION_SCHEMA).to_pandas()
    files = store.read_all("raw", "file", partitions, RAW_FILE_SCHEMA).to_pandas()
    hashes = [
        store.read_all("judged", f"form_{number}_row", partitions, _HASHES).to_pandas()
        for number, form in forms().items()
        if form.is_of_one_year
    ]
    rejected = ledger.find_rejected(versions, pd.concat(hashes, ignore_index=True))
    ordered = ledger.order_versions(versions, rejected.version_ids)
    counted = ledger.count_files(files, ordered)
    findings = rejection_findings(ordered, rejected) + misplaced_findings(misplaced)
    strays = misplaced.assign(is_readable=True, is_counted=True)
    received = pd.concat([counted, strays[RECEIVED_FILE_SCHEMA.names]], ignore_index=True) if len(strays) else counted
    for name, frame in (("return_version", ordered), ("received_file", received)):
        store.write_single("ledger", name, pa.Table.from_pandas(frame, SOURCES["ledger"][name], preserve_index=False))
    store.write_single("ledger", "finding", findings_table(findings))
    return {
        "versions": len(ordered),
        "in_force": int(ordered["is_in_force"].sum()),
        "rejected": int((~ordered["is_usable"]).sum()),
        "copies": len(rejected.copies),
        "shrunk": len(rejected.shrunk),
        "unreadable_files": int((~files["is_readable"].astype(bool)).sum()),
    }
