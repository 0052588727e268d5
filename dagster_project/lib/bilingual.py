"""Vietnamese and English side by side, and how a number is written in either language.

Belongs here: what every page and document shares that speaks both languages. Not here: words about returns (the
quality report's) or about indicators (the review's).
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from markupsafe import Markup, escape

from dagster_project.lib import numbers


class Text(NamedTuple):
    """One thing said in both languages."""

    vi: str
    en: str


def number(value: int) -> Text:
    """Write a whole number: 1.234 and 1,234."""
    return Text(numbers.count(value), f"{value:,}")


def signed(value: int) -> Text:
    """Write a change with its sign; the minus is a minus, not a hyphen."""
    sign = "+" if value > 0 else "−" if value < 0 else "±"
    vi, en = number(abs(value))
    return Text(sign + vi, sign + en)


def share(
    part: int, whole: int, target: float | None = None, *, is_maximum: bool = False, milestone: float | None = None
) -> Text:
    """Write a percentage, on its side of the target; never 100 % when something is missing, nor 0 % for something."""
    return translated(numbers.percent(part, whole, target, is_maximum=is_maximum, milestone=milestone))


def target(value: float, *, is_maximum: bool = False) -> Text:
    """Write a target: ≥ 95 %, or ≤ 2 %."""
    return translated(numbers.target(value, is_maximum=is_maximum))


def between(low: Text, high: Text) -> Text:
    """Write two percentages as a range."""
    return Text(numbers.bounds(low.vi, high.vi), numbers.bounds(low.en, high.en))


def translated(vi: str) -> Text:
    """Return a Vietnamese number in both languages: comma and point change places."""
    return Text(vi, vi.translate({ord("."): ",", ord(","): "."}))


def joined(texts: Iterable[Text], between: str = ", ") -> Text:
    """Write several things one after the other."""
    said = list(texts)
    return Text(between.join(one.vi for one in said), between.join(one.en for one in said))


def day(value: date) -> str:
    """Write a day as both readers understand it."""
    return f"{value:%d/%m/%Y}"


def say(text: Text | tuple[str, str]) -> Markup:
    """Write a text in both languages; the style sheet shows one."""
    vi, en = text
    if vi == en:
        return escape(vi)
    return Markup('<span class="vi" lang="vi">{}</span><span class="en" lang="en">{}</span>').format(vi, en)
