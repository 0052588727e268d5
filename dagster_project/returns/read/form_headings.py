"""What districts write over the columns of the forms. A new heading is a line in ``data/headings.csv``."""

from functools import cache
from pathlib import Path

from dagster_project.lib.seeds import read_rows
from dagster_project.lib.text import match_key, without_accents
from dagster_project.tables.forms import columns_of

_HEADINGS = Path(__file__).parent / "data" / "headings.csv"


@cache
def headings_of(form: str) -> dict[str, str]:
    """Return heading key → canonical column; a heading under a group heading is the path ``group>heading``."""
    keys: dict[str, str] = {}
    for row in read_rows(_HEADINGS):
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
    own = [row for row in read_rows(_HEADINGS) if row["column"] == column and row["form"] in ("all", form)]
    return own[0]["heading"].replace(" > ", " – ")
