"""The processes that read and clean load no pandas: half a second each, for nothing."""

import subprocess
import sys

import pytest

_SHOWS = """
import sys
import {module}
from dagster_project.lib.no_pandas import do_without_pandas
do_without_pandas()
import pyarrow as pa
assert pa.Table.from_pylist([{{"a": "x"}}]).to_pylist() == [{{"a": "x"}}]
print([name for name in sys.modules if name.partition(".")[0] in ("pandas", "dagster", "fsspec", "duckdb")])
"""


@pytest.mark.parametrize(
    "module", ["dagster_project.returns.read.opening_worker", "dagster_project.returns.clean.worker"]
)
def test_a_process_that_reads_or_cleans_loads_nothing_heavy(module: str) -> None:
    told = subprocess.run(
        [sys.executable, "-c", _SHOWS.format(module=module)], check=True, capture_output=True, text=True
    )
    assert told.stdout.strip() == "[]"
