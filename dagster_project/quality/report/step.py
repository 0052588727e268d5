"""The reports of a night about the returns: feedback workbooks and the page for people who look.

Belongs here: gathering from the warehouse and the stored tables what they are made of, and writing them. What they look
like belongs to feedback/ and report/.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa

from dagster_project.lib.seeds import read_seed
from dagster_project.quality.feedback.sources import choose_sources
from dagster_project.quality.feedback.workbook import write_feedback
from dagster_project.quality.history import record_night
from dagster_project.quality.report import write_report
from dagster_project.quality.report.inputs import ReadSheets
from dagster_project.returns.receive.blobs import read_blob
from dagster_project.returns.store import ReturnsStore
from dagster_project.settings import Settings
from dagster_project.tables.files import LEFT_OUT_SCHEMA, SHEET_TABLE_SCHEMA

_FINDINGS = "select * from quality.fct_finding where is_counted order by report_year, unit_code, finding_id"


def write_feedback_workbooks(
    settings: Settings, store: ReturnsStore, unit_names: dict[str, str], progress: Callable[[str, int, int], None]
) -> dict[str, int]:
    """Bring every unit's and year's workbook up to date; returns how many were written, unchanged, removed.

    A unit and year without an open finding has no workbook; one that is left from an earlier night is removed.
    """
    with duckdb.connect(str(settings.warehouse_path), read_only=True) as warehouse:
        findings = warehouse.sql(_FINDINGS).df()
    versions = store.read_single("ledger", "return_version").to_pandas()
    labels = {rule["rule_id"]: rule["label_vi"] for rule in read_seed("rules.csv")}
    places = sorted({*_places(findings), *_written(settings.quality_dir)})
    outcomes = dict.fromkeys(("written", "unchanged", "removed", "none"), 0)
    for number, (year, unit) in enumerate(places, start=1):
        own = _of(findings, year, unit)
        feedback = write_feedback(
            settings.quality_dir,
            report_year=year,
            unit_code=unit,
            unit_name=unit_names.get(unit, unit),
            findings=own,
            sources=choose_sources(_of(versions, year, unit), _sheets(store, year, unit), own),
            read_blob=partial(read_blob, settings.archive_dir),
            rule_labels=labels,
        )
        outcomes[feedback.outcome] += 1
        progress("report", number, len(places))
    return outcomes


def write_quality_report(settings: Settings, store: ReturnsStore, made_at: datetime) -> Path:
    """Keep tonight's counts in the history and write the report's page; returns its path."""
    with duckdb.connect(str(settings.published_dir / "bi.duckdb"), read_only=True) as published:
        findings, returns = (published.sql(f"select * from marts.{name}").df() for name in _COUNTED)
    record_night(settings.history_dir, made_at.date(), findings, returns)
    return write_report(
        settings.quality_dir,
        published_db=settings.published_dir / "bi.duckdb",
        reference_dir=settings.canonical_reference_dir,
        history_dir=settings.history_dir,
        read=read_sheets(store),
        night=made_at.date(),
        made_at=made_at,
    )


_COUNTED = ("mart_quality_finding", "mart_return")


def read_sheets(store: ReturnsStore) -> ReadSheets:
    """Read what was read of every sheet; of the rows that are no data only their kinds, never their text."""
    files = store.read_single("ledger", "received_file").select(["file_key", "received_at"]).to_pandas()
    tables, rows = (
        pd.concat([part.to_pandas() for part in _parts(store, name, schema)], ignore_index=True)
        for name, schema in (("sheet_table", _NUMBERS_ONLY), ("left_out_row", _KINDS_ONLY))
    )
    return ReadSheets(
        tables.merge(files.drop_duplicates("file_key"), on="file_key"),
        rows.groupby(["file_key", "sheet_index", "kind"]).size().rename("rows").reset_index(),
    )


_NUMBERS_ONLY = SHEET_TABLE_SCHEMA.remove(SHEET_TABLE_SCHEMA.get_field_index("sheet"))
_KINDS_ONLY = pa.schema([LEFT_OUT_SCHEMA.field(name) for name in ("file_key", "sheet_index", "kind")])


def _parts(store: ReturnsStore, table: str, schema: pa.Schema) -> Iterator[pa.Table]:
    """Yield a judged table of every partition that has it."""
    yield schema.empty_table()
    for path in sorted((store.root / "judged" / table).glob("[0-9]*/*.parquet")):
        yield store.read("judged", table, (int(path.parent.name), path.stem)).select(schema.names)


def _places(frame: pd.DataFrame) -> list[tuple[int, str]]:
    return sorted(set(zip(frame["report_year"].astype(int), frame["unit_code"].astype(str), strict=True)))


def _written(quality_dir: Path) -> list[tuple[int, str]]:
    return [(int(path.parent.name), path.stem) for path in (quality_dir / "feedback").glob("[0-9]*/*.xlsx")]


def _of(frame: pd.DataFrame, year: int, unit: str) -> pd.DataFrame:
    return frame[(frame["report_year"] == year) & (frame["unit_code"] == unit)]


def _sheets(store: ReturnsStore, year: int, unit: str) -> pd.DataFrame:
    if store.stamp("raw", (year, unit)) is None:
        return pd.DataFrame(columns=_OF_SHEETS)
    return store.read("raw", "sheet", (year, unit)).select(_OF_SHEETS).to_pandas()


_OF_SHEETS = ["file_key", "sheet", "form", "rows_data", "says_nothing"]
