"""Reading the small lists that are data, not code: dbt's seeds, which Python and SQL share, and a room's own CSV files.

Belongs here: where the seeds lie and how such a file becomes rows. What a list means belongs to who reads it.
"""

import csv
from functools import cache
from pathlib import Path

from dagster_project.lib.checkout import CHECKOUT

SEEDS = CHECKOUT / "dbt" / "seeds"


def read_seed(name: str) -> list[dict[str, str]]:
    """Return the rows of one of dbt's seeds, given by its file name."""
    return read_rows(SEEDS / name)


@cache
def read_rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file with a heading, every cell as text."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))
