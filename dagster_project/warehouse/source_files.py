"""The files behind a source of dbt, as one stamp.

Belongs here: finding them by the path that stands in the source's SQL. Does not belong here: reading them (dbt).
"""

import re
from pathlib import Path

from dagster_project.lib.stamps import stamp_of
from dagster_project.warehouse.plan import DATA_DIR

_PATH = re.compile(re.escape(DATA_DIR) + r"/([^']+)'")


def stamp_of_source(location: str, data_dir: Path) -> str:
    """Return a stamp of name, size and time of every file that a source reads.

    Args:
        location: the SQL that reads it, with DATA_DIR for the data folder.
        data_dir: the data folder.
    """
    found = []
    for pattern in _PATH.findall(location):
        for path in sorted(data_dir.glob(pattern)):
            state = path.stat()
            found.append((path.relative_to(data_dir), state.st_size, state.st_mtime_ns))
    return stamp_of(location, *found)
