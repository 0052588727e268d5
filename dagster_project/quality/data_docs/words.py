"""The Vietnamese of Data Docs: suites, columns, and how much of an expectation held.

Belongs here: words for what GX knows. Does not belong here: the notes of the expectations (they are written in
``expectations/*.json``) and the names of rules (the seed rules.csv).
"""

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
