"""One whole night on the sample returns for all tests that only look at what it leaves."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.integration.problem_night import Night

CHECKOUT = Path(__file__).parents[2]


def run_night(data_dir: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run the nightly job as a user does, in a process of its own, with the given settings."""
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith(("WAREHOUSE_", "RETURNS_", "BI_"))
    }
    return subprocess.run(
        [sys.executable, "-m", "dagster_project.nightly"],
        cwd=CHECKOUT,
        env={**inherited, "WAREHOUSE_DATA_DIR": str(data_dir), "COLUMNS": "140", **settings},
        capture_output=True,
        text=True,
        timeout=1200,
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


@pytest.fixture(scope="session")
def problem_night(tmp_path_factory: pytest.TempPathFactory) -> Iterator["Night"]:
    """Return a night over the returns with problems."""
    # Imported late: the cases are drawn up on import, and only two modules need them.
    from tests.integration.problem_night import run_over_problems

    night = run_over_problems(tmp_path_factory.mktemp("problem_files"))
    yield night
    night.marts.close()
    night.warehouse.close()
