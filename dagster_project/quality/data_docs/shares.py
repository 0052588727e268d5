"""How much of what was looked at is broken: one of 15,848 rows is no failure of a form, a third of them is.

Belongs here: the levels, their words, and the share as it is written. Does not belong here: what is counted.
"""

from typing import NamedTuple

from dagster_project.lib.numbers import count, percent
from dagster_project.quality.kinds import REPAIR

#: From so many percent on it is more than slips.
MANY_PERCENT = 1


class ShareLevel(NamedTuple):
    """How a check went: its sign and word, and the tag that colours it."""

    code: str
    sign: str
    label: str
    tag: str


PASSED = ShareLevel("passed", "✓", "Đạt", "ok")
FEW = ShareLevel("few", "◐", "Sai ít", "warn")
MANY = ShareLevel("many", "✗", "Sai nhiều", "rejected")
MENDED = ShareLevel("mended", "↻", "Đã tự sửa", "repair")
#: In the order in which a page tells them.
SHARE_LEVELS = (MANY, FEW, MENDED, PASSED)


def level_of(broken: int, seen: int, kind: str) -> ShareLevel:
    """Return how a check went; what the system mended by itself is no failure however often it did."""
    if not broken:
        return PASSED
    if kind == REPAIR:
        return MENDED
    return MANY if 100 * broken >= MANY_PERCENT * seen else FEW


def share_of(broken: int, seen: int, place: str) -> str:
    """Write a share as people say it, and in percent: 1 trong 15.848 dòng (0,006 %)."""
    if not seen:
        return f"{count(broken)} {place}"
    return f"{count(broken)} trong {count(seen)} {place} ({percent(broken, seen)})"
