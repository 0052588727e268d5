"""``python -m sample [folder] [--size full]``: writes the sample returns, by default into ``raw/`` of the checkout."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from sample import truth, writing
from sample.posts import SIZES

_RAW = Path(__file__).resolve().parents[1] / "raw"


def main(arguments: list[str]) -> int:
    """Write the sample and say how much it is."""
    parser = argparse.ArgumentParser("python -m sample", description="Write made-up returns of a province.")
    parser.add_argument("folder", nargs="?", type=Path, help="where to; raw/ of the checkout for the sample")
    parser.add_argument("--size", choices=SIZES, default="sample", help="full: as many rows as a province has")
    asked = parser.parse_args(arguments)
    if asked.folder is None and asked.size != "sample":
        parser.error("raw/ holds the sample; name another folder for another size (make sample SIZE=full OUT=...)")
    folder = asked.folder or _RAW
    number = writing.write(truth.build(size=asked.size), folder)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    print(f"{number} files, {size / 1e6:.1f} MB in {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
