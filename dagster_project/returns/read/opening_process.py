"""One process that opens files, as the night sees it: started, asked, watched, ended.

Belongs here: its life, and what its end says about the file that it had open. Does not belong here: how many there are
and what becomes of such a file (opening.py), and what the process does (opening_worker.py).
"""

import contextlib
import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from dagster_project.lib.checkout import CHECKOUT
from dagster_project.lib.seeds import lists_in_force
from dagster_project.returns.read.frames import FrameTooLarge, read_frame, write_frame
from dagster_project.returns.read.read_file import ROW_SCHEMA, FileReading
from dagster_project.returns.read.workbook import FileUnreadable

_COMMAND = [sys.executable, "-m", "dagster_project.returns.read.opening_worker"]
SAVE_ANEW = "Mở tệp bằng Excel hoặc LibreOffice, lưu thành tệp .xlsx mới rồi gửi lại."
_MAKE_SMALLER = "Xóa dòng và cột thừa, bỏ hình ảnh hoặc tách tệp, lưu thành tệp .xlsx mới rồi gửi lại."
_DAMAGED = "Tệp hỏng: cấu trúc bên trong sai, chương trình đọc phải dừng giữa chừng."
_STRANGE = "Nội dung tệp khác thường, không đọc được."
_TOO_MUCH = "Tệp hỏng hoặc quá lớn: cần quá nhiều bộ nhớ để đọc."


@dataclass(frozen=True)
class Limits:
    """What one file may cost. The largest sheet that is read (4 million cells, 13 MB) takes 14 s and 725 MB."""

    #: Bytes beyond what a process has before it opens anything: together less than a gigabyte.
    memory: int = 832 * 1024**2
    #: Seconds of computing for a small file, and for each megabyte more; one that ends a process is tried once more.
    cpu_seconds: int = 14
    cpu_seconds_a_megabyte: int = 10
    #: As many times that on the clock: a machine under load must not make a good file look bad.
    wall_factor: int = 6
    #: Bytes that tell what was read: of its sheets, and of its rows.
    answer_bytes: int = 512 * 1024**2

    def cpu_for(self, size: int) -> int:
        """Return the seconds of computing that a file of ``size`` bytes may take."""
        return self.cpu_seconds + self.cpu_seconds_a_megabyte * size // 1024**2


class WorkersUnavailable(RuntimeError):
    """No process could be started that opens files: the machine's or the code's fault, and no file's."""


class Stopped(Exception):
    """The reader stopped at a file in a way that it should not have: ``seen`` is for the log, the rest for people."""

    def __init__(self, seen: str, found: str, remedy: str = SAVE_ANEW) -> None:
        """Say what was seen, what the district is told and what it should do."""
        super().__init__(seen)
        self.seen, self.found, self.remedy = seen, found, remedy


class Killed(Stopped):
    """The file ended the process, or ate so much that it had to be ended."""


class Interrupted(Stopped):
    """The process ended for a reason that may lie outside of the file: the clock, or somebody killed it."""


class Worker:
    """A process that opens one file after another; once it ended it is not ``is_usable`` any more."""

    def __init__(self, limits: Limits) -> None:
        """Start it and wait until it is ready; raises WorkersUnavailable."""
        self._limits = limits
        self._cpu_seconds = limits.cpu_seconds
        self._out_of_time = False
        self.is_usable = True
        try:
            self._process = subprocess.Popen(
                [*_COMMAND, str(limits.memory)],
                cwd=CHECKOUT,
                # What opens other people's files is told no password and no key.
                # Arrow's own memory would claim a gigabyte of addresses at once.
                env={"PYTHONUTF8": "1", "ARROW_DEFAULT_MEMORY_POOL": "system"},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        except OSError as problem:
            raise WorkersUnavailable(f"no process to open files in could be started: {problem.strerror}") from problem
        try:
            with self._watched():
                # It reads cells by the lists that this process reads by, not by what a folder holds by now.
                self._send(json.dumps(lists_in_force()).encode())
                self._answer()
        except Stopped as problem:
            command = " ".join(_COMMAND[1:])
            raise WorkersUnavailable(f"no process to open files in: {problem}; `{command} 0` says why") from problem

    def read(self, content: bytes, file_name: str, report_year: int, unit_names: dict[str, str]) -> FileReading:
        """Return what a file holds; raises FileUnreadable as the reader does, Stopped where the reader stopped."""
        self._cpu_seconds = self._limits.cpu_for(len(content))
        # A frame may hand over a number of NumPy's, which JSON does not know.
        asked = {
            "file_name": file_name,
            "report_year": int(report_year),
            "unit_names": unit_names,
            "cpu_seconds": self._cpu_seconds,
        }
        with self._watched():
            self._send(json.dumps(asked).encode(), content)
            answer = self._answer()
            match answer:
                case {
                    "kind": "read",
                    "sheets": list(sheets),
                    "explanations": list(explanations),
                    "batches": int(batches),
                }:
                    return FileReading(sheets, self._rows(batches), explanations)
                case {"kind": "unreadable", "found": str(found), "remedy": str(remedy)}:
                    raise FileUnreadable(found, remedy)
                case {"kind": "failed", "exception": str(exception), "place": str(place)}:
                    raise self._failure(exception, place, is_spent=bool(answer.get("is_spent")))
                case _:
                    raise self._ended(Killed("an answer that is none", _DAMAGED))

    def end(self) -> None:
        """End the process, whatever it does."""
        self.is_usable = False
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                if pipe is not None:
                    pipe.close()

    @contextlib.contextmanager
    def _watched(self) -> Iterator[None]:
        """Kill the process at the end of its time: whoever waits for it then sees its pipe closed."""
        watch = threading.Timer(self._cpu_seconds * self._limits.wall_factor, self._run_out_of_time)
        watch.daemon = True
        watch.start()
        try:
            yield
        except (FileUnreadable, Stopped):
            raise
        except BaseException:
            # Half an answer may be left in the pipe: it must not be taken for the next file's.
            self.end()
            raise
        finally:
            watch.cancel()

    def _run_out_of_time(self) -> None:
        self._out_of_time = True
        self._process.kill()

    def _send(self, *frames: bytes) -> None:
        # One that is gone already has no answer, and that is told where the answer is read.
        with contextlib.suppress(BrokenPipeError):
            for frame in frames:
                write_frame(self._process.stdin, frame)  # type: ignore[arg-type]

    def _answer(self) -> dict[str, Any]:
        """Return the next answer: what is no dict is none."""
        try:
            answer = json.loads(self._frame(self._limits.answer_bytes))
        except (ValueError, RecursionError):
            raise self._ended(Killed("an answer that is no JSON", _DAMAGED)) from None
        return answer if isinstance(answer, dict) else {}

    def _rows(self, batches: int) -> pa.Table:
        """Return the rows that so many frames hold, proven to be what Arrow may read without harm."""
        read = []
        left = self._limits.answer_bytes
        for _ in range(batches):
            frame = self._frame(left)
            left -= len(frame)
            try:
                batch = pa.ipc.read_record_batch(pa.py_buffer(frame), ROW_SCHEMA)
                batch.validate(full=True)
            except (pa.ArrowException, OSError):
                raise self._ended(Killed("an answer that is no rows", _DAMAGED)) from None
            read.append(batch)
        return pa.Table.from_batches(read, ROW_SCHEMA)

    def _frame(self, largest: int) -> bytes:
        try:
            frame = read_frame(self._process.stdout, largest)  # type: ignore[arg-type]
        except FrameTooLarge:
            raise self._ended(Killed("an answer that is too large", _TOO_MUCH, _MAKE_SMALLER)) from None
        if frame is None:
            raise self._ended(self._reason())
        return frame

    def _ended(self, stopped: Stopped) -> Stopped:
        self.end()
        return stopped

    def _failure(self, exception: str, place: str, *, is_spent: bool) -> Stopped:
        """Tell what an exception says; after some of them the process is not used again."""
        if is_spent:
            self.end()
        seen = f"{exception} at {place or 'an unknown place'}"
        if exception == "MemoryError":
            return Killed(seen, _TOO_MUCH, _MAKE_SMALLER)
        return Stopped(seen, _DAMAGED if exception == "PanicException" else _STRANGE)

    def _reason(self) -> Stopped:
        """Tell why the process is gone."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=5)
        code = self._process.poll()
        if self._out_of_time:
            seconds = self._cpu_seconds * self._limits.wall_factor
            return Interrupted(f"no answer after {seconds} s", f"Đọc quá {seconds} giây chưa xong.", _MAKE_SMALLER)
        if code == -signal.SIGXCPU:
            found = f"Tệp hỏng hoặc quá phức tạp: tính toán quá {self._cpu_seconds} giây vẫn chưa đọc xong."
            return Killed(f"more than {self._cpu_seconds} s of computing", found, _MAKE_SMALLER)
        if code == -signal.SIGKILL:
            return Interrupted("killed from outside", _TOO_MUCH, _MAKE_SMALLER)
        name = signal.Signals(-code).name if code is not None and code < 0 else f"exit code {code}"
        return Killed(f"the process ended ({name})", _DAMAGED)
