"""What the nights found, kept so that "better than last month?" has an answer.

Belongs here: counts of findings and states of returns, which nights are kept, and what is told apart from the night
before. Does not belong here: how history is published (dbt's mart_quality_history) or shown (report/).

    history/quality_count/<day>.parquet   counts as first seen on that day: a whole set, also of what did not change
    history/return_state/<day>.parquet    the state of every form, likewise
    history/night.parquet                 one row: the day of the night that is running (dbt reads it)
    history/looks.json                    when the runs were that counted, the last one first (the name is older)
    history/before/…                      how it stood before the last run that changed anything, and when that was

A set is kept only for a day on which it differs from the set before: the same returns, looked at again, add nothing,
so published tables stay the same byte for byte. A second run on one day replaces that day's set; what it replaces goes
to ``before/`` first, so that somebody who edits a limit and runs again the same evening is told what that changed.
Each file is written at once and stands alone: a night killed between two of them is mended by the next one.
"""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from dagster_project.lib import day_sets
from dagster_project.lib.files import write_atomically
from dagster_project.lib.parquet import write_parquet
from dagster_project.lib.time import VIETNAM
from dagster_project.tables.handed_over import HISTORY
from dagster_project.tables.history import COUNT_SCHEMA, NIGHT_SCHEMA, STATE_SCHEMA

LOOKS_KEPT = 400

_COUNT_KEY = ["report_year", "unit_code", "form", "rule_id", "severity"]
_RETURN_KEY = ["report_year", "unit_code", "form"]
_BEFORE = "before"


class LastChange(NamedTuple):
    """The last run that changed anything: when it was, the run before it, and what stood then (without a day)."""

    found_at: datetime
    before_at: datetime
    counts: pd.DataFrame
    states: pd.DataFrame


def open_history(history_dir: Path, night: date) -> None:
    """Write what dbt reads before it builds: the day of this night, and tables that are there even when empty."""
    for table, schema in HISTORY.items():
        day_sets.open_sets(history_dir / table, schema)
    write_parquet(history_dir / "night.parquet", pa.table({"night_on": [night]}, schema=NIGHT_SCHEMA))


def record_night(history_dir: Path, at: datetime, findings: pd.DataFrame, returns: pd.DataFrame) -> bool:
    """Keep what this run found; returns whether its day differs from the days before.

    Args:
        history_dir: the folder ``history/`` of the data folder.
        at: when this run was; the last run of a day counts for that day.
        findings: mart_quality_finding.
        returns: mart_return.
    """
    at, runs = _in_vietnam(at), read_runs(history_dir)
    counts = _frame(findings, COUNT_SCHEMA, _COUNT_KEY)
    states = _frame(returns, STATE_SCHEMA, _RETURN_KEY)
    if runs and at not in runs:
        _keep_before(history_dir, at, runs[0], counts, states)
    night = at.date()
    before = last_set(read_sets(history_dir, "quality_count"), night)
    changed = _keep(history_dir, "quality_count", night, _with_zeros(counts, before), _known(before), _known(counts))
    earlier = _without_day(last_set(read_sets(history_dir, "return_state"), night))
    changed |= _keep(history_dir, "return_state", night, states, earlier, states)
    text = json.dumps([run.isoformat() for run in _runs_kept({at, *runs}, night)], indent=0)
    write_atomically(history_dir / "looks.json", text.encode())
    return changed


def _runs_kept(runs: set[datetime], night: date) -> list[datetime]:
    """Return the runs to remember: all of today, so that the one before is known; of an earlier day the last one."""
    last_of_day = {run.date(): run for run in sorted(runs)}
    return sorted((run for run in runs if run.date() == night or run == last_of_day[run.date()]), reverse=True)[
        :LOOKS_KEPT
    ]


def _keep_before(history_dir: Path, at: datetime, ran_at: datetime, counts: pd.DataFrame, states: pd.DataFrame) -> None:
    """Put aside how the run before stood, where this one differs; written before the day's set is replaced.

    The file that says when comes last: until then the next run does it again.
    """
    stood = {name: _without_day(last_set(read_sets(history_dir, name), date.max)) for name in HISTORY}
    now = {"quality_count": _known(counts), "return_state": states}
    known = {"quality_count": _known(stood["quality_count"]), "return_state": stood["return_state"]}
    if all(_is_same(known[name], now[name], HISTORY[name]) for name in now):
        return
    for name, frame in known.items():
        write_parquet(history_dir / _BEFORE / f"{name}.parquet", _arrow(frame, _schema_of(frame, HISTORY[name])))
    times = {"found_at": at.isoformat(), "before_at": ran_at.isoformat()}
    write_atomically(history_dir / _BEFORE / "change.json", json.dumps(times, indent=0).encode())


def counts_by_rule(history_dir: Path, night: date, findings: pd.DataFrame) -> list[dict[str, Any]]:
    """Return rule_id, severity, findings and how many are new since the nights before this one's day.

    What is fewer in one return does not make up for what is more in another.

    Args:
        history_dir: the folder ``history/`` of the data folder.
        night: the day of this night.
        findings: mart_quality_finding.
    """
    before = last_set(read_sets(history_dir, "quality_count"), night)
    both = findings.merge(before, how="left", on=_COUNT_KEY, suffixes=("", "_before"))
    both["new"] = (both["findings"] - both["findings_before"].fillna(0)).clip(lower=0)
    told = both.groupby(["rule_id", "severity"], as_index=False)[["findings", "new"]].sum()
    records = told.astype({"findings": int, "new": int}).to_dict("records")
    return [{str(name): value for name, value in one.items()} for one in records]


def read_last_change(history_dir: Path) -> LastChange | None:
    """Return the last run that changed anything and what stood before it; None where none did yet."""
    folder = history_dir / _BEFORE
    try:
        times = json.loads((folder / "change.json").read_text(encoding="utf-8"))
        counts, states = (pq.read_table(folder / f"{name}.parquet").to_pandas() for name in HISTORY)
        found_at, before_at = (datetime.fromisoformat(times[name]) for name in ("found_at", "before_at"))
        return LastChange(found_at, before_at, counts, states)
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


def read_sets(history_dir: Path, table: str) -> pd.DataFrame:
    """Return all kept sets of ``quality_count`` or ``return_state``, oldest first, ``seen_on`` as dates."""
    return day_sets.read_sets(history_dir / table, HISTORY[table]).to_pandas(date_as_object=True)


def read_runs(history_dir: Path) -> list[datetime]:
    """Return when the runs were that counted, the last one first; midnight where only the day was kept."""
    try:
        runs = json.loads((history_dir / "looks.json").read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return []
    return [datetime.fromisoformat(run) for run in runs]


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
    if _is_same(before, now, schema):
        day_sets.forget_sets(folder, [night])
        return False
    day_sets.write_set(folder, night, _arrow(rows.assign(seen_on=night), schema))
    day_sets.forget_sets(folder, day_sets.days_kept(folder)[: -day_sets.DAYS_KEPT])
    return True


def _is_same(before: pd.DataFrame, now: pd.DataFrame, schema: pa.Schema) -> bool:
    comparable = _schema_of(now, schema)
    return _arrow(before, comparable).equals(_arrow(now, comparable))


def _schema_of(frame: pd.DataFrame, schema: pa.Schema) -> pa.Schema:
    return pa.schema([field for field in schema if field.name in frame.columns])


def _in_vietnam(at: datetime) -> datetime:
    """Return a time as the clocks of Vietnam show it, to the second."""
    return (at.astimezone(VIETNAM) if at.tzinfo else at).replace(tzinfo=None, microsecond=0)


def _arrow(frame: pd.DataFrame, schema: pa.Schema) -> pa.Table:
    table = pa.Table.from_pandas(frame[schema.names], schema=schema, preserve_index=False)
    return table.replace_schema_metadata(None)
