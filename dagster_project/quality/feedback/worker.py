"""A process that writes workbooks beside the night (``python -m``): it is told what on its standard input, as JSON.

Belongs here: telling the night what became of each, a line of JSON a workbook, and what went wrong by its place in our
code and never by its message, for that may quote a file. Does not belong here: how many there are (workers.py).
"""

import json
import signal
import sys
import traceback
from pathlib import Path

from dagster_project.quality.feedback.batch import Batch, write_batch


def main() -> None:
    """Write what is asked for; when the night is gone, so is the pipe, and this process ends."""
    # Whoever stops the night with Ctrl-C means the night.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asked = json.load(sys.stdin)
    batch = Batch(**asked | {"places": [(year, unit, raw) for year, unit, raw in asked["places"]]})
    done = 0
    try:
        for (year, unit), outcome in write_batch(batch):
            print(json.dumps({"place": [year, unit], "outcome": outcome}), flush=True)
            done += 1
    except BrokenPipeError:
        raise SystemExit(1) from None
    except Exception as problem:
        ours = [frame for frame in traceback.extract_tb(problem.__traceback__) if "dagster_project" in frame.filename]
        seen = f"{type(problem).__name__} at {Path(ours[-1].filename).name}:{ours[-1].lineno}"
        print(json.dumps({"place": list(batch.places[done][:2]), "failed": seen}), flush=True)
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
