"""The step that writes the feedback workbooks: one a unit and year, brought up to date every night.

Belongs here: gathering from the warehouse and the stored tables what a workbook is made of, and which ones there should
be. What one looks like belongs to workbook.py and the modules beside it.
"""

from collections.abc import Callable, Set
from functools import partial
from pathlib import Path

import duckdb
import pandas as pd

from dagster_project.lib.rules import RULES
from dagster_project.quality.feedback.form_standings import FormStanding
from dagster_project.quality.feedback.sources import choose_sources
from dagster_project.quality.feedback.title_rows import Addressee
from dagster_project.quality.feedback.workbook import write_feedback
from dagster_project.returns.receive.blobs import read_blob
from dagster_project.returns.store import ReturnsStore

_FINDINGS = "select * from quality.fct_finding where is_counted order by report_year, unit_code, finding_id"
_FORMS = """
    select report_year, unit_code, form, state, rows_accepted, rows_quarantined
    from marts.mart_return order by report_year, unit_code, form
"""


def write_feedback_workbooks(
    quality_dir: Path,
    *,
    warehouse_path: Path,
    archive_dir: Path,
    store: ReturnsStore,
    unit_names: dict[str, str],
    province_units: Set[str],
    progress: Callable[[str, int, int], None],
) -> dict[str, int]:
    """Bring every unit's and year's workbook up to date; returns how many were written, unchanged, removed.

    A unit and year of which nothing is told any more has no workbook; one that is left from an earlier night is
    removed. ``province_units`` are the units that stand in every title as the superior body.
    """
    with duckdb.connect(str(warehouse_path), read_only=True) as warehouse:
        findings = warehouse.sql(_FINDINGS).df()
        forms = warehouse.sql(_FORMS).df()
    versions = store.read_single("ledger", "return_version").to_pandas()
    labels = {rule.rule_id: rule.label_vi for rule in RULES.values()}
    places = sorted({*_places(findings), *_written(quality_dir)})
    outcomes = dict.fromkeys(("written", "unchanged", "removed", "none"), 0)
    for number, (year, unit) in enumerate(places, start=1):
        own = _of(findings, year, unit)
        feedback = write_feedback(
            quality_dir,
            to=Addressee(year, unit, unit_names, province_units),
            findings=own,
            forms=[
                FormStanding(one["form"], one["state"], int(one["rows_accepted"]), int(one["rows_quarantined"]))
                for one in _of(forms, year, unit).to_dict("records")
            ],
            sources=choose_sources(_of(versions, year, unit), _sheets(store, year, unit), own),
            read_blob=partial(read_blob, archive_dir),
            rule_labels=labels,
        )
        outcomes[feedback.outcome] += 1
        progress("report", number, len(places))
    return outcomes


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
