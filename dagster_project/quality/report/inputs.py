"""What the report is made of. Belongs here: reading it. Does not belong here: counting it or showing it.

The marts are read from the published copy, as every other reader does; so the report never shows
what was not published.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

import duckdb
import pandas as pd

from dagster_project.lib.bilingual import Text
from dagster_project.quality import history
from dagster_project.quality.rule_texts import rule_texts


@dataclass(frozen=True)
class RuleText:
    """A rule as people read it."""

    rule_id: str
    label: Text
    explanation: Text
    order: int


class ReadSheets(NamedTuple):
    """What was read of every sheet, without a word that a district wrote: numbers and kinds alone.

    ``tables``: the stored sheet_table without the sheet's name, and ``received_at`` of its file.
    ``left_out``: file_key, sheet_index, kind, rows.
    """

    tables: pd.DataFrame
    left_out: pd.DataFrame


@dataclass(frozen=True)
class ReportInput:
    """Everything that stands on the page: aggregates, and names of units.

    Frames: ``units`` (unit_code, unit_name_vi, list_order), ``years`` (report_year, due_on), ``year_notes``
    (dim_report_year), ``returns`` (mart_return), ``findings`` (mart_quality_finding), ``indicators``
    (mart_indicator_year), ``registry`` (mart_indicator), ``open_doubts`` (mart_indicator_doubt), ``counts`` and
    ``states`` (history.read_sets, this run's included), ``runs`` (history.read_runs, this one first), ``last_change``
    (history.read_last_change), ``read`` (what was read of the files).
    """

    night: date
    made_at: datetime
    units: pd.DataFrame
    years: pd.DataFrame
    year_notes: pd.DataFrame
    returns: pd.DataFrame
    findings: pd.DataFrame
    indicators: pd.DataFrame
    registry: pd.DataFrame
    open_doubts: pd.DataFrame
    rules: Mapping[str, RuleText]
    counts: pd.DataFrame
    states: pd.DataFrame
    runs: list[datetime]
    last_change: history.LastChange | None
    read: ReadSheets
    #: (report year, unit) with a workbook to send back.
    feedback: frozenset[tuple[int, str]]
    has_data_docs: bool

    @property
    def nights(self) -> list[date]:
        """Return the days on which a run counted, the oldest first."""
        return sorted({run.date() for run in self.runs})


_MARTS = (
    "mart_return",
    "mart_quality_finding",
    "mart_indicator",
    "mart_indicator_year",
    "mart_indicator_doubt",
    "dim_report_year",
)


def load_input(
    published_db: Path,
    reference_dir: Path,
    history_dir: Path,
    quality_dir: Path,
    *,
    read: ReadSheets,
    night: date,
    made_at: datetime,
) -> ReportInput:
    """Read what the report is made of; the history must have this run's counts already (history.record_night)."""
    with duckdb.connect(str(published_db), read_only=True) as connection:
        marts = {name: connection.sql(f"select * from marts.{name}").df() for name in _MARTS}
    return ReportInput(
        night=night,
        made_at=made_at,
        units=pd.read_parquet(reference_dir / "units.parquet"),
        years=pd.read_parquet(reference_dir / "report_years.parquet"),
        year_notes=marts["dim_report_year"],
        returns=marts["mart_return"],
        findings=marts["mart_quality_finding"],
        indicators=marts["mart_indicator_year"],
        registry=marts["mart_indicator"],
        open_doubts=marts["mart_indicator_doubt"],
        rules=load_rules(),
        counts=history.read_sets(history_dir, "quality_count"),
        states=history.read_sets(history_dir, "return_state"),
        runs=history.read_runs(history_dir),
        last_change=history.read_last_change(history_dir),
        read=read,
        feedback=frozenset(
            (int(path.parent.name), path.stem)
            for path in (quality_dir / "feedback").glob("*/*.xlsx")
            if path.parent.name.isdecimal()
        ),
        has_data_docs=(quality_dir / "data_docs" / "index.html").is_file(),
    )


def load_rules() -> dict[str, RuleText]:
    """Return what the rules are called and what they ask, by rule_id, with the limits in force."""
    return {
        one.rule_id: RuleText(
            one.rule_id, Text(one.label_vi, one.label_en), Text(one.explanation_vi, one.explanation_en), one.order
        )
        for one in rule_texts().values()
    }
