"""Values written into SQL, where binding them costs too much: DuckDB imports pandas for the first value that is bound.

Belongs here: quoting, so that a value stays a value whatever stands in it.
"""

from collections.abc import Iterable


def sql_text(value: str) -> str:
    """Return a text as SQL writes it."""
    return "'" + value.replace("'", "''") + "'"


def sql_texts(values: Iterable[str]) -> str:
    """Return texts as what stands in the brackets after ``in``; none give one that matches nothing."""
    return ", ".join(map(sql_text, values)) or "null"
