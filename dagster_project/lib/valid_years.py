"""Rows of our own lists that hold for some report years only: ``from_year`` and ``to_year``, a blank one is open.

Belongs here: which rows hold in a year, and whether a list says so clearly. Both columns may be absent: always. What a
list means belongs to who reads it.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

TextRow = Mapping[str, str]
_FIRST, _LAST = 1, 9999


class InvalidList(ValueError):
    """A list cannot be used; the message names every problem, one a line: file, line, column, found, expected."""


def holds_in(row: TextRow, report_year: int | None) -> bool:
    """Tell whether a row holds in a report year; ``None`` asks for any year."""
    if report_year is None:
        return True
    first, last = years_of(row)
    return first <= report_year <= last


def years_of(row: TextRow) -> tuple[int, int]:
    """Return the first and the last report year in which a row holds."""
    return int(row.get("from_year") or _FIRST), int(row.get("to_year") or _LAST)


def check_list(path: Path, rows: Sequence[TextRow], key: Sequence[str], problems: Iterable[str]) -> None:
    """Raise InvalidList with the problems of a list and of its years.

    Args:
        path: the file, for the message.
        rows: its rows in their order.
        key: the columns that name what a row is about: rows of one key must not hold in the same year.
        problems: what else is wrong with it, made with ``problem``.
    """
    found = [*problems, *_year_problems(path, rows, key)]
    if found:
        raise InvalidList("\n".join(found))


def problem(path: Path, index: int, column: str, found: str, expected: str) -> str:
    """Return one problem as a line; ``index`` is the row's, from 0 below the heading."""
    return f"{path.name}, line {index + 2}, column {column}: found '{found}'; expected {expected}"


def _year_problems(path: Path, rows: Sequence[TextRow], key: Sequence[str]) -> list[str]:
    problems = []
    seen: dict[tuple[str, ...], list[tuple[int, int, int]]] = {}
    for index, row in enumerate(rows):
        wrong = [
            problem(path, index, name, text, "a year such as 2026, or blank for always")
            for name in ("from_year", "to_year")
            if (text := row.get(name) or "") and not (len(text) == 4 and text.isascii() and text.isdigit())
        ]
        if wrong:
            problems += wrong
            continue
        first, last = years_of(row)
        if first > last:
            problems.append(problem(path, index, "to_year", str(last), f"{first} (from_year) or later"))
        about = tuple(row[name] for name in key)
        for other, its_first, its_last in seen.setdefault(about, []):
            if first <= its_last and its_first <= last:
                expected = f"years apart from those of line {other + 2}, which is about the same {', '.join(about)}"
                problems.append(problem(path, index, "from_year", row.get("from_year") or "", expected))
        seen[about].append((index, first, last))
    return problems
