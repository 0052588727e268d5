"""The lines that tell a night: one a step and one for the outcome, for people or, as JSON, for programs; on one clock.

Belongs here: how a line looks, and where the lines go. Not here: what is said (defs/log.py, nightly.py).
"""

import json
import logging
from collections.abc import Mapping
from datetime import datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any, Literal

from dagster_project.lib.time import VIETNAM

LogFormat = Literal["text", "json"]
_NAME = "dagster_project.night"
_BYTES, _KEPT = 2_000_000, 5


def open_log(path: Path, style: LogFormat, *, to_stderr: bool) -> None:
    """Let the lines of this process go to a rotating file, and to stderr where nothing else speaks there."""
    logger = logging.getLogger(_NAME)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    close_log()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    kept = RotatingFileHandler(path, maxBytes=_BYTES, backupCount=_KEPT, encoding="utf-8")
    path.chmod(0o600)
    for handler in [kept, *([logging.StreamHandler()] if to_stderr else [])]:
        is_in_full = handler is not kept
        handler.setFormatter(_AsJson(is_in_full) if style == "json" else _AsText(is_in_full))
        logger.addHandler(handler)


def close_log() -> None:
    """End what `open_log` began."""
    logger = logging.getLogger(_NAME)
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
        handler.close()


def is_open() -> bool:
    """Whether this process has said where its lines go."""
    return bool(logging.getLogger(_NAME).handlers)


def say(
    step: str,
    what: str,
    *,
    counts: Mapping[str, int] | None = None,
    seconds: float | None = None,
    run: str = "",
    level: int = logging.INFO,
    in_full: str = "",
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
    """
    # A line is one line, whatever a tool put into a reason.
    given = {"step": step, "run": run, "counts": dict(counts or {}), "seconds": seconds, "in_full": in_full or what}
    logging.getLogger(_NAME).log(level, "%s", _in_one_line(what), extra={"line": given})


def _in_one_line(what: str) -> str:
    return " · ".join(part.strip() for part in what.splitlines() if part.strip())


class _Line(logging.Formatter):
    """What both looks share."""

    def __init__(self, is_in_full: bool) -> None:
        super().__init__()
        self._is_in_full = is_in_full

    def _said(self, record: logging.LogRecord) -> tuple[datetime, str, dict[str, Any]]:
        line: dict[str, Any] = record.__dict__["line"]
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
