"""Writes the workbooks of some units and years, in the night's own process or in one beside it (worker.py).

Belongs here: what a workbook is made of, gathered from the warehouse, the raw tables and the archive, a few units at a
time, so that memory does not grow with their number. Does not belong here: which ones have to be written (step.py).
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

import duckdb

from dagster_project.lib.rules import RULES
from dagster_project.quality.feedback.as_read import RawTables, UnitAsRead
from dagster_project.quality.feedback.sources import choose_sources
from dagster_project.quality.feedback.title_rows import Addressee
from dagster_project.quality.feedback.told import Place, read_told
from dagster_project.quality.feedback.workbook import write_feedback
from dagster_project.returns.receive.blobs import read_blob

# So many units and years are looked up at once: one scan of all findings serves them.
_AT_ONCE = 50
_LITTLE_MEMORY = ("set threads = 1", "set memory_limit = '128MB'")


class Batch(NamedTuple):
    """What to write, and where everything lies; plain values, for it may go to another process as JSON."""

    quality_dir: str
    warehouse_path: str
    archive_dir: str
    unit_names: dict[str, str]
    superiors: list[str]
    #: Report year, unit, and where its raw tables of files, sheets and rows lie (none: nothing was received).
    places: list[tuple[int, str, list[str]]]


def write_batch(batch: Batch) -> Iterator[tuple[Place, str]]:
    """Write the workbooks one after another; yields what became of each."""
    labels = {rule.rule_id: rule.label_vi for rule in RULES.values()}
    raw_of = {(year, unit): RawTables(*map(Path, raw)) if raw else None for year, unit, raw in batch.places}
    places = list(raw_of)
    with duckdb.connect(batch.warehouse_path, read_only=True) as warehouse:
        for setting in _LITTLE_MEMORY:
            warehouse.execute(setting)
        for first in range(0, len(places), _AT_ONCE):
            for place, told in read_told(warehouse, places[first : first + _AT_ONCE]):
                read = UnitAsRead(warehouse, raw_of[place])
                feedback = write_feedback(
                    Path(batch.quality_dir),
                    to=Addressee(*place, batch.unit_names, frozenset(batch.superiors)),
                    told=told,
                    sources=choose_sources(told.versions, read.tables, told.findings),
                    read_sheets=read.sheets,
                    read_blob=partial(read_blob, Path(batch.archive_dir)),
                    rule_labels=labels,
                )
                yield place, feedback.outcome
