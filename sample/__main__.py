"""``python -m sample [folder]``: writes the sample returns, by default into ``raw/`` of the checkout."""

from __future__ import annotations

import sys
from pathlib import Path

from sample import truth, writing


def main(arguments: list[str]) -> int:
    """Write the sample and say how much it is."""
    folder = Path(arguments[0]) if arguments else Path(__file__).resolve().parents[1] / "raw"
    number = writing.write(truth.build(), folder)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    print(f"{number} files, {size / 1e6:.1f} MB in {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
