"""Telling people what is new, once: what was told to whom stays known, and what was mended is told too.

Belongs here: the memory and the order of things. A target that is down never fails a night: what it missed is kept and
sent with the next news, while the others are not told twice.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from dagster_project.lib.files import write_atomically
from dagster_project.lib.locks import locked
from dagster_project.lib.reasons import reason_of_error
from dagster_project.lib.time import VIETNAM
from dagster_project.notify.message import lines_of, subject_of, text_of
from dagster_project.notify.news import kind_of
from dagster_project.notify.targets import Target, TargetDown

_UNSENT_KEPT = 200


@dataclass
class Told:
    """What one target was told, by key, and the lines that it could not be sent."""

    news: dict[str, str] = field(default_factory=dict)
    unsent: list[str] = field(default_factory=list)


@dataclass
class Memory:
    """What each target was told, and how far: the end of the latest night that was told of."""

    as_of: datetime | None = None
    targets: dict[str, Told] = field(default_factory=dict)


def tell(
    news: Mapping[str, str],
    memory: Path,
    targets: list[Target],
    *,
    at: datetime | None = None,
    unseen: Collection[str] = (),
) -> list[str]:
    """Send each target what it was not told before; returns a line for each target that is down.

    Args:
        news: key → text, all that is so tonight.
        memory: the file that keeps what was told.
        targets: where to send it.
        at: when the night ended. One that ended before the latest night that was told of is no news.
        unseen: kinds of news that could not be looked at tonight: what was told of them still holds.
    """
    at = at or datetime.now(VIETNAM)
    with _alone(memory):
        before = _remembered(memory)
        # A memory from the future is one of a wrong clock: it must not silence everything until then.
        if before.as_of and at < before.as_of <= datetime.now(VIETNAM):
            return []
        after, down = Memory(at), []
        for target in targets:
            told = before.targets.get(target.key, Told())
            now = {key: text for key, text in told.news.items() if kind_of(key) in unseen} | dict(news)
            lines = lines_of(now, told.news)
            after.targets[target.key] = Told(now)
            if not (told.unsent or lines):
                continue
            try:
                remark = target.send(subject_of([*told.unsent, *lines], now), text_of([*told.unsent, *lines]))
                down += [f"Chưa báo được cho mọi người · not everybody was notified: {remark}"] if remark else []
            except TargetDown as problem:
                down.append(f"Không báo được, lần sau báo lại · not notified, tried again next time: {problem}")
                late = [*told.unsent, *(f"{at:%Y-%m-%d}: {line}" for line in lines)]
                after.targets[target.key].unsent = late[-_UNSENT_KEPT:]
        try:
            _remember(memory, after)
        except OSError as problem:
            down.append(
                f"Không ghi nhớ được tin đã báo · what was told cannot be remembered: {reason_of_error(problem)}"
            )
    return down


@contextmanager
def _alone(memory: Path) -> Iterator[None]:
    """Let one process tell at a time: the end of a night and a sensor may come together."""
    with ExitStack() as stack:
        # Where nothing can be written: better told twice than not at all.
        with suppress(OSError):
            stack.enter_context(locked(memory.with_suffix(".lock"), wait=True))
        yield


def _remembered(memory: Path) -> Memory:
    """Return what was told; a memory that is absent or damaged is an empty one, so that all is told again."""
    try:
        kept = json.loads(memory.read_text(encoding="utf-8"))
        told = {key: Told(dict(one["news"]), list(one["unsent"])) for key, one in kept["targets"].items()}
        return Memory(datetime.fromisoformat(kept["as_of"]), told)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return Memory()


def _remember(memory: Path, told: Memory) -> None:
    kept = {"as_of": str(told.as_of), "targets": {key: asdict(one) for key, one in told.targets.items()}}
    write_atomically(memory, json.dumps(kept, ensure_ascii=False, indent=1).encode())
