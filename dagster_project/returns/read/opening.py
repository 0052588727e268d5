"""Opens received files in processes of their own: whatever a file does to a library, the night goes on without it.

Belongs here: how many processes there are, when a file is believed to be what ended one, and remembering it by its
SHA-256, so that it is not tried again until the code that reads is another. Does not belong here: the processes
(opening_process.py) and what is read (read_file.py).
"""

import contextlib
import hashlib
import json
import logging
import os
import queue
from collections.abc import Callable
from pathlib import Path

from dagster_project.lib.files import write_atomically
from dagster_project.returns.read.opening_process import Interrupted, Killed, Limits, Stopped, Worker
from dagster_project.returns.read.read_file import FileReading
from dagster_project.returns.read.workbook import FileUnreadable

#: Content, name, report year and unit code → name give what the file holds, or FileUnreadable; `read_file` is one.
OpenFile = Callable[[bytes, str, int, dict[str, str]], FileReading]

_log = logging.getLogger("dagster_project.night.opening")


class Opener:
    """Opens files in up to ``workers`` processes; may be called from that many threads at once."""

    def __init__(
        self, refused_dir: Path, code: str, *, workers: int | None = None, limits: Limits | None = None
    ) -> None:
        """Start nothing yet.

        Args:
            refused_dir: where files that ended a process are remembered.
            code: the state of the code that reads; what another state refused is tried again.
            workers: how many processes at most; by default as many as there are processors for us, at most four.
            limits: what one file may cost.
        """
        self.workers = workers or min(4, len(os.sched_getaffinity(0)))
        #: Hashes of the files whose finding may be the machine's fault: to be tried again the next night.
        self.doubted: set[str] = set()
        self._refused_dir, self._code, self._limits = refused_dir, code, limits or Limits()
        self._idle: queue.LifoQueue[Worker | None] = queue.LifoQueue()
        for _ in range(self.workers):
            self._idle.put(None)

    def __enter__(self) -> "Opener":
        """Return the opener itself."""
        return self

    def __exit__(self, *_exit: object) -> None:
        """End the processes."""
        for _ in range(self.workers):
            worker = self._idle.get()
            if worker is not None:
                worker.end()

    def __call__(self, content: bytes, file_name: str, report_year: int, unit_names: dict[str, str]) -> FileReading:
        """Return what a file holds, as `read_file` does; raises FileUnreadable, also where the reader stopped."""
        sha256 = hashlib.sha256(content).hexdigest()
        self._raise_if_refused(sha256)
        worker = self._idle.get()
        try:
            worker = worker or Worker(self._limits)
            try:
                return worker.read(content, file_name, report_year, unit_names)
            except (Killed, Interrupted) as stopped:
                # Earlier files may have left the process weak: only a fresh one tells what this file does.
                _log.warning("%s: %s; tried again", sha256, stopped)
                worker.end()
                worker = Worker(self._limits)
                return worker.read(content, file_name, report_year, unit_names)
        except Stopped as stopped:
            _log.warning("%s: %s; the file is refused", sha256, stopped)
            self._remember(sha256, stopped)
            raise FileUnreadable(stopped.found, stopped.remedy) from stopped
        finally:
            self._idle.put(worker if worker and worker.is_usable else None)

    def _raise_if_refused(self, sha256: str) -> None:
        with contextlib.suppress(FileNotFoundError, ValueError, KeyError):
            known = json.loads((self._refused_dir / f"{sha256}.json").read_bytes())
            if known["code"] == self._code:
                raise FileUnreadable(known["found"], known["remedy"])

    def _remember(self, sha256: str, stopped: Stopped) -> None:
        """Keep who ended a process; an exception costs nothing to meet again, and the machine's fault may pass."""
        if isinstance(stopped, Interrupted):
            self.doubted.add(sha256)
        elif isinstance(stopped, Killed):
            known = {"code": self._code, "seen": stopped.seen, "found": stopped.found, "remedy": stopped.remedy}
            content = json.dumps(known, ensure_ascii=False, indent=1).encode()
            write_atomically(self._refused_dir / f"{sha256}.json", content)
