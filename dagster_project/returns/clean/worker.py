"""A process that cleans returns beside the night (``python -m``): it is told which on its standard input, as JSON.

Belongs here: telling the night of each return that is done, a line of JSON, and what went wrong by its place in our
code and never by its message, for that may quote a cell. Does not belong here: how many there are (workers.py).
"""

import json
import signal
import sys
import traceback
from pathlib import Path

from dagster_project.lib.no_pandas import do_without_pandas
from dagster_project.lib.rest import rest_less_often
from dagster_project.lib.seeds import use_lists
from dagster_project.returns.clean.workers import ToClean, clean_share


def main() -> None:
    """Clean what is asked for; when the night is gone, so is the pipe, and this process ends."""
    # Whoever stops the night with Ctrl-C means the night.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    do_without_pandas()
    rest_less_often()
    asked = json.load(sys.stdin)
    use_lists(asked.pop("lists"))
    try:
        for year, unit in clean_share(ToClean(**asked)):
            print(json.dumps({"done": [year, unit]}), flush=True)
    except BrokenPipeError:
        raise SystemExit(1) from None
    except Exception as problem:
        ours = [frame for frame in traceback.extract_tb(problem.__traceback__) if "dagster_project" in frame.filename]
        seen = f"{type(problem).__name__} at {Path(ours[-1].filename).name}:{ours[-1].lineno}"
        print(json.dumps({"failed": seen}), flush=True)
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
