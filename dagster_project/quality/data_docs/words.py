"""The Vietnamese of Data Docs: suites, columns, what an expectation asks, and how much of it held.

Belongs here: words for what GX knows. Does not belong here: the notes of the expectations (they are written in
``expectations/*.json``) and the names of rules (the seed rules.csv).
"""

import re
from collections.abc import Mapping
from typing import Any

from dagster_project.returns.read.form_headings import label_of
from dagster_project.tables.forms import columns_of, forms

PLACES = {"file": "tệp", "sheet": "trang tính", "heading": "tiêu đề cột"}


# What the rules look at beside a form's own columns (tables/rows.checks_of, quality/judge/places.FRAME_COLUMNS).
CHECKED = {
    "age": "Tuổi",
    "birth": "Ngày sinh",
    "column_blank": "Cột bỏ trống cả biểu",
    "contradiction": "CCCD đối chiếu ngày sinh, giới tính",
    "control_total": "Tổng cộng",
    "course_days": "Số ngày học",
    "days_after_snapshot": "Số ngày sau ngày chốt",
    "decision": "Quyết định xếp loại",
    "decision_window": "Ngày quyết định so với năm báo cáo",
    "ended_year": "Năm kết thúc lớp",
    "exemption_check": "Lý do không xếp loại",
    "form": "Biểu",
    "heading": "Tiêu đề cột",
    "identifiers": "Số CCCD, số thẻ đảng viên",
    "is_ended_at_receipt": "Lớp đã kết thúc khi nhận tệp",
    "is_readable": "Đọc được tệp",
    "level_check": "Cấp so với chức danh",
    "occurrence": "Lần xuất hiện",
    "rating_or_exemption": "Xếp loại hoặc lý do không xếp loại",
    "rows_data": "Số dòng số liệu",
    "title_unit": "Đơn vị ở tiêu đề",
    "title_year": "Năm ở tiêu đề",
}


def column_label(suite: str, column: str | None) -> str:
    """Return a column's heading in the form; a dash where the check is about a whole file, sheet or heading.

    A name that is no column of the form goes by its words here, one without words by its own ones.
    """
    form, name = suite.removeprefix("form_"), (column or "").removesuffix("_state")
    if not name:
        return "–"
    # A suite over the rows of several forms calls a column as the first form that has it.
    for one in (form,) if form != suite else forms():
        if name in columns_of(one):
            return label_of(one, name)
    return CHECKED.get(name) or name.replace("_", " ").capitalize()


def places(suite: str) -> str:
    """Return what a suite looks at, one of which it calls a place."""
    return PLACES.get(suite, "dòng")


def condition(kind: str, kwargs: Mapping[str, Any]) -> str:
    """Write what an expectation asks as a formula over the names in its JSON; '' for a kind without one."""
    text = _formula(kind, kwargs)
    where = _row_condition(kwargs.get("row_condition"))
    return f"{text}, nếu {where}" if text and where else text


_EQUALS = re.compile(r"""\s*(\w+)\s*==\s*(["'])(.*)\2\s*""")


def _row_condition(where: Any) -> str:
    """Write which places an expectation looks at; GX hands a condition back as a dict with its text inside."""
    text = str(where.get("pass_through_filter", "") if isinstance(where, Mapping) else where or "")
    equals = _EQUALS.fullmatch(text)
    return f"{equals[1]} là {equals[3]}" if equals else text


def _formula(kind: str, kwargs: Mapping[str, Any]) -> str:
    column = kwargs.get("column")
    values = ", ".join(str(value) for value in kwargs.get("value_set") or [])
    low, high = kwargs.get("min_value"), kwargs.get("max_value")
    if kind == "expect_column_values_to_be_in_set":
        return f"{column} ∈ {{{values}}}"
    if kind == "expect_column_values_to_not_be_in_set":
        return f"{column} ∉ {{{values}}}"
    if kind == "expect_column_pair_values_to_be_equal":
        return f"{kwargs.get('column_A')} = {kwargs.get('column_B')}"
    if kind == "expect_column_values_to_be_between":
        # GX makes 18.0 of 18.
        below = "" if low is None else f"{low:g} {'<' if kwargs.get('strict_min') else '≤'} "
        above = "" if high is None else f" {'<' if kwargs.get('strict_max') else '≤'} {high:g}"
        return f"{below}{column}{above}"
    return ""
