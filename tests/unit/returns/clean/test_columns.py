"""A function of columns is the same function of the values of each line."""

from typing import Any

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.returns.clean import columns as columns_module
from dagster_project.returns.clean.columns import (
    Column,
    arrow_of,
    column_of,
    column_of_list,
    constant,
    each,
    rows_of,
    together,
)

TEXTS = st.text(max_size=3)
LISTS = st.lists(st.tuples(TEXTS, TEXTS, TEXTS), min_size=1, max_size=30)


def lines(column: Column) -> list[Any]:
    return [column.at(line) for line in range(len(column.places))]


def columns(rows: list[tuple[str, ...]]) -> list[Column]:
    return [column_of(pa.array(values, pa.string())) for values in zip(*rows, strict=True)]


@given(LISTS)
def test_a_column_gives_back_the_values_of_its_lines(rows: list[tuple[str, ...]]) -> None:
    for column, values in zip(columns(rows), zip(*rows, strict=True), strict=True):
        assert lines(column) == column.arrow(pa.string()).to_pylist() == list(values)
        assert lines(column.each(str.upper)) == [value.upper() for value in values]
        assert len(set(column.values)) == len(column.values)


@given(LISTS)
def test_a_function_of_several_columns_is_one_of_each_line(rows: list[tuple[str, ...]]) -> None:
    asked: list[tuple[str, ...]] = []

    def function(*values: str) -> dict[str, str]:
        asked.append(values)
        return {"joined": "|".join(values), "first": values[0]}

    found = each(function, *columns(rows))
    assert lines(found.spread()["joined"]) == ["|".join(row) for row in rows]
    assert lines(found.spread()["first"]) == [row[0] for row in rows]
    assert sorted(asked) == sorted(set(rows)), "each combination is asked once"
    assert lines(rows_of(dict(zip("abc", columns(rows), strict=True)))) == [
        dict(zip("abc", row, strict=True)) for row in rows
    ]


def test_more_combinations_than_a_number_can_count(monkeypatch: Any) -> None:
    rows = [(str(number), str(number % 7), str(number % 11)) for number in range(200)] * 2
    plain = lines(together(columns(rows)))
    monkeypatch.setattr(columns_module, "_MOST_COMBINATIONS", 300)
    assert lines(together(columns(rows))) == plain == rows


def test_a_table_has_null_where_there_is_no_column() -> None:
    schema = pa.schema([("a", pa.string()), ("b", pa.int64()), ("c", pa.bool_()), ("d", pa.string())])
    own, shared = column_of_list(["x", None]), constant(7, 2)
    repeated = Column(["v", "w"], np.array([1, 1]))
    table = arrow_of({"a": own, "b": shared, "d": repeated, "more": own}, schema, 2)
    assert table.to_pylist() == [{"a": "x", "b": 7, "c": None, "d": "w"}, {"a": None, "b": 7, "c": None, "d": "w"}]
