"""The four forms as data: their columns, and what each holds.

Belongs here: reading ``data/columns.csv``. What districts write over a column is returns/read/form_headings.py's.
"""

from functools import cache
from pathlib import Path
from typing import NamedTuple

from dagster_project.lib.seeds import read_rows

_COLUMNS = Path(__file__).parent / "data" / "columns.csv"
FORMS = ("01", "02", "03", "04")


class FormColumn(NamedTuple):
    """A canonical column: its ``kind`` says how a cell is read, ``required_group`` which need it meets ('' = none).

    A date under "Nam" or "Nữ" meets two: ``birth;sex``.
    """

    form: str
    column: str
    kind: str
    code_list: str
    required_group: str


@cache
def columns_of(form: str) -> dict[str, FormColumn]:
    """Return the canonical columns of ``form`` in the order of the form."""
    rows = [FormColumn(**row) for row in read_rows(_COLUMNS)]
    return {row.column: row for row in rows if row.form == form}


def required_groups(form: str) -> list[str]:
    """Return the needs of ``form``; a need is met when one of its columns is found."""
    groups = [group for column in columns_of(form).values() for group in column.required_group.split(";")]
    return list(dict.fromkeys(filter(None, groups)))


def missing_groups(form: str, found: set[str]) -> list[str]:
    """Return the needs of ``form`` that none of the ``found`` columns meets."""
    met = {group for column in found for group in columns_of(form)[column].required_group.split(";")}
    return [group for group in required_groups(form) if group not in met]
