"""The lines that tell a night: one a step and one for the outcome, for people or, as JSON, for programs; on one clock.

Belongs here: how a line looks, and where the lines go. Not here: what is said (defs/log.py, nightly.py).
"""

import json
import logging
import traceback
from collections.abc import Mapping
from datetime import datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any, Literal

from dagster_project.lib.time import VIETNAM

LogFormat = Literal["text", "json"]
_NAME = "dagster_project.night"
_BYTES, _KEPT = 2_000_000, 5
#: Beside the log: where in the code a night failed, for who mends it; without messages, which may hold personal data.
FRAMES = "errors.log"


def open_log(path: Path, style: LogFormat, *, to_stderr: bool) -> None:
    """Let the lines of this process go to a rotating file, and to stderr where nothing else speaks there."""
    logger = logging.getLogger(_NAME)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    close_log()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.parent.chmod(0o700)
    kept, frames = _kept_in(path), _kept_in(path.with_name(FRAMES))
    frames.addFilter(_has_frames)
    frames.setFormatter(_WithFrames(is_in_full=False))
    handlers: list[logging.Handler] = [kept]
    if to_stderr:
        handlers.append(logging.StreamHandler())
    for handler in handlers:
        is_in_full = handler is not kept
        handler.setFormatter(_AsJson(is_in_full) if style == "json" else _AsText(is_in_full))
        logger.addHandler(handler)
    logger.addHandler(frames)


def _kept_in(path: Path) -> RotatingFileHandler:
    handler = RotatingFileHandler(path, maxBytes=_BYTES, backupCount=_KEPT, encoding="utf-8")
    path.chmod(0o600)
    return handler


def close_log() -> None:
    """End what `open_log` began."""
    logger = logging.getLogger(_NAME)
    for handler in list(filter(_is_ours, logger.handlers)):
        logger.removeHandler(handler)
        handler.close()


def is_open() -> bool:
    """Whether this process has said where its lines go."""
    return any(map(_is_ours, logging.getLogger(_NAME).handlers))


def _is_ours(handler: logging.Handler) -> bool:
    return isinstance(handler.formatter, _Line)


def say(
    step: str,
    what: str,
    *,
    counts: Mapping[str, int] | None = None,
    seconds: float | None = None,
    run: str = "",
    level: int = logging.INFO,
    in_full: str = "",
    frames: str = "",
) -> None:
    """Say one line.

    Args:
        step: what it is about, for programs: the step's name, or ``night``.
        what: the same for people, Vietnamese · English.
        counts: how many of what.
        seconds: how long it took.
        run: the run's id.
        level: one of logging's.
        in_full: what stderr is told instead, for the person who started it: names of files, which may hold a person's.
        frames: where in the code it failed.
    """
    # A line is one line, whatever a tool put into a reason.
    given = _line(step, what, run=run, counts=dict(counts or {}), seconds=seconds, frames=frames)
    given["in_full"] = in_full or what
    logging.getLogger(_NAME).log(level, "%s", _in_one_line(what), extra={"line": given})


def _in_one_line(what: str) -> str:
    return " · ".join(part.strip() for part in what.splitlines() if part.strip())


def _line(step: str, what: str, **more: Any) -> dict[str, Any]:
    return {"step": step, "run": "", "counts": {}, "seconds": None, "in_full": what, "frames": "", **more}


def _frames(record: logging.LogRecord) -> str:
    if record.exc_info and record.exc_info[2]:
        return "".join(traceback.format_tb(record.exc_info[2]))
    return str(record.__dict__.get("line", {}).get("frames", ""))


def _has_frames(record: logging.LogRecord) -> bool:
    return bool(_frames(record))


class _Line(logging.Formatter):
    """What both looks share."""

    def __init__(self, is_in_full: bool) -> None:
        super().__init__()
        self._is_in_full = is_in_full

    def _said(self, record: logging.LogRecord) -> tuple[datetime, str, dict[str, Any]]:
        # Whoever logs an exception in the ordinary way is told of like a step.
        line: dict[str, Any] = record.__dict__.get("line") or _line("night", record.getMessage())
        told = _in_one_line(line["in_full"]) if self._is_in_full else record.getMessage()
        return datetime.fromtimestamp(record.created, VIETNAM), told, line


class _AsText(_Line):
    """2026-11-29 02:00:13 +0700 INFO    raw_rows: Đọc bảng tính · Reading workbooks: 12 read again; 3.2 s."""

    def format(self, record: logging.LogRecord) -> str:
        """Write one line."""
        at, told, line = self._said(record)
        counts = ", ".join(f"{number:,} {name.replace('_', ' ')}" for name, number in line["counts"].items())
        told += f": {counts}" if counts else ""
        told += f"; {line['seconds']:.1f} s" if line["seconds"] is not None else ""
        return f"{at:%Y-%m-%d %H:%M:%S %z} {record.levelname:<7} {line['step']}: {told}"


class _AsJson(_Line):
    """One object a line, with the same parts under their names; what was not said is not there."""

    def format(self, record: logging.LogRecord) -> str:
        """Write one line."""
        at, told, line = self._said(record)
        said = {
            "time": at.isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "step": line["step"],
            "message": told,
            **{name: line[name] for name in ("counts", "run") if line[name]},
        }
        if line["seconds"] is not None:
            said["seconds"] = round(line["seconds"], 3)
        return json.dumps(said, ensure_ascii=False)


class _WithFrames(_AsText):
    """The line, and under it where in the code it failed."""

    def format(self, record: logging.LogRecord) -> str:
        """Write several lines."""
        return f"{super().format(record)}\n{_frames(record).rstrip()}"
