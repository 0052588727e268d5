"""What was written under which mark: tells without opening a workbook whether it is still what was written.

Belongs here: the index beside the workbooks. Does not belong here: what a mark is made of (step.py). An index that is
lost or cannot be read costs one night in which all workbooks are written again, nothing else.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from dagster_project.lib.files import write_atomically

_INDEX = "written.json"


class Written(NamedTuple):
    """A workbook as it was written: under which mark, its size and its time in nanoseconds; 0 and 0 for none."""

    mark: str
    size: int
    changed_at: int


class WrittenIndex(NamedTuple):
    """All of them by path below the folder of workbooks; ``inputs``: what they were all found up to date with."""

    inputs: str
    workbooks: Mapping[str, Written]


def read_index(folder: Path) -> WrittenIndex:
    """Return the index of the folder of workbooks; an empty one where there is none that can be read."""
    try:
        told = json.loads((folder / _INDEX).read_bytes())
        workbooks = {
            str(name): Written(str(one[0]), int(one[1]), int(one[2])) for name, one in told["workbooks"].items()
        }
        return WrittenIndex(str(told["inputs"]), workbooks)
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return WrittenIndex("", {})


def write_index(folder: Path, index: WrittenIndex) -> None:
    """Keep the index."""
    content = {"inputs": index.inputs, "workbooks": dict(sorted(index.workbooks.items()))}
    write_atomically(folder / _INDEX, json.dumps(content, ensure_ascii=False, indent=0).encode())


def as_written(path: Path, mark: str) -> Written:
    """Return a workbook as it lies there now, under a mark."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return Written(mark, 0, 0)
    return Written(mark, found.st_size, found.st_mtime_ns)
