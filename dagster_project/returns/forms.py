"""The four forms as data: their columns, what each holds, and the headings districts write over them.

Belongs here: reading ``data/columns.csv`` and ``data/headings.csv``. A new heading is a new line there, not code.
"""

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

from dagster_project.returns.text import match_key, without_accents

DATA = Path(__file__).parent / "data"
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


def read_data(name: str) -> list[dict[str, str]]:
    """Read one of the small CSV files beside this module."""
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@cache
def columns_of(form: str) -> dict[str, FormColumn]:
    """Return the canonical columns of ``form`` in the order of the form."""
    rows = [FormColumn(**row) for row in read_data("columns.csv")]
    return {row.column: row for row in rows if row.form == form}


def required_groups(form: str) -> list[str]:
    """Return the needs of ``form``; a need is met when one of its columns is found."""
    groups = [group for column in columns_of(form).values() for group in column.required_group.split(";")]
    return list(dict.fromkeys(filter(None, groups)))


def missing_groups(form: str, found: set[str]) -> list[str]:
    """Return the needs of ``form`` that none of the ``found`` columns meets."""
    met = {group for column in found for group in columns_of(form)[column].required_group.split(";")}
    return [group for group in required_groups(form) if group not in met]


@cache
def headings_of(form: str) -> dict[str, str]:
    """Return heading key → canonical column; a heading under a group heading is the path ``group>heading``."""
    keys: dict[str, str] = {}
    for row in read_data("headings.csv"):
        if row["form"] in ("all", form) and row["column"] in columns_of(form):
            key = heading_key(row["heading"].split(">"))
            keys[key] = row["column"]
            keys.setdefault(without_accents(key), row["column"])
    return keys


def heading_key(path: list[str]) -> str:
    """Return the key of a heading given as its labels from top to bottom."""
    return ">".join(match_key(label) for label in path)


@cache
def label_of(form: str, column: str) -> str:
    """Return the form's own (first listed) Vietnamese heading of a column."""
    own = [row for row in read_data("headings.csv") if row["column"] == column and row["form"] in ("all", form)]
    return own[0]["heading"].replace(" > ", " – ")
