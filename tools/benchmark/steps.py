"""Which step of a night ran when, as Dagster recorded it: what turns samples into costs a step."""

from dataclasses import dataclass
from pathlib import Path

import dagster as dg

from tools.benchmark.watch import Watched

BEFORE, AFTER = "start-up", "after the last step"


@dataclass(frozen=True)
class StepCost:
    """What one step took: seconds on the clock, CPU seconds, and the largest memory of the tree meanwhile."""

    name: str
    wall: float
    cpu: float
    peak: int


def step_costs(data_dir: Path, night: Watched) -> list[StepCost]:
    """Return what each step of the latest run under a data folder took, start-up first, gaps with the step before."""
    marks = _marks(data_dir / "dagster", night.started)
    moments = [night.started, *(moment for moment, _ in marks), night.ended]
    names = [BEFORE, *(name for _, name in marks)]
    costs: dict[str, StepCost] = {}
    for name, begin, end in zip(names, moments, moments[1:], strict=False):
        cost = StepCost(name, end - begin, night.cpu_at(end) - night.cpu_at(begin), night.peak_between(begin, end))
        so_far = costs.get(name)
        costs[name] = _added(so_far, cost) if so_far else cost
    return list(costs.values())


def _added(one: StepCost, other: StepCost) -> StepCost:
    return StepCost(one.name, one.wall + other.wall, one.cpu + other.cpu, max(one.peak, other.peak))


def _marks(home: Path, since: float) -> list[tuple[float, str]]:
    """Return (moment, step) of each step's start since a moment, and when the last one ended."""
    kinds = {dg.DagsterEventType.STEP_START, dg.DagsterEventType.STEP_SUCCESS, dg.DagsterEventType.STEP_FAILURE}
    marks: list[tuple[float, str]] = []
    with dg.DagsterInstance.from_config(str(home)) as instance:
        for record in instance.get_run_records(limit=5):
            for entry in instance.all_logs(record.dagster_run.run_id, of_type=kinds):
                if entry.timestamp >= since and entry.dagster_event:
                    is_start = entry.dagster_event.event_type is dg.DagsterEventType.STEP_START
                    marks.append((entry.timestamp, str(entry.step_key) if is_start else AFTER))
    marks.sort()
    # Between two steps nothing but Dagster's own work happens: it belongs to the step that ended.
    starts = [mark for mark in marks if mark[1] != AFTER]
    return [*starts, marks[-1]] if starts else []
