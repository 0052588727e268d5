"""The suite of a form that has none of its own: what can be said of any form by its columns.

Belongs here: filling ``data/any_form.json`` in for each column of such a form; it is written as an expectation file
(expectations/README.md). ``of`` says for what an expectation is: a kind of column, every ``required`` column, forms
about a ``person`` or an ``organisation``, or ``duplicates``; ``<column>`` and ``<form>`` are filled in.
A form that needs more gets ``expectations/form_NN.json``, and then that alone counts.
"""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from dagster_project.tables.forms import SUBJECT_COLUMNS, columns_of, forms, years_asked_for
from dagster_project.tables.rows import LAYOUT_ONLY

_ANY_FORM = Path(__file__).parent / "data" / "any_form.json"
Expectation = dict[str, Any]


def suite_of_columns(form: str) -> dict[str, Any]:
    """Return the suite of a form by its columns, as an expectation file would have it."""
    expectations = []
    for template in _templates():
        for name in _columns_meant(template["of"], form):
            filled = _filled(template, form, name)
            expectations.append(_of_its_years(filled, form, name) if template["of"] == "required" else filled)
    return {"name": f"form_{form}", "notes": forms()[form].label_vi, "expectations": expectations}


def with_look_for_duplicates(suite: dict[str, Any]) -> dict[str, Any]:
    """Return the suite of duplicates with a look at each form that it does not name."""
    conditions = {one["kwargs"].get("row_condition") for one in suite["expectations"]}
    template = next(one for one in _templates() if one["of"] == "duplicates")
    more = [
        _filled(template, number, next(iter(form.told_apart_by), SUBJECT_COLUMNS[form.subject][0]))
        for number, form in forms().items()
    ]
    return suite | {
        "expectations": suite["expectations"]
        + [one for one in more if one["kwargs"]["row_condition"] not in conditions]
    }


def _columns_meant(of: str, form: str) -> Iterator[str]:
    """Yield the columns of a form for which an expectation is."""
    subject = forms()[form].subject
    if of == subject:
        yield SUBJECT_COLUMNS[of][0]
    for name, column in columns_of(form).items():
        # A blank is told of each row where the column alone meets a need; one that names the subject has its own rule.
        is_asked_for = bool(years_asked_for(form, name)) and name not in SUBJECT_COLUMNS[subject]
        if name not in LAYOUT_ONLY and (column.kind in of.split() or (of == "required" and is_asked_for)):
            yield name


def _of_its_years(expectation: Expectation, form: str, name: str) -> Expectation:
    """Return an expectation of a column that is asked for, bound to the years in which it is."""
    years = [f"{first} <= report_year <= {last}" for first, last in years_asked_for(form, name)]
    condition = {"row_condition": " or ".join(years), "condition_parser": "pandas"}
    return expectation | {"kwargs": expectation["kwargs"] | condition}


def _filled(template: Expectation, form: str, name: str) -> Expectation:
    """Return an expectation for one column."""
    words = {"<column>": name, "<form>": form}

    def fill(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: fill(one) for key, one in value.items() if key != "of"}
        if isinstance(value, str):
            for word, instead in words.items():
                value = value.replace(word, instead)
        return value

    filled: Expectation = fill(template)
    return filled


@cache
def _templates() -> list[Expectation]:
    found: list[Expectation] = json.loads(_ANY_FORM.read_text(encoding="utf-8"))
    return found
