"""Vietnamese and English side by side: the page holds both, and a switch shows one.

Belongs here: words that several parts of the page share, and how a number is written in either language.
"""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import NamedTuple

from markupsafe import Markup, escape

from dagster_project.lib import numbers
from dagster_project.lib.numbers import count, percent


class Text(NamedTuple):
    """One thing said in both languages."""

    vi: str
    en: str


STATES = {
    "missing": Text("Thiếu biểu", "Missing"),
    "rejected": Text("Bị từ chối", "Rejected"),
    "row": Text("Có dòng bị loại", "Rows left out"),
    "late": Text("Gửi muộn", "Late"),
    "doubts": Text("Nhiều nội dung cần kiểm tra", "Much to check"),
    "doubt": Text("Có nội dung cần kiểm tra", "Something to check"),
    "awaited": Text("Chưa đến hạn", "Not due yet"),
    "complete": Text("Đủ", "Complete"),
    "none": Text("Không phải gửi", "Owes nothing"),
}
FORM_STATES = {
    "accepted": Text("Đã nhận", "Accepted"),
    "rejected": Text("Bị từ chối", "Rejected"),
    "missing": Text("Chưa gửi", "Missing"),
    "awaited": Text("Chưa đến hạn", "Not due yet"),
    "superseded": Text("Đã nhận; bản gửi lại bị từ chối", "Accepted; the later version was rejected"),
}


def say(text: Text | tuple[str, str]) -> Markup:
    """Write a text in both languages; the style sheet shows one."""
    vi, en = text
    if vi == en:
        return escape(vi)
    return Markup('<span class="vi" lang="vi">{}</span><span class="en" lang="en">{}</span>').format(vi, en)


def number(value: int) -> Text:
    """Write a whole number: 1.234 and 1,234."""
    return Text(count(value), f"{value:,}")


def signed(value: int) -> Text:
    """Write a change with its sign; the minus is a minus, not a hyphen."""
    sign = "+" if value > 0 else "−" if value < 0 else "±"
    vi, en = number(abs(value))
    return Text(sign + vi, sign + en)


def share(part: int, whole: int, target: float | None = None, *, is_maximum: bool = False) -> Text:
    """Write a percentage, on its side of the target; never 100 % when something is missing, nor 0 % for something."""
    return _translated(percent(part, whole, target, is_maximum=is_maximum))


def target(value: float, *, is_maximum: bool = False) -> Text:
    """Write a target: ≥ 95 %, or ≤ 2 %."""
    return _translated(numbers.target(value, is_maximum=is_maximum))


def between(low: Text, high: Text) -> Text:
    """Write two percentages as a range."""
    return Text(numbers.bounds(low.vi, high.vi), numbers.bounds(low.en, high.en))


def _translated(vi: str) -> Text:
    """Return a Vietnamese number in both languages: comma and point change places."""
    return Text(vi, vi.translate({ord("."): ",", ord(","): "."}))


def joined(texts: Iterable[Text], between: str = ", ") -> Text:
    """Write several things one after the other."""
    said = list(texts)
    return Text(between.join(one.vi for one in said), between.join(one.en for one in said))


def day(value: date) -> str:
    """Write a day as both readers understand it."""
    return f"{value:%d/%m/%Y}"


def moment(value: datetime) -> str:
    """Write day and time; midnight is a run of which only the day was kept."""
    return day(value) if value.time() == time.min else f"{value:%d/%m/%Y %H:%M}"


def form_name(*forms: str) -> Text:
    """Name one form or several; 00 is a file whose form cannot be told."""
    if forms == ("00",):
        return Text("Cả tệp", "Whole file")
    named = ", ".join(forms)
    return Text(f"Biểu {named}", f"Form {named}" if len(forms) == 1 else f"Forms {named}")
