"""The marts as the oracle counts them: the keys of each, and every row that should be there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from tests.oracle import findings
from tests.oracle.indicators import Oracle

KEYS = {
    "mart_indicator_year": ("report_year", "indicator_code", "series", "resolution_code"),
    "mart_indicator_unit_year": ("report_year", "unit_code", "indicator_code", "series", "resolution_code"),
    "mart_return": ("report_year", "unit_code", "form"),
    "mart_quality_finding": ("report_year", "unit_code", "form", "rule_id", "severity"),
}


def expected(oracle: Oracle) -> dict[str, Mapping[Any, Mapping[str, Any]]]:
    """Return what each mart should hold, by its keys."""
    return {
        "mart_indicator_year": {key: cell.as_row() for key, cell in oracle.province().items()},
        "mart_indicator_unit_year": {key: cell.as_row() for key, cell in oracle.units().items()},
        "mart_return": {key: asdict(row) for key, row in oracle.ledger.returns().items()},
        "mart_quality_finding": {key: {"findings": number} for key, number in findings.expected(oracle).items()},
    }
