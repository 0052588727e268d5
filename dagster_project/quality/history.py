"""What the nights found, kept so that "better than last month?" has an answer.

Belongs here: counts of findings and states of returns, which nights are kept, and what is told apart from the night
before. Does not belong here: how history is published (dbt's mart_quality_history) or shown (report/).

    history/quality_count/<day>.parquet   counts as first seen on that day: a whole set, also of what did not change
    history/return_state/<day>.parquet    the state of every form, likewise
    history/night.parquet                 one row: the day of the night that is running (dbt reads it)
    history/looks.json                    the days of the nights that counted, the last one first (the name is older)

A set is kept only for a day on which it differs from the set before: the same returns, looked at again, add nothing,
so published tables stay the same byte for byte. A second run on one day replaces that day's set. Each file is written
at once and stands alone: a night killed between two of them is mended by the next one.
"""

import json
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow as pa

from dagster_project.lib import day_sets
from dagster_project.lib.files import write_atomically
from dagster_project.lib.parquet import write_parquet
from dagster_project.tables.handed_over import HISTORY
from dagster_project.tables.history import COUNT_SCHEMA, NIGHT_SCHEMA, STATE_SCHEMA

NIGHTS_KEPT = 400

_COUNT_KEY = ["report_year", "unit_code", "form", "rule_id", "severity"]
_RETURN_KEY = ["report_year", "unit_code", "form"]


def open_history(history_dir: Path, night: date) -> None:
    """Write what dbt reads before it builds: the day of this night, and tables that are there even when empty."""
    for table, schema in HISTORY.items():
        day_sets.open_sets(history_dir / table, schema)
    write_parquet(history_dir / "night.parquet", pa.table({"night_on": [night]}, schema=NIGHT_SCHEMA))


def record_night(history_dir: Path, night: date, findings: pd.DataFrame, returns: pd.DataFrame) -> bool:
    """Keep what this night found; returns whether anything differs from the night before.

    Args:
        history_dir: the folder ``history/`` of the data folder.
        night: the day of this night; the last run of a day counts.
        findings: mart_quality_finding.
        returns: mart_return.
    """
    counts = _frame(findings, COUNT_SCHEMA, _COUNT_KEY)
    before = last_set(read_sets(history_dir, "quality_count"), night)
    changed = _keep(history_dir, "quality_count", night, _with_zeros(counts, before), _known(before), _known(counts))
    states = _frame(returns, STATE_SCHEMA, _RETURN_KEY)
    earlier = _without_day(last_set(read_sets(history_dir, "return_state"), night))
    changed |= _keep(history_dir, "return_state", night, states, earlier, states)
    nights = sorted({night, *read_nights(history_dir)}, reverse=True)[:NIGHTS_KEPT]
    text = json.dumps([day.isoformat() for day in nights], indent=0)
    write_atomically(history_dir / "looks.json", text.encode())
    return changed


def read_sets(history_dir: Path, table: str) -> pd.DataFrame:
    """Return all kept sets of ``quality_count`` or ``return_state``, oldest first, ``seen_on`` as dates."""
    return day_sets.read_sets(history_dir / table, HISTORY[table]).to_pandas(date_as_object=True)


def read_nights(history_dir: Path) -> list[date]:
    """Return the days of the nights that counted, the last one first."""
    try:
        days = json.loads((history_dir / "looks.json").read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return []
    return [date.fromisoformat(day) for day in days]


def last_set(sets: pd.DataFrame, before: date) -> pd.DataFrame:
    """Return the rows of the latest set seen before a day (none where there is none)."""
    earlier = sets[sets["seen_on"].map(lambda day: day < before).astype(bool)]
    return earlier[earlier["seen_on"] == earlier["seen_on"].max()] if len(earlier) else earlier


def _frame(frame: pd.DataFrame, schema: pa.Schema, key: list[str]) -> pd.DataFrame:
    return frame[[name for name in schema.names if name != "seen_on"]].sort_values(key, ignore_index=True)


def _without_day(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.drop(columns="seen_on").reset_index(drop=True)


def _known(counts: pd.DataFrame) -> pd.DataFrame:
    """Return the counts without the zeros that only say that something is gone, and without their day."""
    known = counts[counts["findings"] != 0]
    return known[[*_COUNT_KEY, "findings"]].reset_index(drop=True)


def _with_zeros(counts: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """Add a zero for everything that was counted before and is gone now: a set without it could be read as unknown."""
    gone = before[before["findings"] != 0][_COUNT_KEY].merge(counts[_COUNT_KEY], how="left", indicator=True)
    gone = gone[gone["_merge"] == "left_only"].drop(columns="_merge").assign(findings=0)
    both = pd.concat([counts, gone], ignore_index=True) if len(gone) else counts
    return both.sort_values(_COUNT_KEY, ignore_index=True)


def _keep(
    history_dir: Path, table: str, night: date, rows: pd.DataFrame, before: pd.DataFrame, now: pd.DataFrame
) -> bool:
    """Write this day's set when it differs from the set before, take it away when it does not (any more)."""
    schema, folder = HISTORY[table], history_dir / table
    comparable = pa.schema([field for field in schema if field.name in now.columns])
    if _arrow(before, comparable).equals(_arrow(now, comparable)):
        day_sets.forget_sets(folder, [night])
        return False
    day_sets.write_set(folder, night, _arrow(rows.assign(seen_on=night), schema))
    day_sets.forget_sets(folder, day_sets.days_kept(folder)[: -day_sets.DAYS_KEPT])
    return True


def _arrow(frame: pd.DataFrame, schema: pa.Schema) -> pa.Table:
    table = pa.Table.from_pandas(frame[schema.names], schema=schema, preserve_index=False)
    return table.replace_schema_metadata(None)
