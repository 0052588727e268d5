"""What an expectation asks, written for people: its values, and the whole of it as a formula.

Belongs here: numbers, days and lists out of an expectation's ``kwargs``, so that a note, a page and a report write the
same limit in the same way. Does not belong here: which texts name a value (judge/suite_files.py), where they are shown.
"""

import re
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from dagster_project.lib.numbers import decimal

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00)?)?")
_EQUALS = re.compile(r"""(\w+)\s*==\s*(?:(["'])(.*)\2|([\d.]+))""")
_BETWEEN = re.compile(r"""([\d.]+)\s*<=\s*(\w+)\s*<=\s*([\d.]+)""")
_DECIMALS_KEPT = 6


def written(value: Any) -> str:
    """Write a value of an expectation: 18.0 as 18, 0.5 as 0,5, 2021-01-31 as 31/01/2021, a list with commas.

    No dot between thousands: a year is a value too.
    """
    if isinstance(value, Mapping):
        return "; ".join(f"{name} là {written(one)}" for name, one in value.items())
    if isinstance(value, list | tuple | set):
        return ", ".join(written(one) for one in value)
    if isinstance(value, bool) or value is None:
        return {True: "có", False: "không", None: "–"}[value]
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    day = _DAY.fullmatch(str(value))
    return f"{day[3]}/{day[2]}/{day[1]}" if day else str(value)


def _number(value: float) -> str:
    if value != value or value in (float("inf"), float("-inf")):
        return "–"
    exact = Fraction(str(value))
    sign = "−" if exact < 0 else ""
    if exact.denominator == 1:
        return f"{sign}{abs(int(exact))}"
    return decimal(exact, _DECIMALS_KEPT).replace(".", "").rstrip("0").rstrip(",")


def condition(kind: str, kwargs: Mapping[str, Any]) -> str:
    """Write what an expectation asks as a formula over the names in its JSON; '' for a kind without one."""
    text = _formula(kind, kwargs)
    where = _row_condition(kwargs.get("row_condition"))
    return f"{text}, nếu {where}" if text and where else text


def _row_condition(where: Any) -> str:
    """Write which places an expectation looks at; GX hands a condition back as a dict with its text inside."""
    text = str(where.get("pass_through_filter", "") if isinstance(where, Mapping) else where or "").strip()
    text = _BETWEEN.sub(lambda found: f"{written(found[1])} ≤ {found[2]} ≤ {written(found[3])}", text)
    text = _EQUALS.sub(lambda found: f"{found[1]} là {found[3] if found[2] else found[4]}", text)
    return re.sub(r"\s+(and|or)\s+", lambda found: {"and": " và ", "or": " hoặc "}[found[1]], text)


def _formula(kind: str, kwargs: Mapping[str, Any]) -> str:
    column = kwargs.get("column")
    values = written(list(kwargs.get("value_set") or []))
    low, high = kwargs.get("min_value"), kwargs.get("max_value")
    if kind == "expect_column_values_to_be_in_set":
        return f"{column} ∈ {{{values}}}"
    if kind == "expect_column_values_to_not_be_in_set":
        return f"{column} ∉ {{{values}}}"
    if kind == "expect_column_pair_values_to_be_equal":
        return f"{kwargs.get('column_A')} = {kwargs.get('column_B')}"
    if kind == "expect_column_values_to_be_between":
        below = "" if low is None else f"{written(low)} {'<' if kwargs.get('strict_min') else '≤'} "
        above = "" if high is None else f" {'<' if kwargs.get('strict_max') else '≤'} {written(high)}"
        return f"{below}{column}{above}"
    return ""
