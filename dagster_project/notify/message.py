"""How news is put to one reader: what is new to them, in lines, under a subject.

Belongs here: comparing tonight's news with what that reader was told. Not here: where either comes from.
"""

from collections.abc import Mapping

from dagster_project.notify.news import CHECK, FAILURE, RETURNS, kind_of

_ORDER = (FAILURE, RETURNS, CHECK)


def lines_of(news: Mapping[str, str], told: Mapping[str, str]) -> list[str]:
    """Return what is new, changed and mended, gravest first; nothing when all of it was told."""
    lines = []
    for key in sorted(news, key=_rank):
        if key not in told:
            lines.append(news[key])
        elif news[key] != told[key] and kind_of(key) != FAILURE:
            lines.append(f"{news[key]} (trước đó · before: {_what(told[key])})")
    is_failing = any(kind_of(key) == FAILURE for key in news)
    for key in sorted(told, key=_rank):
        # Another night that fails has mended nothing of the one before.
        if key not in news and not (is_failing and kind_of(key) == FAILURE):
            lines.append(f"Đã xong · mended: {told[key]}")
    return lines


def subject_of(lines: list[str], news: Mapping[str, str]) -> str:
    """Return a subject that tells a failed night from the others."""
    is_new = any(news.get(key) in lines for key in news if _rank(key) == 0)
    failed = "LẦN TỔNG HỢP CÓ LỖI · NIGHT FAILED, " if is_new else ""
    return f"Kho dữ liệu Nghị quyết: {failed}{len(lines)} tin mới của lần tổng hợp · news of the night"


def text_of(lines: list[str]) -> str:
    """Return the lines as a list."""
    return "\n".join(f"- {line}" for line in lines)


def _rank(key: str) -> int:
    return _ORDER.index(kind_of(key)) if kind_of(key) in _ORDER else len(_ORDER)


def _what(text: str) -> str:
    """Return what was said of a unit or check, without naming it again."""
    return text.partition(": ")[2] or text
