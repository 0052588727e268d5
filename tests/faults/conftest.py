"""The undisturbed nights that the harnesses compare with, run once; FAULTS_BASE keeps them for later."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.killed import Undisturbed, undisturbed


@pytest.fixture(scope="session")
def night_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Undisturbed]:
    """Return what gives an undisturbed night by its kind."""
    kept = os.environ.get("FAULTS_BASE")
    base = Path(kept) if kept else tmp_path_factory.mktemp("undisturbed")
    base.mkdir(exist_ok=True)
    return lambda kind: undisturbed(kind, base)
