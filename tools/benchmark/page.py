"""The measured part of docs/benchmark.md, as Markdown; what stands outside the two marks is written by hand."""

import os
import platform
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from tools.benchmark.beside import Beside
from tools.benchmark.nights import CHANGED, COLD, NOTHING_NEW, MeasuredNight
from tools.benchmark.watch import Watched

BEGIN, END = "<!-- make benchmark writes from here -->", "<!-- to here -->"


def write_page(path: Path, measured: str) -> None:
    """Put the measured part between the marks of the page."""
    page = path.read_text(encoding="utf-8")
    before, rest = page.split(BEGIN)
    _, after = rest.split(END)
    path.write_text(f"{before}{BEGIN}\n\n{measured}\n\n{END}{after}", encoding="utf-8")


def measured_part(
    nights: list[MeasuredNight],
    earlier: list[MeasuredNight],
    beside: Beside,
    growth: dict[int, dict[str, Watched]],
    returns: str,
) -> str:
    """Return all tables; ``earlier`` are the nights of an earlier version in the same run, perhaps none."""
    parts = [
        f"Measured on {date.today():%Y-%m-%d} over {returns}. {_machine()} CPU is user and system of all processes; "
        "memory counts pages that processes share once.",
        "## Nights",
        _nights(nights, earlier),
        "## Beside them, in the same run",
        _beside(beside),
        "## Targets",
        _targets({one.name: one for one in nights}, {one.name: one for one in earlier}, beside),
        *(part for night in nights for part in (f"## Steps: {night.name}", _steps(night, earlier))),
    ]
    if growth:
        parts += ["## Growth", _growth(growth)]
    return "\n\n".join(parts)


def _nights(nights: list[MeasuredNight], earlier: list[MeasuredNight]) -> str:
    before = {one.name: one.whole for one in earlier}
    rows = []
    for night in nights:
        was = before.get(night.name)
        told = [*_costs(was), f"{night.whole.cpu / was.cpu:.2f}"] if was else ["–"] * 4
        rows.append([night.name, *_costs(night.whole), *told])
    heads = ["night", "CPU s", "wall s", "peak MiB", "before: CPU s", "wall s", "peak MiB", "CPU ratio"]
    return _table(heads, rows)


def _beside(beside: Beside) -> str:
    told = {
        "floor: python-calamine reads every cell": beside.floor_read,
        "floor: one DuckDB connection runs every model's SQL": beside.floor_marts,
        "peer: pandas and openpyxl read, one Great Expectations run a file": beside.peer_reads_and_judges,
        "peer: `dbt build` on the same rows": beside.peer_dbt,
        "`import dagster`": beside.imports_dagster,
    }
    return _table(["", "CPU s", "wall s", "peak MiB"], [[name, *_costs(one)] for name, one in told.items()])


def _targets(nights: dict[str, MeasuredNight], earlier: dict[str, MeasuredNight], beside: Beside) -> str:
    cold = nights[COLD].whole
    floor = beside.floor_read.cpu + beside.floor_marts.cpu
    peer = beside.peer_reads_and_judges.cpu + beside.peer_dbt.cpu
    apart = sum(one.cpu for one in nights[COLD].steps if one.name not in ("start-up", "feedback_workbooks"))
    rows: list[tuple[str, float, float]] = []
    if earlier:
        rows += [
            ("cold: CPU beside the earlier version", cold.cpu / earlier[COLD].whole.cpu, 0.3),
            ("cold: wall beside the earlier version", cold.wall / earlier[COLD].whole.wall, 0.3),
        ]
    rows += [
        ("cold: CPU beside the peer", cold.cpu / peer, 0.6),
        ("cold without start-up and workbooks: CPU beside the floor", apart / floor, 8),
        ("one cell changed: CPU beside cold", nights[CHANGED].whole.cpu / cold.cpu, 0.2),
        ("nothing new: CPU beside importing Dagster", nights[NOTHING_NEW].whole.cpu / beside.imports_dagster.cpu, 2),
        ("cold: peak memory in GiB", cold.peak / 2**30, 1),
    ]
    told = [
        [name, f"{ratio:.2f}", f"≤ {limit:g}", "met" if ratio <= limit else "**not met**"]
        for name, ratio, limit in rows
    ]
    return _table(["", "measured", "target", ""], told)


def _steps(night: MeasuredNight, earlier: list[MeasuredNight]) -> str:
    before = {step.name: step for one in earlier if one.name == night.name for step in one.steps}
    names = [step.name for step in night.steps]
    now = {step.name: step for step in night.steps}
    rows = []
    for name in [*names, *(name for name in before if name not in now)]:
        pair = (now.get(name), before.get(name))
        rows.append([name, *(value for one in pair for value in (_costs(one) if one else ["–"] * 3))])
    return _table(["step", "CPU s", "wall s", "peak MiB", "before: CPU s", "wall s", "peak MiB"], rows)


def _growth(growth: dict[int, dict[str, Watched]]) -> str:
    steps = list(next(iter(growth.values())))
    heads = ["provinces", *(f"{step}: CPU s, peak MiB" for step in steps)]
    rows = [
        [str(number), *(f"{one.cpu:.1f}, {one.peak / 2**20:.0f}" for one in of.values())]
        for number, of in growth.items()
    ]
    return _table(heads, rows)


def _costs(one: object) -> list[str]:
    cpu, wall, peak = (getattr(one, name) for name in ("cpu", "wall", "peak"))
    return [f"{cpu:.1f}", f"{wall:.1f}", f"{peak / 2**20:.0f}"]


def _table(heads: list[str], rows: Iterable[list[str]]) -> str:
    lines = [heads, ["---", *["--:"] * (len(heads) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _machine() -> str:
    facts = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    model = next((line.split(":", 1)[1].strip() for line in facts if line.startswith("model name")), platform.machine())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} × {model}, {memory:.0f} GiB, Python {platform.python_version()}."
