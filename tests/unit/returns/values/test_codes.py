"""Code lists by (column, spelling), degrees, exemptions, periods and positions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.lib.seeds import read_seed
from dagster_project.returns.values.codes import (
    parse_code,
    parse_degree,
    parse_exemption,
    parse_period,
    parse_ticked_degrees,
    period_and_years,
    spelling_table,
)
from dagster_project.returns.values.positions import names_a_title, parse_positions


@pytest.mark.parametrize(
    ("code_list", "text", "code"),
    [
        ("professional_qualification", "CN", "university"),
        ("political_theory", "CN", "bachelor"),
        ("professional_qualification", "TC", "intermediate"),
        ("political_theory", "TC", "intermediate"),
        ("professional_qualification", "ĐH, đang học ThS", "university"),
        ("professional_qualification", "ĐH (đang theo học thạc sỹ)", "university"),
        ("professional_qualification", "DH, DANG HOC THS", "university"),
        ("professional_qualification", "ĐH (đang học lớp cao học K30)", "university"),
        ("professional_qualification", "ĐH, ThS đang học", "university"),
        ("professional_qualification", "ĐH, đang học ThS, TS", "university"),
        ("political_theory", "Trung cấp, đang học cao cấp", "intermediate"),
        ("professional_qualification", "CĐ; ĐH", "university"),
        ("professional_qualification", "CĐ\nĐH", "university"),
        ("professional_qualification", "Đại\nhọc", "university"),
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


@pytest.mark.parametrize("text", ["Trung cap cao", "ĐH, xyz", "đang học ĐH", "Đại hoc", "đang học ThS, ĐH"])
def test_a_degree_is_never_guessed(text: str) -> None:
    assert parse_degree("professional_qualification", text) == (None, "unknown")


@pytest.mark.parametrize(
    "text",
    [
        "Cao cấp đang học lớp K5",
        "Cao cấp (đang học lớp K5)",
        "Cao cấp\nđang học lớp K5",
        "cao cap dang theo hoc",
        "Cao cấp (đang học)",
        "Cao cấp, đang học",
        "Cao cấp (đang học cao cấp)",
    ],
)
def test_what_is_still_going_on_counts_for_nothing_nor_the_degree_it_stands_in(text: str) -> None:
    assert parse_degree("political_theory", text) == (None, "unknown")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Đại học", ("university", "read")),
        ("Đại học; Thạc sĩ", ("master", "several")),
        ("Trung cấp; Cao đẳng; Đại học", ("university", "several")),
        ("Đại học; giỏi", (None, "unknown")),
        ("", (None, "blank")),
    ],
)
def test_of_several_ticked_degrees_the_highest_counts_with_a_question(text: str, found: tuple[str, str]) -> None:
    assert parse_ticked_degrees("professional_qualification", text) == found


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Năm", "year"),
        ("Năm 2024", "year"),
        ("2024", "year"),
        ("Năm công tác 2024", "year"),
        ("Quý IV", "q4"),
        ("Quý 4/2024", "q4"),
        ("Quý IV năm 2024", "q4"),
        ("Tháng 01", "m01"),
        ("Tháng 12/2024", "m12"),
        ("T12", "m12"),
        ("6 tháng đầu năm 2024", "closing"),
        ("06 THANG DAU NAM", "closing"),
        ("Kết thúc hoạt động", "closing"),
        ("Kết thúc hoạt động (30/6/2024)", "closing"),
        ("Đến ngày 30/06/2024", "closing"),
    ],
)
def test_periods(text: str, code: str) -> None:
    assert parse_period(text, 2024) == (code, "read")


@pytest.mark.parametrize(
    "text", ["Năm 2023", "2023", "Quý IV/2023", "6 tháng đầu năm 2025", "6 tháng cuối năm", "Năm 2023-2024", "Quý V"]
)
def test_a_period_of_another_year_is_none_of_this_return(text: str) -> None:
    assert parse_period(text, 2024) == (None, "unknown")


def test_a_copied_period_is_known_in_whatever_year() -> None:
    assert period_and_years("Năm 2023") == ("year", {2023})


WILD = st.one_of(
    st.text(max_size=40),
    st.text(alphabet="đang học ĐHThSCN(),;/+&\n năm 2024 Quý IV٣²¶-", max_size=60),
    st.text(alphabet=st.characters(categories=["Cs", "Nd", "No", "Mn"]), max_size=12),
)


@given(WILD)
def test_any_text_gives_a_code_or_a_reason(text: str) -> None:
    parsed = [parse_period(text, 2024), *(parse(one, text) for parse in (parse_degree, parse_ticked_degrees)
              for one in ("professional_qualification", "political_theory"))]  # fmt: skip
    for code, state in [*parsed, parse_code("rating", text)]:
        assert (code is None) == (state in ("blank", "unknown"))
    parse_exemption(text)
    for level in (None, "province", "commune"):
        for position in parse_positions(text, level):
            assert position.code is None or position.code in position.possible
    names_a_title(text)


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
    found = {parse_positions(title, row["level"]) for title in titles}
    assert found == {((title, code, (code,), False),) for title in titles}
