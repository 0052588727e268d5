"""``make benchmark``: measure nights, floor, peer and growth in one run and write docs/benchmark.md."""

import argparse
import shutil
import tempfile
from pathlib import Path

from sample import truth, writing
from tools.benchmark.beside import measured_beside
from tools.benchmark.growth import measured_growth
from tools.benchmark.nights import measured_nights
from tools.benchmark.page import measured_part, write_page

_CHECKOUT = Path(__file__).parents[2]
_PAGE = _CHECKOUT / "docs" / "benchmark.md"


def main() -> None:
    """Measure what was asked for; everything but the page lies in a temporary folder."""
    parser = argparse.ArgumentParser(prog="python -m tools.benchmark", description=__doc__)
    parser.add_argument("--against", type=Path, help="an earlier checkout, measured beside this one")
    parser.add_argument("--size", default="full", help="sample: the returns in raw/, in minutes; full: a province's")
    parser.add_argument("--provinces", default="1,4,16", help="growth, in provinces' rows; blank for none")
    parser.add_argument("--work", type=Path, help="where the nights lie meanwhile; a temporary folder otherwise")
    asked = parser.parse_args()
    work = asked.work or Path(tempfile.mkdtemp(prefix="benchmark-"))
    returns = work / f"returns_{asked.size}"
    if not returns.exists():
        writing.write(truth.build(size=asked.size), returns)
    provinces = tuple(int(number) for number in asked.provinces.split(",") if number)
    earlier = measured_nights(asked.against.resolve(), returns, _emptied(work / "earlier")) if asked.against else []
    nights = measured_nights(_CHECKOUT, returns, _emptied(work / "nights"))
    beside = measured_beside(returns, work / "nights" / "data", _emptied(work / "beside"))
    growth = measured_growth(work / "nights" / "data", _emptied(work / "growth"), provinces)
    files = sum(1 for path in returns.rglob("*") if path.is_file())
    measured = measured_part(nights, earlier, beside, growth, f"the {asked.size} province ({files} files)")
    write_page(_PAGE, measured)
    print(measured)
    if asked.work is None:
        shutil.rmtree(work)


def _emptied(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


if __name__ == "__main__":
    main()
