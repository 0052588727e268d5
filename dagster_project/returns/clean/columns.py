"""A column of lines as its distinct values and which of them each line has: what is said of a value is said once.

Belongs here: columns that hold any Python value, and functions of one or several of them. Does not belong here: what a
value means. A function of a column is a function of its values: it knows nothing of their lines.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

_MOST_COMBINATIONS = 2**62


class Column(NamedTuple):
    """The value of line ``n`` is ``values[places[n]]``; values may be there twice, or for no line."""

    values: Sequence[Any]
    places: "np.ndarray[Any, np.dtype[np.int64]]"

    def each(self, function: Callable[[Any], Any]) -> "Column":
        """Return the column of what ``function`` gives for each value."""
        return Column(list(map(function, self.values)), self.places)

    def spread(self) -> dict[str, "Column"]:
        """Return name → column, of a column of rows that all have the same names."""
        names = self.values[0] if self.values else ()
        return {name: self.each(itemgetter(name)) for name in names}

    def arrow(self, kind: pa.DataType) -> pa.Array:
        """Return the values of all lines."""
        if len(self.values) == 1:
            return pa.repeat(pa.scalar(self.values[0], kind), len(self.places))
        values = pa.array(self.values, kind)
        return values if self.places is _each_its_own(len(values)) else values.take(pa.array(self.places))

    def at(self, line: int) -> Any:
        """Return the value of one line."""
        return self.values[self.places[line]]


def column_of(array: pa.Array) -> Column:
    """Return an Arrow column without NULL."""
    encoded = array.dictionary_encode()
    return Column(encoded.dictionary.to_pylist(), encoded.indices.to_numpy().astype(np.int64))


def column_of_list(values: Sequence[Any]) -> Column:
    """Return a column of values of which each line has its own."""
    return Column(values, _each_its_own(len(values)))


@lru_cache(maxsize=16)
def _each_its_own(lines: int) -> "np.ndarray[Any, np.dtype[np.int64]]":
    return np.arange(lines)


def constant(value: object, lines: int) -> Column:
    """Return a column that is the same in all lines."""
    return Column([value], np.zeros(lines, np.int64))


def together(columns: Iterable[Column]) -> Column:
    """Return the column of tuples that lines have of several columns, each distinct combination of places once."""
    of = list(columns)
    codes, most = of[0].places, len(of[0].values)
    for column in of[1:]:
        if most * len(column.values) > _MOST_COMBINATIONS:
            known, codes = np.unique(codes, return_inverse=True)
            most = len(known)
        codes = codes * len(column.values) + column.places
        most *= len(column.values)
    _, first, places = np.unique(codes, return_index=True, return_inverse=True)
    values = ([column.values[place] for place in column.places[first].tolist()] for column in of)
    return Column(list(zip(*values, strict=True)), places)


def each(function: Callable[..., Any], *columns: Column) -> Column:
    """Return the column of what ``function`` gives for the values that lines have of several columns."""
    return together(columns).each(lambda values: function(*values))


def rows_of(columns: dict[str, Column]) -> Column:
    """Return columns as one column of rows."""
    return together(columns.values()).each(lambda values: dict(zip(columns, values, strict=True)))


def arrow_of(columns: dict[str, Column], schema: pa.Schema, lines: int) -> pa.Table:
    """Return columns as a table; what the schema has and the columns have not is NULL."""
    arrays = [
        columns[field.name].arrow(field.type) if field.name in columns else pa.nulls(lines, field.type)
        for field in schema
    ]
    return pa.Table.from_arrays(arrays, schema=schema)
