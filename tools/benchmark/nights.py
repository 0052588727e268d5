"""The nights that are measured: cold, one cell changed, nothing new; of this checkout and of an earlier one."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from tools.benchmark.change import with_one_cell_changed
from tools.benchmark.steps import StepCost, step_costs
from tools.benchmark.watch import Watched, watch

COLD, CHANGED, NOTHING_NEW = "cold", "one cell changed", "nothing new"


@dataclass(frozen=True)
class MeasuredNight:
    """One night as a whole, and its steps."""

    name: str
    whole: Watched
    steps: list[StepCost]


def measured_nights(checkout: Path, returns: Path, work: Path) -> list[MeasuredNight]:
    """Run the three nights of a checkout over one data folder, one after the other.

    The returns are copied first, so that the changed file arrives under the same address.
    """
    source = work / "returns"
    data_dir = work / "data"
    nights = []
    for name in (COLD, CHANGED, NOTHING_NEW):
        if name == CHANGED:
            with_one_cell_changed(returns, source)
        elif name == COLD:
            source.parent.mkdir(parents=True, exist_ok=True)
            source.symlink_to(returns)
            # The first night of a checkout compiles the dbt project.
            shutil.rmtree(checkout / "dbt" / "target" / "night", ignore_errors=True)
        nights.append(_night(checkout, name, source, data_dir))
        if name == COLD:
            source.unlink()
    return nights


def _night(checkout: Path, name: str, returns: Path, data_dir: Path) -> MeasuredNight:
    says = data_dir.with_name(f"{name.replace(' ', '_')}.txt")
    # Each checkout in its own environment: what it needs may differ.
    command = [str(checkout / ".venv" / "bin" / "python"), "-m", "dagster_project.nightly"]
    whole = watch(command, cwd=checkout, says=says, RETURNS_URL=str(returns), WAREHOUSE_DATA_DIR=str(data_dir))
    if whole.code:
        raise RuntimeError(f"the {name} night of {checkout} failed: {says}")
    return MeasuredNight(name, whole, step_costs(data_dir, whole))
