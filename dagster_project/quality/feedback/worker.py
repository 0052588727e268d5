"""A process that writes workbooks beside the night (``python -m``): it tells what became of each.

Belongs here: what it does with its share. Does not belong here: how it talks with the night (lib/beside.py), and how
many there are (workers.py).
"""

from collections.abc import Iterator
from typing import Any

from dagster_project.lib.beside import JsonObject, answer
from dagster_project.quality.feedback.batch import Batch, write_batch


def write(asked: dict[str, Any]) -> Iterator[JsonObject]:
    """Write the workbooks of a share."""
    batch = Batch(**asked | {"places": [(year, unit, raw) for year, unit, raw in asked["places"]]})
    for (year, unit), outcome in write_batch(batch):
        yield {"place": [year, unit], "outcome": outcome}


if __name__ == "__main__":
    answer(write)
