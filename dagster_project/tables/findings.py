"""The shape of a finding: one row for one rule broken at one place, told in Vietnamese to who can mend it.

Belongs here: the shape, the id and the order. Values as sent stand only in owner-only files.
"""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
import pyarrow as pa

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
# One row a finding listed on a feedback sheet that a unit sent back.
EXPLANATION_SCHEMA = pa.schema(
    [
        ("report_year", pa.int32()),
        ("unit_code", pa.string()),
        ("file_key", pa.string()),
        ("file_path", pa.string()),
        ("received_at", pa.timestamp("us")),
        ("fingerprint", pa.string()),
        ("rule_id", pa.string()),
        ("explanation", pa.string()),
        ("row_number", pa.int64()),
    ]
)


def finding_at(place: Mapping[str, Any], **told: Any) -> dict[str, Any]:
    """Return a finding at ``place`` with what is told of it; blanks of pandas become NULL."""
    known = {
        name: value for name, value in {**place, **told}.items() if name in FINDING_SCHEMA.names and pd.notna(value)
    }
    finding = dict.fromkeys(FINDING_SCHEMA.names) | known
    finding["report_year"] = int(known["report_year"])
    if finding["row_number"] is not None:
        finding["row_number"] = int(known["row_number"])
    return finding | {"finding_id": finding_id(finding)}


def finding_id(finding: Mapping[str, Any]) -> str:
    """Return the id of a finding: its place, rule and column, the same every night."""
    place = [finding.get(name) for name in ("file_key", "form", "sheet", "row_id", "column_name", "column_number")]
    text = "\x1f".join(str(part) for part in [*place, finding["rule_id"], finding["expected"]])
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def findings_table(findings: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Return findings as a table in a stable order."""
    ordered = sorted(findings, key=lambda one: (one["report_year"], one["unit_code"], one["form"], one["finding_id"]))
    return pa.Table.from_pylist([dict(one) for one in ordered], schema=FINDING_SCHEMA)
