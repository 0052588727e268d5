"""Telling people what is new, once: what was told stays known, and what was mended is told too.

Belongs here: the memory and the order of things. A target that is down never fails a night: the news is told next time.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from dagster_project.notify.news import kind_of
from dagster_project.notify.targets import Target, TargetDown
from dagster_project.returns.files import write_atomically

# Whose end is good news worth a line; a count that changed is told by its new count.
_MENDED = ("missing", "rejected", "failure")
SUBJECT = "Kho dữ liệu Nghị quyết: {} tin mới · news of the night"


def tell(news: Mapping[str, str], memory: Path, targets: list[Target]) -> list[str]:
    """Send what was not told before to every target; returns a line for each target that is down.

    Args:
        news: key → text, all that is so tonight.
        memory: the file that keeps what was told.
        targets: where to send it.
    """
    told = _remembered(memory)
    lines = [text for key, text in news.items() if key not in told]
    lines += [f"Đã xong · mended: {text}" for key, text in told.items() if key not in news and kind_of(key) in _MENDED]
    down = []
    if lines:
        for target in targets:
            try:
                target(SUBJECT.format(len(lines)), "\n".join(f"- {line}" for line in lines))
            except TargetDown as problem:
                down.append(f"Không báo được, đêm sau báo lại · not notified, tried again next night: {problem}")
    if not down:
        write_atomically(memory, json.dumps(dict(news), ensure_ascii=False, indent=1).encode())
    return down


def _remembered(memory: Path) -> dict[str, str]:
    try:
        return dict(json.loads(memory.read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError):
        return {}
