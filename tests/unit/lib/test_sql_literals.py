"""A value that is written into SQL stays a value."""

import duckdb
import pytest

from dagster_project.lib.sql_literals import sql_text, sql_texts


@pytest.mark.parametrize("text", ["", "Bà Bể's", "''", "'; drop table x; --", "\x1f", 'a"b\\n{x}', "$1 ?"])
def test_a_text_comes_back_as_it_was(text):
    with duckdb.connect() as connection:
        assert connection.execute(f"select {sql_text(text)}").fetchall() == [(text,)]
        assert connection.execute(f"select 1 where {sql_text(text)} in ({sql_texts(['x', text])})").fetchall()


def test_no_text_matches_nothing():
    with duckdb.connect() as connection:
        assert connection.execute(f"select 1 where 'x' in ({sql_texts([])})").fetchall() == []
