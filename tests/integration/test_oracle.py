"""The figures of a night on the sample equal the oracle's, which counts from the truth behind the sample."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pytest

from sample import truth
from tests.oracle import findings
from tests.oracle.indicators import Oracle
from tests.oracle.published import differences, read, report

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def oracle() -> Oracle:
    return Oracle(truth.build())


def test_every_cell_of_the_province(oracle: Oracle, nightly_data_dir: Path) -> None:
    expected = {key: cell.as_row() for key, cell in oracle.province().items()}
    keys = ("report_year", "indicator_code", "series")
    published = read(nightly_data_dir, "mart_indicator_year", keys)
    assert not (found := differences(expected, published)), report(found)


def test_every_cell_of_the_units(oracle: Oracle, nightly_data_dir: Path) -> None:
    expected = {key: cell.as_row() for key, cell in oracle.units().items()}
    keys = ("report_year", "unit_code", "indicator_code", "series")
    published = read(nightly_data_dir, "mart_indicator_unit_year", keys)
    assert not (found := differences(expected, published)), report(found)


def test_the_ledger_of_returns(oracle: Oracle, nightly_data_dir: Path) -> None:
    expected = {key: asdict(row) for key, row in oracle.ledger.returns().items()}
    published = read(nightly_data_dir, "mart_return", ("report_year", "unit_code", "form"))
    assert not (found := differences(expected, published)), report(found)


def test_no_row_is_lost(nightly_data_dir: Path) -> None:
    """Rows read hold the accepted and the quarantined ones, and titles or totals besides."""
    published = read(nightly_data_dir, "mart_return", ("report_year", "unit_code", "form"))
    for key, row in published.items():
        lines = row["rows_accepted"] + row["rows_quarantined"]
        if row["state"] == "accepted":
            assert row["rows_read"] > lines, key
            assert len(row["source_sha256"]) == 64, key
        else:
            assert (row["rows_read"], lines) == (0, 0), key


def test_every_count_of_findings(oracle: Oracle, nightly_data_dir: Path) -> None:
    expected = {key: {"findings": number} for key, number in findings.expected(oracle).items()}
    keys = ("report_year", "unit_code", "form", "rule_id", "severity")
    published = read(nightly_data_dir, "mart_quality_finding", keys)
    assert not (found := differences(expected, published)), report(found)
