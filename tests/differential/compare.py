"""One seed: the province on disk, a whole night on it, and every difference from the oracle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sample import writing
from tests.differential import province
from tests.integration.conftest import run_night
from tests.oracle import findings
from tests.oracle.indicators import Oracle
from tests.oracle.published import differences, read

_MARTS = {
    "mart_indicator_year": ("report_year", "indicator_code", "series"),
    "mart_indicator_unit_year": ("report_year", "unit_code", "indicator_code", "series"),
    "mart_return": ("report_year", "unit_code", "form"),
    "mart_quality_finding": ("report_year", "unit_code", "form", "rule_id", "severity"),
}


def expected(seed: int) -> dict[str, Mapping[Any, Mapping[str, Any]]]:
    """Return what the marts should hold."""
    oracle = Oracle(province.build(seed))
    return {
        "mart_indicator_year": {key: cell.as_row() for key, cell in oracle.province().items()},
        "mart_indicator_unit_year": {key: cell.as_row() for key, cell in oracle.units().items()},
        "mart_return": {key: asdict(row) for key, row in oracle.ledger.returns().items()},
        "mart_quality_finding": {key: {"findings": number} for key, number in findings.expected(oracle).items()},
    }


def differing(seed: int, folder: Path) -> list[str]:
    """Write a seed's province below a folder, run a night on it, and return what differs."""
    truth = province.build(seed)
    writing.write(truth, folder / "returns")
    province.write_reference(truth, folder / "reference")
    ended = run_night(
        folder / "data",
        RETURNS_URL=str(folder / "returns"),
        WAREHOUSE_REFERENCE_DIR=str(folder / "reference"),
    )
    if ended.returncode:
        return [f"the night ended with {ended.returncode}", ended.stdout[-3000:], ended.stderr[-3000:]]
    found = []
    for table, rows in expected(seed).items():
        published = read(folder / "data", table, _MARTS[table])
        found += [f"{table}: {one}" for one in differences(rows, published)]
    return found
