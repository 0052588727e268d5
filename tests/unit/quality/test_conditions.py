"""A limit is written in one way wherever it is read: whole numbers whole, days as days, no word of a programmer."""

from datetime import date

import pytest

from dagster_project.quality.conditions import condition, written


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (18, "18"), (18.0, "18"), (2021, "2021"), (1_000_000.0, "1000000"), (0.5, "0,5"), (1234.25, "1234,25"),
        (-3, "−3"),
        ("2021-01-31", "31/01/2021"), ("2021-01-31T00:00:00", "31/01/2021"), (date(2021, 1, 31), "31/01/2021"),
        ("2021-01", "2021-01"), (["yes", 2.0], "yes, 2"), ({"min": 18.0, "max": 75}, "min là 18; max là 75"),
        (True, "có"), (None, "–"), (float("inf"), "–"), ("usable", "usable"),
    ],
)  # fmt: skip
def test_values_are_written_as_a_reader_expects_them(value: object, text: str) -> None:
    assert written(value) == text


@pytest.mark.parametrize(
    ("kind", "kwargs", "text"),
    [
        ("expect_column_values_to_be_between", {"column": "age", "min_value": 18, "max_value": 75}, "18 ≤ age ≤ 75"),
        ("expect_column_values_to_be_between", {"column": "age", "min_value": 0}, "0 ≤ age"),
        ("expect_column_values_to_be_between", {"column": "age", "max_value": 9, "strict_max": True}, "age < 9"),
        ("expect_column_values_to_be_in_set", {"column": "a", "value_set": ["x", "y"]}, "a ∈ {x, y}"),
        ("expect_column_pair_values_to_be_equal", {"column_A": "a", "column_B": "b"}, "a = b"),
        ("expect_column_values_to_match_regex", {"column": "a", "regex": "x"}, ""),
        (
            "expect_column_values_to_not_be_in_set",
            {"column": "a", "value_set": ["x"], "row_condition": 'b=="c"'},
            "a ∉ {x}, nếu b là c",
        ),
        (
            "expect_column_values_to_be_between",
            # What GX 1 hands back of a row_condition and a whole number.
            {"column": "a", "max_value": 1.0, "row_condition": {"pass_through_filter": "b=='c'", "type": "x"}},
            "a ≤ 1, nếu b là c",
        ),
        (
            "expect_column_values_to_be_between",
            {"column": "a", "min_value": "2021-01-31", "max_value": 75.0},
            "31/01/2021 ≤ a ≤ 75",
        ),
        (
            "expect_column_values_to_not_be_in_set",
            {
                "column": "a",
                "value_set": [1.0],
                "row_condition": "2021 <= report_year <= 2024 or b==2",
            },
            "a ∉ {1}, nếu 2021 ≤ report_year ≤ 2024 hoặc b là 2",
        ),
    ],
)
def test_conditions_are_written_as_formulas(kind: str, kwargs: dict[str, object], text: str) -> None:
    assert condition(kind, kwargs) == text
