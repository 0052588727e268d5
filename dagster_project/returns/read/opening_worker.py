"""The process in which received files are opened, one after another (``python -m``, memory limit as argument).

Belongs here: its limits, and telling the night (opening.py) what a file held or what went wrong. On its standard input
it is told the lists by which cells are read, then each file; it answers on its standard output, in frames (frames.py).
Answers are JSON, and rows as Arrow: whatever a file makes of this process, the night takes nothing but data from it.
"""

import contextlib
import json
import os
import resource
import signal
import sys
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from dagster_project.lib.no_pandas import do_without_pandas
from dagster_project.lib.rest import rest_less_often
from dagster_project.lib.seeds import use_lists
from dagster_project.returns.read.frames import read_frame, write_frame
from dagster_project.returns.read.read_file import read_file
from dagster_project.returns.read.workbook import FileUnreadable

_ROWS_A_FRAME = 50_000
_LARGEST_INTEGER = 2**63 - 1
Answer = dict[str, Any]


def main(memory_bytes: int) -> None:
    """Take the lists in force, then answer requests until there are no more."""
    requests, answers = _own_pipes()
    do_without_pandas()
    rest_less_often()
    # Whoever stops the night with Ctrl-C means the night: it ends its workers itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _limit(memory_bytes)
    use_lists(json.loads(read_frame(requests) or b"{}"))
    write_frame(answers, _encoded({"kind": "ready"}))
    while (asked := read_frame(requests)) is not None:
        content = read_frame(requests) or b""
        request = json.loads(asked)
        _limit_cpu(request["cpu_seconds"])
        for answer in _answers(content, request):
            write_frame(answers, answer)


def _answers(content: bytes, request: Answer) -> Iterator[bytes]:
    """Yield the answer about one file in pieces, for a big one need not be in memory twice.

    What was read begins with the sheets and how many frames of rows (record batches of Arrow) follow.
    """
    try:
        reading = read_file(content, request["file_name"], request["report_year"], request["unit_names"])
        for sheet in reading.sheets:
            _check_integers(sheet)
        batches = reading.rows.combine_chunks().to_batches(max_chunksize=_ROWS_A_FRAME)
        yield _encoded({
            "kind": "read", "sheets": reading.sheets, "explanations": reading.explanations, "batches": len(batches),
        })  # fmt: skip
        for batch in batches:
            yield batch.serialize().to_pybytes()
    except FileUnreadable as unreadable:
        yield _encoded({"kind": "unreadable", "found": unreadable.found, "remedy": unreadable.remedy})
    except BaseException as problem:  # a panic of the library is none of Exception
        yield _encoded(_failure(problem))


def _failure(problem: BaseException) -> Answer:
    """Tell an exception by its class and the place in our code, never by its message: that may quote the file."""
    places = [frame for frame in traceback.extract_tb(problem.__traceback__) if "dagster_project" in frame.filename]
    place = f"{Path(places[-1].filename).name}:{places[-1].lineno}" if places else ""
    return {
        "kind": "failed",
        "exception": "MemoryError" if isinstance(problem, MemoryError) else type(problem).__name__,
        "place": place,
        # After these nobody knows in what state the process is.
        "is_spent": not isinstance(problem, Exception) or isinstance(problem, MemoryError | RecursionError),
    }


def _check_integers(sheet: dict[str, Any]) -> None:
    """Refuse what no column of the raw tables can hold: one such number would cost the whole partition."""
    for value in sheet.values():
        if isinstance(value, int) and abs(value) > _LARGEST_INTEGER:
            raise OverflowError


def _encoded(answer: Answer) -> bytes:
    # Strict UTF-8: half a surrogate pair would break Parquet later.
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()


def _own_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Keep the two pipes for the frames: a print in a library must not get between them."""
    requests, answers = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)
    return os.fdopen(requests, "rb"), os.fdopen(answers, "wb")


def _limit(memory_bytes: int) -> None:
    """Allow memory beyond what the process has now; no core dump (it would hold names) and no file written."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    # A system without /proc or without this limit has the other limits.
    with contextlib.suppress(OSError, ValueError):
        now = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (now + memory_bytes, now + memory_bytes))


def _limit_cpu(seconds: int) -> None:
    """Give the next file its own seconds: at their end the system ends the process (SIGXCPU)."""
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + 1 + seconds, hard))


if __name__ == "__main__":
    main(int(sys.argv[1]))
