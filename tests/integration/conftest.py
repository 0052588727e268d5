"""One whole night on the sample returns for all tests that only look at what it leaves."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]


def run_night(data_dir: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run the nightly job as a user does, in a process of its own, with the given settings."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("WAREHOUSE_", "RETURNS_"))}
    return subprocess.run(
        [sys.executable, "-m", "dagster_project.nightly"],
        cwd=CHECKOUT,
        env={**inherited, "WAREHOUSE_DATA_DIR": str(data_dir), "COLUMNS": "140", **settings},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


@pytest.fixture(scope="session")
def nightly(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """Return the data folder of a night on the sample, and what its process said."""
    data_dir = tmp_path_factory.mktemp("night") / "data"
    ended = run_night(data_dir)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return data_dir, ended


@pytest.fixture(scope="session")
def nightly_data_dir(nightly: tuple[Path, subprocess.CompletedProcess[str]]) -> Path:
    """Return the data folder that a night on the sample left."""
    return nightly[0]
