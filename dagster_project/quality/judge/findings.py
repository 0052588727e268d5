"""The findings about files, sheets and headings: one for each broken place, told in Vietnamese to who can mend it.

Belongs here: how a breach of the few places of a night becomes findings. Those of rows are made in columns
(row_frames.py).
"""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from dagster_project.lib.records import Row
from dagster_project.quality.judge.places import PLACE
from dagster_project.quality.judge.suites import Breach
from dagster_project.tables.findings import FINDING_SCHEMA


def findings_of_places(
    breaches: Iterable[Breach], frame: pd.DataFrame, places: Mapping[str, Mapping[str, Any]]
) -> list[Row]:
    """Return one finding a broken place, without its id.

    Args:
        breaches: what a suite found in ``frame``.
        frame: one row a place, named by ``place_id``.
        places: place_id → the finding's own columns (report_year … row_number, column_number, value_sent).
    """
    ids = frame[PLACE].tolist()
    return [
        {name: places[ids[row]].get(name) for name in FINDING_SCHEMA.names}
        | {
            "column_name": breach.column or places[ids[row]].get("column_name"),
            "rule_id": breach.rule_id,
            "severity": breach.action,
            "expected": places[ids[row]].get("expected") or breach.expected,
            "note_vi": breach.note,
        }
        for breach in breaches
        for row in breach.rows
    ]
