"""What makes a row say again what a row above it said."""

from datetime import date
from typing import Any

import pytest

from dagster_project.returns.clean.partition import clean_partition
from dagster_project.returns.persons.mentions import count_mentions
from dagster_project.returns.read.partition import RawReturn
from tests.unit.workbooks import COURSE, ORGANISATION, PERSON, RATING, form, read, read_forms, with_cells, xlsx


def mentions(number: str, raw: RawReturn, without: int = 0) -> list[int]:
    """Return the count of each row of a form, the first ``without`` of them left out."""
    cleaned = clean_partition(raw, date(2024, 12, 31))
    return count_mentions(number, cleaned.forms[number].slice(without), cleaned.positions).tolist()


@pytest.mark.parametrize(
    ("number", "row", "changes", "occurrence"),
    [
        ("01", ORGANISATION, {"Tên": "Chi bộ B"}, 2),
        ("01", ORGANISATION, {"Mã": " tc01"}, 2),
        ("01", ORGANISATION, {"Mã": "TC02"}, 1),
        ("01", ORGANISATION, {"Mã": ""}, 1),
        ("02", PERSON, {"Họ": "Tên Khác"}, 2),
        ("02", PERSON, {"Số_CCCD": ""}, 2),
        ("02", PERSON, {"Số_thẻ": ""}, 2),
        ("02", PERSON, {"Chức": "Bí thư Thành ủy"}, 2),
        ("02", PERSON, {"Chức": "Huyện ủy viên"}, 1),
        ("02", PERSON, {"Số_CCCD": "006085000002", "Số_thẻ": "56000002"}, 1),
        ("02", PERSON, {"Số_CCCD": "", "Số_thẻ": ""}, 1),
        ("03", RATING, {"Kết": "HTNV"}, 2),
        ("03", RATING, {"Kỳ": "Quý I"}, 1),
        ("03", RATING, {"Số_quyết": "2-QĐ"}, 1),
        ("03", RATING, {"Ngày_quyết": "21/12/2024"}, 1),
        ("04", COURSE, {"Tên": "LỚP  A", "Nhóm": "Khác"}, 2),
        ("04", COURSE, {"Tên": "Lop A"}, 2),
        ("04", COURSE, {"Tên": "Lớp B"}, 1),
        ("04", COURSE, {"Đến": "16/03/2024"}, 1),
    ],
)
def test_what_is_a_second_mention(number: str, row: list[Any], changes: dict[str, str], occurrence: int) -> None:
    raw = read_forms(**{f"form_{number}": [row, with_cells(number, row, **changes)]})
    assert mentions(number, raw) == [1, occurrence]


def test_one_new_position_among_several_is_no_second_mention() -> None:
    both = with_cells("02", PERSON, Chức="Bí thư Huyện ủy; Huyện ủy viên")
    assert mentions("02", read_forms(form_02=[PERSON, both, both])) == [1, 1, 2]


def test_another_version_of_a_form_is_no_second_mention() -> None:
    files = {name: xlsx({"a": form("01", ORGANISATION)}) for name in ("a.xlsx", "b.xlsx")}
    assert mentions("01", read(files)) == [1, 1]


def test_a_row_that_is_left_out_is_no_first_mention() -> None:
    raw = read_forms(form_01=[ORGANISATION, ORGANISATION, ORGANISATION])
    assert (mentions("01", raw), mentions("01", raw, without=1)) == ([1, 2, 3], [1, 2])
