"""Processes beside the night (``python -m``), one a share of work: both ends of their talk.

Belongs here: starting them, handing out, collecting, and what is told of a failure. Does not belong here: what the
work is, and when it is worth a process.

A process is told its share on standard input, as JSON, and tells of what is done in lines of JSON. What went wrong it
tells by its place in our code and never by its message, for that may quote a cell.
"""

import json
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from typing import Any

from dagster_project.lib.checkout import CHECKOUT

#: What a process tells instead of what is done: where in our code it failed.
FAILED_AT = "failed"
JsonObject = Mapping[str, Any]


def hand_out(
    command: Sequence[str], shares: Sequence[JsonObject], take: Callable[[JsonObject, JsonObject], None]
) -> None:
    """Start a process a share, and ``take`` what each tells.

    Args:
        command: what starts a process.
        shares: what each of them is told.
        take: gets a share and a line of its process, never two lines at once; what it raises ends that process.
    """
    lock = Lock()

    def take_alone(share: JsonObject, told: JsonObject) -> None:
        with lock:
            take(share, told)

    with ThreadPoolExecutor(len(shares)) as threads:
        for one in [threads.submit(_hand_over, command, share, take_alone) for share in shares]:
            one.result()


def _hand_over(command: Sequence[str], share: JsonObject, take: Callable[[JsonObject, JsonObject], None]) -> None:
    with subprocess.Popen(
        command,
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
            json.dump(share, process.stdin)
            process.stdin.close()
            for line in process.stdout:
                take(share, json.loads(line))
        except BaseException:
            process.kill()
            raise


def answer(work: Callable[[dict[str, Any]], Iterable[JsonObject]]) -> None:
    """Do the share that standard input tells; when the night is gone, so is the pipe, and this process ends."""
    # Whoever stops the night with Ctrl-C means the night.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asked = json.load(sys.stdin)
    try:
        for told in work(asked):
            print(json.dumps(told), flush=True)
    except BrokenPipeError:
        raise SystemExit(1) from None
    except Exception as problem:
        print(json.dumps({FAILED_AT: _place_of(problem)}), flush=True)
        raise SystemExit(1) from None


def _place_of(problem: Exception) -> str:
    ours = [frame for frame in traceback.extract_tb(problem.__traceback__) if "dagster_project" in frame.filename]
    return f"{type(problem).__name__} at {Path(ours[-1].filename).name}:{ours[-1].lineno}"
