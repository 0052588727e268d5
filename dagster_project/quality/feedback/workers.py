"""The processes that write workbooks, as the night sees them: one a processor, each with its share.

Belongs here: starting them, handing out, collecting. A few workbooks are not worth a process: those are written in the
night's own.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

from dagster_project.lib.checkout import CHECKOUT
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
    lock = Lock()

    def tell(place: Place, outcome: str) -> None:
        with lock:
            done(place, outcome)

    shares = [batch._replace(places=batch.places[number::processes]) for number in range(processes)]
    with ThreadPoolExecutor(processes) as threads:
        for share in [threads.submit(_write_share, share, tell) for share in shares]:
            share.result()


def _write_share(share: Batch, done: Done) -> None:
    left = {(year, unit) for year, unit, _ in share.places}
    with subprocess.Popen(
        _COMMAND,
        cwd=CHECKOUT,
        # It needs no password and no key.
        env={"PYTHONUTF8": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
    ) as process:
        assert process.stdin is not None and process.stdout is not None
        try:
            json.dump(share._asdict(), process.stdin)
            process.stdin.close()
            for line in process.stdout:
                told = json.loads(line)
                place = (int(told["place"][0]), str(told["place"][1]))
                if "failed" in told:
                    raise WorkbookFailed(
                        f"the workbook of {place[1]}, {place[0]} could not be written: {told['failed']}"
                    )
                left.discard(place)
                done(place, told["outcome"])
        except BaseException:
            process.kill()
            raise
    if left:
        year, unit = min(left)
        raise WorkbookFailed(f"the process that writes workbooks ended before that of {unit}, {year}")
