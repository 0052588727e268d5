"""The shape of a finding: one row for one rule broken at one place, told in Vietnamese to who can mend it.

Belongs here: the schema and how a breach becomes findings. Values as sent stand only here, in owner-only files.
"""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa

from dagster_project.quality.suites import Breach

FINDING_SCHEMA = pa.schema(
    [
        ("finding_id", pa.string()),
        ("report_year", pa.int32()),
        ("unit_code", pa.string()),
        ("form", pa.string()),
        ("version_id", pa.string()),
        ("file_key", pa.string()),
        ("source_sha256", pa.string()),
        ("file_path", pa.string()),
        ("sheet", pa.string()),
        ("row_number", pa.int64()),
        ("row_id", pa.string()),
        ("column_name", pa.string()),
        ("column_number", pa.int64()),
        ("rule_id", pa.string()),
        ("severity", pa.string()),
        ("value_sent", pa.string()),
        ("expected", pa.string()),
        ("note_vi", pa.string()),
    ]
)
UNKNOWN_FORM = "00"
SHEET_COLUMN_SCHEMA = pa.schema(
    [
        ("file_key", pa.string()),
        ("sheet", pa.string()),
        ("form", pa.string()),
        ("column_name", pa.string()),
        ("column_number", pa.int64()),
    ]
)


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


def finding_id(finding: Mapping[str, Any]) -> str:
    """Return the id of a finding: its place, rule and column, the same every night."""
    place = [finding.get(name) for name in ("file_key", "form", "sheet", "row_id", "column_name", "column_number")]
    text = "\x1f".join(str(part) for part in [*place, finding["rule_id"], finding["expected"]])
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def findings_table(findings: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Return findings as a table in a stable order."""
    ordered = sorted(findings, key=lambda one: (one["report_year"], one["unit_code"], one["form"], one["finding_id"]))
    return pa.Table.from_pylist([dict(one) for one in ordered], schema=FINDING_SCHEMA)
