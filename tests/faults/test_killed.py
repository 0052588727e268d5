"""Fifty nights killed with -9: 12 first nights, 18 with something new, 20 while they publish."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.killed import Undisturbed, kill_nights

SEED = int(os.environ.get("FAULTS_SEED", "20261129"))


@pytest.mark.faults
@pytest.mark.parametrize(("kind", "kills"), [("publishing", 20), ("changed", 18), ("cold", 12)])
def test_marts_are_old_or_new_as_a_whole_and_the_next_night_is_right(
    kind: str, kills: int, night_of: Callable[[str], Undisturbed], tmp_path: Path
) -> None:
    seen = kill_nights(night_of(kind), kills, SEED, tmp_path)
    print(SEED, kind, dict(seen))
    assert seen["old"] + seen["new"] + seen["none yet"] == kills
    assert seen["mended"] + seen["ended before"] >= kills // 4
