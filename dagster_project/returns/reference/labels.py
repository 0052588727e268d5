"""What people call the rows of a list, completed: English, and short enough for a chart.

Belongs here: what stands for a label that a list leaves blank. A province that brings a list of its own need not
translate it: what it has in common with the project's own list keeps the labels that it has there. Not here: the
columns (rows.py), and words that no province can replace (dbt/seeds/own_codes.csv).
"""

from collections.abc import Iterable, Mapping
from typing import Any

from dagster_project.returns.reference.rows import LabelledRow

#: The labels that a list may leave blank, and what stands for each: the first of these that is there.
LABELS = {"label_en": (), "short_label_vi": (), "short_label_en": ("label_en",)}

ListedRow = Mapping[str, Any]


def completed(model: type[LabelledRow], rows: Iterable[ListedRow], own: Iterable[ListedRow]) -> list[dict[str, Any]]:
    """Return the rows of a list with every label.

    Args:
        model: what the list's rows are.
        rows: the list in force.
        own: the project's own list; its labels hold for a row of the same key that is called the same.
    """
    known = {_name(model, row): row for row in own}
    return [_completed(model, row, known.get(_name(model, row), {})) for row in rows]


def _completed(model: type[LabelledRow], row: ListedRow, known: ListedRow) -> dict[str, Any]:
    whole = dict(row)
    for label, others in LABELS.items():
        whole[label] = next(
            found
            for found in (row[label], known.get(label), *(whole[one] for one in others), row[model.LABEL])
            if found
        )
    return whole


def _name(model: type[LabelledRow], row: ListedRow) -> tuple[Any, ...]:
    return (*(row[column] for column in model.KEY), row[model.LABEL])
