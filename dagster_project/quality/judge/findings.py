"""The shape of a finding: one row for one rule broken at one place, told in Vietnamese to who can mend it.

Belongs here: the schema and how a breach becomes findings. Values as sent stand only here, in owner-only files.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from dagster_project.quality.judge.suites import Breach
from dagster_project.tables.findings import FINDING_SCHEMA, finding_id


def findings_of(breaches: Iterable[Breach], places: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return one finding a broken place.

    Args:
        breaches: what a suite found.
        places: place_id → the finding's own columns (report_year … row_id), ``column_numbers`` (canonical column →
            sheet column) and ``sent`` (canonical column → cell as sent).
    """
    found = []
    for breach in breaches:
        for place_id in breach.places:
            place = places[place_id]
            column = breach.column or place.get("column_name")
            numbers, sent = place.get("column_numbers", {}), place.get("sent", {})
            finding = {name: place.get(name) for name in FINDING_SCHEMA.names} | {
                "column_name": column,
                "column_number": numbers.get(column, place.get("column_number")),
                "rule_id": breach.rule_id,
                "severity": breach.action,
                "value_sent": sent.get(column, place.get("value_sent")),
                "expected": place.get("expected") or breach.expected,
                "note_vi": breach.note,
            }
            found.append(finding | {"finding_id": finding_id(finding)})
    return found
