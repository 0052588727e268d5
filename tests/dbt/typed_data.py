"""A data folder as Python hands it to dbt: every table there and rightly typed, nothing received but one bad file.

The types are those of the Python schemas, so that a column that one side renames fails here and not at night. The one
unreadable file makes the years up to 2024 shown: every cell of the marts must be there, without data.
"""

from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from dagster_project.quality.history import open_history
from dagster_project.returns.reference.load import load_reference, write_reference
from dagster_project.tables.handed_over import SOURCES
from dagster_project.tables.history import FIGURE_STAMP_SCHEMA
from dagster_project.warehouse.vintages import open_vintages

SEEDS = Path(__file__).parents[2] / "dbt" / "seeds"
# (source, table) → its columns; the reference lists are handed over as they are written.
HANDED_OVER = {(source, name): schema for source, tables in SOURCES.items() for name, schema in tables.items()}
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
    for (source, name), schema in HANDED_OVER.items():
        table = pa.Table.from_pylist([_UNREADABLE] if name == "received_file" else [], schema=schema)
        if source == "judged":
            _write(data_dir / "returns" / "judged" / name / "0" / "none.parquet", table)
        elif source != "history":
            _write(data_dir / "returns" / source / f"{name}.parquet", table)
    write_reference(load_reference(SEEDS), data_dir / "reference")
    open_history(data_dir / "history", date(2025, 2, 1))
    open_vintages(data_dir / "history", FIGURE_STAMP_SCHEMA.empty_table())


def _write(path: Path, table: pa.Table) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, path)
