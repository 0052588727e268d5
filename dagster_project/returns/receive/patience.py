"""Patience with a source that is slow or down, and its bounds: how long, how often, how big.

Belongs here: time limits and trying again, whatever is tried. Does not belong here: what a failure means (failures.py).
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import tenacity

from dagster_project.returns.receive.failures import may_pass

T = TypeVar("T")


@dataclass(frozen=True)
class SourceLimits:
    """How long and how often a source is tried, and how big a file may be."""

    attempts: int = 4
    first_wait: float = 1.0
    longest_wait: float = 20.0
    #: Seconds without an answer in one network operation.
    timeout: float = 30.0
    #: Seconds for one whole step: listing one folder, fetching one file.
    step: float = 300.0
    #: Seconds for everything; what has not come by then comes the next night.
    total: float = 3600.0
    max_bytes: int = 100 * 1024 * 1024


def retrying(limits: SourceLimits, seconds_left: float) -> tenacity.Retrying:
    """Return what calls again after a failure that may pass; the last failure is raised as it is."""
    return tenacity.Retrying(
        stop=tenacity.stop_after_attempt(limits.attempts) | tenacity.stop_after_delay(seconds_left),
        wait=tenacity.wait_exponential_jitter(
            max=limits.longest_wait, jitter=limits.first_wait, multiplier=limits.first_wait
        ),
        retry=tenacity.retry_if_exception(may_pass),
        reraise=True,
    )


def within(seconds: float, call: Callable[[], T]) -> T:
    """Run `call`, but wait no longer.

    Some sources (a dead network drive) hang where no time limit reaches.
    """
    result: list[T] = []
    failure: list[BaseException] = []

    def run() -> None:
        try:
            result.append(call())
        except BaseException as error:
            failure.append(error)

    worker = threading.Thread(target=run, daemon=True, name="source")
    worker.start()
    worker.join(seconds)
    if worker.is_alive():
        raise TimeoutError(f"no end after {seconds:.0f} s")
    if failure:
        raise failure[0]
    return result[0]
