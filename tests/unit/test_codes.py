"""Code lists by (column, spelling), degrees, exemptions, periods and positions."""

import pytest

from dagster_project.returns.codes import parse_code, parse_degree, parse_exemption, read_seed, spelling_table
from dagster_project.returns.positions import parse_positions


@pytest.mark.parametrize(
    ("code_list", "text", "code"),
    [
        ("professional_qualification", "CN", "university"),
        ("political_theory", "CN", "bachelor"),
        ("professional_qualification", "TC", "intermediate"),
        ("political_theory", "TC", "intermediate"),
        ("professional_qualification", "ĐH, đang học ThS", "university"),
        ("professional_qualification", "ĐH (đang theo học thạc sỹ)", "university"),
        ("professional_qualification", "CĐ; ĐH", "university"),
        ("professional_qualification", "TC + CĐ", "college"),
        ("professional_qualification", "Thac si", "master"),
        ("professional_qualification", "Bác sỹ nội trú", "resident"),
        ("professional_qualification", "12/12", "none"),
        ("political_theory", "-", "none"),
        ("political_theory", "Cử nhân", "bachelor"),
    ],
)
def test_degrees(code_list: str, text: str, code: str) -> None:
    assert parse_degree(code_list, text) == (code, "read")


@pytest.mark.parametrize("text", ["Trung cap cao", "ĐH, xyz", "đang học ĐH", "Đại hoc"])
def test_a_degree_is_never_guessed(text: str) -> None:
    assert parse_degree("professional_qualification", text) == (None, "unknown")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Năm", "year"),
        ("Năm 2024", "year"),
        ("Quý IV", "q4"),
        ("Quý 4/2024", "q4"),
        ("Tháng 01", "m01"),
        ("T12", "m12"),
    ],
)
def test_periods(text: str, code: str) -> None:
    assert parse_code("period", text) == (code, "read")


def test_exemptions_say_whether_they_are_recognised() -> None:
    assert parse_exemption("chưa đủ 6 tháng") == ("new", True, "read")
    assert parse_exemption("nghỉ ốm") == ("pending", False, "read")
    assert parse_exemption("lý do riêng") == (None, False, "unknown")
    assert parse_exemption("") == (None, False, "blank")


@pytest.mark.parametrize("row", read_seed("codes.csv"), ids=lambda row: f"{row['list']}:{row['code']}")
def test_every_spelling_of_the_reference_is_read(row: dict[str, str]) -> None:
    spellings = [row["label_vi"], *[one.strip() for one in row["spellings"].split(";") if "(in " not in one]]
    assert {spelling_table(row["list"]).find(text) for text in spellings if text} == {row["code"]}


@pytest.mark.parametrize("row", read_seed("positions.csv"), ids=lambda row: f"{row['level']}:{row['title_vi']}")
def test_every_title_of_the_reference_is_read_at_its_level_whole(row: dict[str, str]) -> None:
    titles = [row["title_vi"], *[one.strip() for one in row["aliases"].split(";") if one.strip()]]
    code = f"{row['level']}:{row['title_vi']}"
    assert {parse_positions(title, row["level"]) for title in titles} == {((title, code),) for title in titles}


def test_several_positions_in_a_cell() -> None:
    read = parse_positions("Bí thư Huyện uỷ kiêm Chủ tịch HĐND huyện; HUV, Xyz", "district")
    assert [code for _, code in read] == [
        "district:Bí thư Huyện ủy",
        "district:Chủ tịch HĐND huyện",
        "district:Huyện ủy viên",
        None,
    ]


def test_a_title_of_another_level_is_unknown() -> None:
    assert parse_positions("Bí thư Huyện ủy", "commune") == (("Bí thư Huyện ủy", None),)
