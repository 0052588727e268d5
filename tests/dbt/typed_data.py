"""A data folder as Python hands it to dbt: every table there and rightly typed, nothing received but one bad file.

The types are those of the Python schemas, so that a column that one side renames fails here and not at night. The one
unreadable file makes the years up to 2024 shown: every cell of the marts must be there, without data.
"""

from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from dagster_project.quality.history import open_history
from dagster_project.quality.judge.step import JUDGED_TABLES
from dagster_project.returns.reference.load import load_reference, write_reference
from dagster_project.tables.files import RECEIVED_FILE_SCHEMA
from dagster_project.tables.findings import FINDING_SCHEMA
from dagster_project.tables.persons import PERSON_ROW_SCHEMA
from dagster_project.tables.versions import RETURN_VERSION_SCHEMA

SEEDS = Path(__file__).parents[2] / "dbt" / "seeds"
SHOWN_YEARS = (2021, 2022, 2023, 2024)
_UNREADABLE = {
    "file_key": "f1",
    "report_year": 2024,
    "unit_code": "ba-be",
    "file_path": "2024/ba-be/hong.xlsx",
    "source_sha256": "0" * 64,
    "received_at": datetime(2025, 1, 20, 8, 0),
    "size_bytes": 1,
    "is_readable": False,
    "is_counted": True,
}


def write_typed_data(data_dir: Path) -> None:
    """Write all sources of dbt into ``data_dir``."""
    returns = data_dir / "returns"
    for name, schema in JUDGED_TABLES.items():
        _write(returns / "judged" / name / "0" / "none.parquet", schema.empty_table())
    _write(returns / "ledger" / "return_version.parquet", RETURN_VERSION_SCHEMA.empty_table())
    _write(
        returns / "ledger" / "received_file.parquet", pa.Table.from_pylist([_UNREADABLE], schema=RECEIVED_FILE_SCHEMA)
    )
    _write(returns / "identity" / "person_row.parquet", PERSON_ROW_SCHEMA.empty_table())
    for step in ("ledger", "identity"):
        _write(returns / step / "finding.parquet", FINDING_SCHEMA.empty_table())
    write_reference(load_reference(SEEDS), data_dir / "reference")
    open_history(data_dir / "history", date(2025, 2, 1))


def _write(path: Path, table: pa.Table) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, path)
