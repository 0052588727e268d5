"""Make a nation of a province's judged tables, and measure the steps over it: ``make nation``.

python -m tools.nation make PROVINCE_DATA NATION_DATA PROVINCES
python -m tools.nation measure NATION_DATA [STEP …]
python -m tools.nation step NATION_DATA STEP
"""

import argparse
import time
from pathlib import Path

from dagster_project.lib.seeds import SEEDS
from tools.nation.measure import STEPS, measure, run_step
from tools.nation.multiply import multiply
from tools.nation.reference import write_lists


def main() -> None:
    """Do what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m tools.nation", description=__doc__)
    commands = parser.add_subparsers(required=True)
    make = commands.add_parser("make", help="multiply what a night over one province left")
    make.add_argument("source", type=Path, help="the data folder of that night")
    make.add_argument("target", type=Path, help="the data folder of the nation; made new")
    make.add_argument("provinces", type=int)
    make.set_defaults(run=_make)
    several = commands.add_parser("measure", help="run steps, each in a process of its own, and tell what each cost")
    several.add_argument("target", type=Path)
    several.add_argument("steps", nargs="*", help=f"some of {', '.join(STEPS)}; default: all")
    several.set_defaults(run=lambda chosen: measure(chosen.target, chosen.steps or list(STEPS)))
    one = commands.add_parser("step", help="run one step in this process (for a profiler)")
    one.add_argument("target", type=Path)
    one.add_argument("step", choices=list(STEPS))
    one.set_defaults(run=lambda chosen: run_step(chosen.target, chosen.step))
    chosen = parser.parse_args()
    chosen.run(chosen)


def _make(chosen: argparse.Namespace) -> None:
    if (chosen.target / "returns").exists():
        raise SystemExit(f"{chosen.target}/returns is there already: remove it, or name another folder.")
    started = time.monotonic()
    rows = multiply(chosen.source, chosen.target, chosen.provinces)
    write_lists(SEEDS, chosen.target, chosen.provinces)
    seconds = time.monotonic() - started
    print(f"{chosen.target}: {chosen.provinces} provinces, {rows:,} rows of forms, made in {seconds:.0f} s")


if __name__ == "__main__":
    main()
