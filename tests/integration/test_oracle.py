"""The figures of a night on the sample equal the oracle's, which counts from the truth behind the sample."""

from __future__ import annotations

from pathlib import Path

import pytest

from sample import truth
from tests.oracle import marts
from tests.oracle.indicators import Oracle
from tests.oracle.published import differences, read, report

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def oracle() -> Oracle:
    return Oracle(truth.build())


@pytest.mark.parametrize("table", marts.KEYS)
def test_every_row_and_cell(table: str, oracle: Oracle, nightly_data_dir: Path) -> None:
    """Figures of the province and the units, states of returns, counts of findings."""
    published = read(nightly_data_dir, table, marts.KEYS[table])
    assert not (found := differences(marts.expected(oracle)[table], published)), report(found)


def test_no_row_is_lost(nightly_data_dir: Path) -> None:
    """Rows read hold the accepted and the quarantined ones, and titles or totals besides."""
    published = read(nightly_data_dir, "mart_return", marts.KEYS["mart_return"])
    for key, row in published.items():
        lines = row["rows_accepted"] + row["rows_quarantined"]
        if row["state"] == "accepted":
            assert row["rows_read"] > lines, key
            assert len(row["source_sha256"]) == 64, key
        else:
            assert (row["rows_read"], lines) == (0, 0), key
