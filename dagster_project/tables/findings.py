"""The shape of a finding: one row for one rule broken at one place, told in Vietnamese to who can mend it.

Belongs here: the shape, the id and the order. Values as sent stand only in owner-only files.
"""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

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
    # Only who judges has frames: who cleans in a process of its own needs the shape of a finding and no pandas.
    import pandas as pd

    known = {
        name: value for name, value in {**place, **told}.items() if name in FINDING_SCHEMA.names and pd.notna(value)
    }
    finding = dict.fromkeys(FINDING_SCHEMA.names) | known
    finding["report_year"] = int(known["report_year"])
    if finding["row_number"] is not None:
        finding["row_number"] = int(known["row_number"])
    return finding | {"finding_id": finding_id(finding)}


_OF_ID = ("file_key", "form", "sheet", "row_id", "column_name", "column_number", "rule_id", "expected")
_ORDER = ("report_year", "unit_code", "form", "finding_id")


def finding_id(finding: Mapping[str, Any]) -> str:
    """Return the id of a finding: its place, rule and column, the same every night."""
    return _hashed("\x1f".join(str(finding.get(name)) for name in _OF_ID))


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def identified(findings: pa.Table) -> pa.Table:
    """Return findings with their ids (as ``finding_id`` gives them), in a stable order; many at once."""
    parts = [pc.fill_null(pc.cast(findings[name], pa.string()), "None") for name in _OF_ID]
    ids = [_hashed(text) for text in pc.binary_join_element_wise(*parts, "\x1f").to_pylist()]
    place = FINDING_SCHEMA.get_field_index("finding_id")
    known = findings.set_column(place, FINDING_SCHEMA.field(place), pa.array(ids, pa.string()))
    return known.take(pc.sort_indices(known, [(name, "ascending") for name in _ORDER]))


def findings_table(findings: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Return findings as a table in a stable order."""
    ordered = sorted(findings, key=lambda one: tuple(one[name] for name in _ORDER))
    return pa.Table.from_pylist([dict(one) for one in ordered], schema=FINDING_SCHEMA)
