"""The step before the quality report: this run's counts into the history, then everything that the pages are made of.

Belongs here: gathering from the published marts and the stored tables. What the page looks like belongs to page.py, the
pages by unit to data_docs/units.py, the workbooks for the units to feedback/step.py.
"""

from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from dagster_project.quality.history import record_night
from dagster_project.quality.report.inputs import ReadSheets, ReportInput, load_input
from dagster_project.returns.store import ReturnsStore
from dagster_project.tables.files import LEFT_OUT_SCHEMA, SHEET_TABLE_SCHEMA


def record_and_read(
    quality_dir: Path,
    *,
    published_db: Path,
    reference_dir: Path,
    history_dir: Path,
    store: ReturnsStore,
    made_at: datetime,
) -> ReportInput:
    """Keep this run's counts in the history; returns what the report and the pages by unit are made of."""
    with duckdb.connect(str(published_db), read_only=True) as published:
        findings, returns = (published.sql(f"select * from marts.{name}").df() for name in _COUNTED)
    record_night(history_dir, made_at, findings, returns)
    return load_input(
        published_db,
        reference_dir,
        history_dir,
        quality_dir,
        read=read_sheets(store),
        night=made_at.date(),
        made_at=made_at,
    )


_COUNTED = ("mart_quality_finding", "mart_return")


def read_sheets(store: ReturnsStore) -> ReadSheets:
    """Read what was read of every sheet; of the rows that are no data only their kinds, never their text."""
    files = store.read_single("ledger", "received_file").select(["file_key", "received_at"]).to_pandas()
    rows = _rows_of(store, "left_out_row", _KINDS_ONLY)
    with store.database() as tables_of_all:
        tables = tables_of_all.sql(f"from {_rows_of(store, 'sheet_table', _NUMBERS_ONLY)}").df()
        # A province leaves out tens of thousands of rows: they are counted where they lie.
        left_out = tables_of_all.sql(f"select *, count(*) as rows from {rows} group by all order by all").df()
    return ReadSheets(tables.merge(files.drop_duplicates("file_key"), on="file_key"), left_out)


_NUMBERS_ONLY = SHEET_TABLE_SCHEMA.remove(SHEET_TABLE_SCHEMA.get_field_index("sheet"))
_KINDS_ONLY = pa.schema([LEFT_OUT_SCHEMA.field(name) for name in ("file_key", "sheet_index", "kind")])


def _rows_of(store: ReturnsStore, table: str, schema: pa.Schema) -> str:
    """Return what stands behind ``from`` for a judged table of every partition that has it."""
    found = (store.root / "judged" / table).glob("[0-9]*/*.parquet")
    return store.rows_of("judged", table, [(int(path.parent.name), path.stem) for path in found], schema)
