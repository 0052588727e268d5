"""Whether a night would make anything else than what stands: what the last one was made from, and what it left.

Belongs here: comparing by name, size and time, so that a night with nothing new costs little; what a night leaves
behind for that is ``standing.json`` in the data folder. Not here: pulling, and what is said of such a night.

A night is remembered only when all of it went well. Whatever is not as it was then (a file less, code, a list, a
setting, another content received) makes the next one a whole night, which compares content and does again what differs.
"""

import json
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from dagster_project.lib.checkout import CHECKOUT
from dagster_project.lib.files import write_atomically
from dagster_project.lib.stamps import stamp_of
from dagster_project.returns.receive.index import Received
from dagster_project.settings import Settings

_MADE_WITH = ("dagster_project", "dbt", "expectations", "requirements.lock")
#: What tools leave in the folders of the code.
_NOT_CODE = {"__pycache__", "target", "logs", "uncommitted"}
_LEFT = ("published", "quality", "returns", "reference", "history", "warehouse.duckdb", "warehouse.stamp", "person.key")


@dataclass(frozen=True)
class Standing:
    """What the last whole night was made from and left, and what a pull needs of its reference."""

    made_with: str
    received: str
    left: str
    units: list[str]
    years: list[int]
    #: The day of that night, and the checks that found something new then: asset, check, counts.
    night_on: str
    news: list[dict[str, Any]] = field(default_factory=list)


def recall(settings: Settings) -> Standing | None:
    """Return what the last night left, where all of it and all that it was made with, returns aside, still stands."""
    try:
        standing = Standing(**json.loads(_path(settings).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    is_there = standing.made_with == _made_with(settings) and standing.left == _left(settings)
    return standing if is_there and settings.dagster_home.is_dir() else None


def is_same(standing: Standing, received: Iterable[Received]) -> bool:
    """Tell whether the received files are those of the last night."""
    return standing.received == _contents(received)


def remember(
    settings: Settings,
    received: Iterable[Received],
    units: Iterable[str],
    years: Iterable[int],
    night_on: str,
    news: list[dict[str, Any]],
) -> None:
    """Keep what a night that went well was made from and left."""
    kept = Standing(
        _made_with(settings), _contents(received), _left(settings), list(units), list(years), night_on, news
    )
    write_atomically(_path(settings), json.dumps(asdict(kept), ensure_ascii=False, indent=1).encode())


def forget(settings: Settings) -> None:
    """Forget the last night: another one has begun to write."""
    _path(settings).unlink(missing_ok=True)


def _path(settings: Settings) -> Path:
    return settings.data_dir / "standing.json"


def _contents(received: Iterable[Received]) -> str:
    return stamp_of(
        *(
            (one.file_key, one.source_sha256, one.received_at, one.received_order, one.size_bytes, one.problem)
            for one in received
        )
    )


def _made_with(settings: Settings) -> str:
    values = [getattr(settings, name) for name in sorted(type(settings).model_fields)]
    shown = [one.get_secret_value() if isinstance(one, SecretStr) else str(one) for one in values]
    code = (_states(CHECKOUT / name) for name in _MADE_WITH)
    return stamp_of(sys.version, shown, *(list(one) for one in code), list(_states(settings.reference_dir)))


def _left(settings: Settings) -> str:
    parts = (settings.data_dir / name for name in _LEFT)
    return stamp_of(settings.published_dir.resolve(), *(list(_states(part)) for part in parts))


def _states(path: Path) -> Iterator[tuple[str, int, int]]:
    """Yield name, size and time of a file, or of every file below a folder; nothing where there is none."""
    if path.is_dir():
        with os.scandir(path) as found:
            below = sorted(found, key=lambda one: one.name)
        for one in below:
            if one.is_dir():
                if one.name not in _NOT_CODE:
                    yield from _states(Path(one.path))
            else:
                state = one.stat()
                yield one.path, state.st_size, state.st_mtime_ns
    elif path.exists():
        state = path.stat()
        yield str(path), state.st_size, state.st_mtime_ns
