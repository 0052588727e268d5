"""How the steps that look at all returns grow: 1, 4 and 16 provinces' rows, made by tools/nation from a night's."""

import shutil
import sys
from pathlib import Path

from tools.benchmark.watch import Watched, watch

_CHECKOUT = Path(__file__).parents[2]
STEPS = ("ledger", "identity", "dbt", "publish")


def measured_growth(data_dir: Path, work: Path, provinces: tuple[int, ...]) -> dict[int, dict[str, Watched]]:
    """Return provinces → step → what it took, each step in a process of its own."""
    grown = {}
    for number in provinces:
        nation = work / f"provinces_{number}"
        shutil.rmtree(nation, ignore_errors=True)
        _nation(work, "make", str(data_dir), str(nation), str(number))
        grown[number] = {step: _nation(work, "step", str(nation), step) for step in STEPS}
        shutil.rmtree(nation)
    return grown


def _nation(work: Path, *arguments: str) -> Watched:
    says = work / f"nation_{arguments[0]}.txt"
    ended = watch([sys.executable, "-m", "tools.nation", *arguments], cwd=_CHECKOUT, says=says)
    if ended.code:
        raise RuntimeError(f"tools.nation {' '.join(arguments)} failed: {says}")
    return ended
