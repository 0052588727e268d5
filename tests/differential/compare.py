"""One seed: the province on disk, a whole night on it, and every difference from the oracle."""

from __future__ import annotations

from pathlib import Path

from sample import writing
from tests.differential import province
from tests.integration.conftest import run_night
from tests.oracle import marts
from tests.oracle.indicators import Oracle
from tests.oracle.published import differences, read


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
    for table, rows in marts.expected(Oracle(truth)).items():
        published = read(folder / "data", table, marts.KEYS[table])
        found += [f"{table}: {one}" for one in differences(rows, published)]
    return found
