"""What districts write over the columns of the forms. A new heading is a line in ``data/headings.csv``.

A line may hold for some report years only (``from_year``, ``to_year``).
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from dagster_project.lib.seeds import read_rows
from dagster_project.lib.text import match_key, without_accents
from dagster_project.lib.valid_years import TextRow, check_list, holds_in, problem
from dagster_project.tables.forms import columns_of, forms

_HEADINGS = Path(__file__).parent / "data" / "headings.csv"
_ALL = "all"


@cache
def headings_of(form: str, report_year: int | None) -> dict[str, str]:
    """Return heading key → canonical column in a report year (None: in any).

    A heading under a group heading is the path ``group>heading``. Raises InvalidList when the list cannot be meant.
    """
    keys: dict[str, str] = {}
    for row in _rows():
        is_of_form = row["form"] in (_ALL, form) and row["column"] in columns_of(form, report_year)
        if is_of_form and holds_in(row, report_year):
            key = heading_key(row["heading"].split(">"))
            keys[key] = row["column"]
            keys.setdefault(without_accents(key), row["column"])
    return keys


def heading_key(path: list[str]) -> str:
    """Return the key of a heading given as its labels from top to bottom."""
    return ">".join(match_key(label) for label in path)


@cache
def label_of(form: str, column: str, report_year: int | None = None) -> str:
    """Return the form's own (first listed) Vietnamese heading of a column in a report year (None: in any)."""
    own = [row for row in _rows() if row["column"] == column and row["form"] in (_ALL, form)]
    now = [row for row in own if holds_in(row, report_year)]
    return (now or own)[0]["heading"].replace(" > ", " – ")


@cache
def _rows() -> Sequence[TextRow]:
    rows = read_rows(_HEADINGS)
    problems = []
    for index, row in enumerate(rows):
        if row["form"] not in (_ALL, *forms()):
            expected = f"{_ALL} or a form of forms.csv ({', '.join(forms())})"
            problems.append(problem(_HEADINGS, index, "form", row["form"], expected))
        elif not any(row["column"] in columns_of(form) for form in forms() if row["form"] in (_ALL, form)):
            expected = f"a column of form {row['form']} in columns.csv"
            problems.append(problem(_HEADINGS, index, "column", row["column"], expected))
    headed = {(row["form"], row["column"]) for row in rows}
    for form in forms():
        for name in columns_of(form):
            if not {(form, name), (_ALL, name)} & headed:
                problems.append(f"{_HEADINGS.name}: no heading of column {name} of form {form}; expected at least one")
    check_list(_HEADINGS, rows, ["form", "column", "heading"], problems)
    return rows
