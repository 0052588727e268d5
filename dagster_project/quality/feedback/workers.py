"""The processes that write workbooks, as the night sees them: one a processor, each with its share.

Belongs here: how many, and what each gets (lib/beside.py starts them). A few workbooks are not worth a process: those
are written in the night's own.
"""

import os
import sys
from collections.abc import Callable

from dagster_project.lib.beside import FAILED_AT, JsonObject, hand_out
from dagster_project.quality.feedback.batch import Batch, write_batch
from dagster_project.quality.feedback.told import Place

_COMMAND = [sys.executable, "-m", "dagster_project.quality.feedback.worker"]
#: A process costs as much as several workbooks before it has written one.
WORTH_A_PROCESS = 8
Done = Callable[[Place, str], None]


class WorkbookFailed(RuntimeError):
    """A workbook could not be written: which one, and where in our code."""


def write_on_all_processors(batch: Batch, done: Done) -> None:
    """Write all workbooks of a batch; ``done`` is told of each, never of two at once. Raises WorkbookFailed."""
    processes = min(4, len(os.sched_getaffinity(0)), len(batch.places) // WORTH_A_PROCESS)
    if processes < 2:
        for place, outcome in write_batch(batch):
            done(place, outcome)
        return
    left = {(year, unit) for year, unit, _ in batch.places}

    def take(share: JsonObject, told: JsonObject) -> None:
        if FAILED_AT in told:
            # It is the first that its process has not told of.
            year, unit = next((year, unit) for year, unit, _ in share["places"] if (year, unit) in left)
            raise WorkbookFailed(f"the workbook of {unit}, {year} could not be written: {told[FAILED_AT]}")
        place = (int(told["place"][0]), str(told["place"][1]))
        left.discard(place)
        done(place, told["outcome"])

    shares = [batch._replace(places=batch.places[number::processes]) for number in range(processes)]
    hand_out(_COMMAND, [share._asdict() for share in shares], take)
    if left:
        year, unit = min(left)
        raise WorkbookFailed(f"the process that writes workbooks ended before that of {unit}, {year}")
