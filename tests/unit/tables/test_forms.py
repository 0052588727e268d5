"""Forms, columns, headings and codes hold for the years that they name; a list that cannot be meant is refused."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from dagster_project.lib.valid_years import InvalidList, holds_in
from dagster_project.quality.judge.places import ReturnToJudge
from dagster_project.quality.judge.verdicts import judge
from dagster_project.returns.clean.partition import clean_partition
from dagster_project.returns.read.form_headings import headings_of, label_of
from dagster_project.returns.read.heading_columns import map_columns
from dagster_project.returns.read.partition import RawReturn, read_partition
from dagster_project.returns.read.titles import titled_form, units_named
from dagster_project.returns.values.codes import parse_code
from dagster_project.tables.forms import columns_of, forms, required_groups
from dagster_project.tables.rows import judged_schema
from tests.lists import Lists, own_lists
from tests.unit.workbooks import COURSE, HEADINGS, form, received, xlsx

HOURS = ("04,hours,text,,hours,2026,", "04,hours,Số tiết,,")


@pytest.fixture
def lists(tmp_path: Path) -> Iterator[Lists]:
    with own_lists(tmp_path) as own:
        yield own


@pytest.fixture
def with_hours(lists: Lists) -> Lists:
    """Form 04 needs the hours of a course from 2026 on."""
    lists.add("columns.csv", HOURS[0])
    lists.add("headings.csv", HOURS[1])
    return lists


def read(year: int, *, hours: bool) -> RawReturn:
    sheet = form("04", COURSE)
    if hours:
        sheet = [*sheet[:2], [*sheet[2], "Số tiết"], [*sheet[3], "40"]]
    files = {"a.xlsx": xlsx({"a": sheet})}
    return read_partition(received(files, year), files.__getitem__, {"ba-be": "Huyện ủy Ba Bể"})


def rejected(year: int, *, hours: bool) -> list[tuple[str, str]]:
    raw = read(year, hours=hours)
    judgement = judge({f"{year}/ba-be": ReturnToJudge(raw, clean_partition(raw, date(year, 12, 31)))}, set())[0]
    found = judgement[f"{year}/ba-be"].findings.to_pylist()
    return [(one["rule_id"], one["column_name"]) for one in found if one["severity"] == "return"]


def test_a_column_required_from_2026_on_does_not_touch_earlier_years(with_hours: Lists) -> None:
    assert not rejected(2021, hours=False) and not rejected(2025, hours=False)
    assert rejected(2026, hours=False) == rejected(2027, hours=False) == [("column_missing", "hours")]
    assert not rejected(2026, hours=True)


def test_what_is_stored_has_one_shape_over_all_years(with_hours: Lists) -> None:
    assert {"hours", "hours_state", "hours_sent"} <= set(judged_schema("04").names)
    seen = {}
    for year in (2025, 2026):
        (row,) = clean_partition(read(year, hours=True), date(year, 12, 31)).forms["04"].to_pylist()
        seen[year] = (row["hours"], row["hours_state"], row["hours_sent"])
    assert seen == {2025: (None, "absent", None), 2026: ("40", "read", "40")}


def test_before_its_first_year_a_column_is_an_unknown_heading(with_hours: Lists) -> None:
    columns = {year: json.loads(read(year, hours=True).sheets["columns"][0].as_py()) for year in (2025, 2026)}
    number = str(len(HEADINGS["04"]))
    assert number not in columns[2025] and columns[2026][number] == "hours"


def test_a_need_may_change_from_year_to_year(lists: Lists) -> None:
    lists.replace("columns.csv", "04,provider,text,,,,", "04,provider,text,,,,2025", "04,provider,text,,provider,2026,")
    assert ["provider" in required_groups("04", year) for year in (2021, 2025, 2026)] == [False, False, True]
    assert list(columns_of("04")) == list(columns_of("04", 2025)), "the order of the form stays"


def test_a_heading_valid_until_2022_does_not_map_in_2023(lists: Lists) -> None:
    lists.add("headings.csv", "04,provider,Trường mở lớp,2021,2022")
    paths = {0: ["TT"], 1: ["Họ và tên"], 2: ["Trường mở lớp"]}
    mapped = {year: map_columns("04", paths, year).columns.get(2) for year in (2020, 2021, 2022, 2023)}
    assert mapped == {2020: None, 2021: "provider", 2022: "provider", 2023: None}
    assert map_columns("04", paths, None).columns[2] == "provider"


def test_a_column_is_called_by_the_first_heading_of_its_year(lists: Lists) -> None:
    lists.replace("headings.csv", "04,provider,Cơ sở đào tạo,,", "04,provider,Cơ sở đào tạo,,2025")
    assert [label_of("04", "provider", year) for year in (2025, 2026)] == ["Cơ sở đào tạo", "Cơ sở đào tạo, bồi dưỡng"]


def test_a_sub_heading_says_whose_a_column_is_in_its_years_alone(lists: Lists) -> None:
    lists.add("sub_headings.csv", "proposal,holds,tập thể bàn,,2022")
    paths = {0: ["Kết quả xếp loại", "Tập thể bàn"], 1: ["Họ và tên"]}
    assert ["rating" in map_columns("03", paths, year).columns.values() for year in (2022, 2023)] == [False, True]


def test_a_code_from_2026_on_is_unknown_in_2025(lists: Lists) -> None:
    lists.widen("codes.csv", "from_year", "to_year")
    lists.add("codes.csv", "course_result,excused,,Được miễn,,,,,2026,2028")
    states = {year: parse_code("course_result", "Được miễn", year) for year in (2025, 2026, 2028, 2029)}
    unknown, known = (None, "unknown"), ("excused", "read")
    assert states == {2025: unknown, 2026: known, 2028: known, 2029: unknown}
    assert parse_code("course_result", "HT", 2025) == parse_code("course_result", "HT", 2026) == ("completed", "read")


def test_a_spelling_may_mean_another_code_in_other_years(lists: Lists) -> None:
    lists.widen("codes.csv", "from_year", "to_year")
    lists.add("codes.csv", "course_result,completed,,,Xong,,,,,2025", "course_result,studying,,,Xong,,,,2026,")
    assert [parse_code("course_result", "Xong", year)[0] for year in (2025, 2026)] == ["completed", "studying"]
    assert parse_code("course_result", "Xong") == (None, "unknown"), "of any year it cannot be told"


def test_a_unit_is_titled_otherwise_in_other_years(lists: Lists) -> None:
    lists.add("unit_titles.csv", "Đảng ủy,Ban cán sự,,2025")
    names = {"xa": "Đảng ủy Bạch Thông"}
    assert [units_named(["BAN CÁN SỰ BẠCH THÔNG"], names, year) for year in (2025, 2026)] == [["xa"], []]


def test_a_form_of_some_years_is_a_form_in_those_alone(lists: Lists) -> None:
    assert titled_form(["Biểu số 05"]) is None
    lists.add("forms.csv", "05,Biểu 05,Five,organisation,false,false,,chưa rõ,unclear,2026,2027")
    lists.add("columns.csv", "05,organisation_code,organisation_code,,organisation_code,,")
    lists.add("headings.csv", "05,organisation_code,Mã tổ chức,,")
    assert ["05" in forms(year) for year in (2025, 2026, 2027, 2028)] == [False, True, True, False]
    assert list(forms()) == ["01", "02", "03", "04", "05"]
    assert titled_form(["Biểu số 05"]) == "05" and titled_form(["Biểu số 6"]) is None


def test_years_are_those_from_the_first_to_the_last() -> None:
    row = {"from_year": "2022", "to_year": "2024"}
    assert [holds_in(row, year) for year in (2021, 2022, 2024, 2025, None)] == [False, True, True, False, True]
    assert holds_in({}, 1) and holds_in({"from_year": "", "to_year": ""}, 2026)


MISTAKES = [
    (
        "columns.csv",
        "04,hours,txt,,,,",
        r"columns\.csv, line 57, column kind: found 'txt'; expected one of ignored",
    ),
    (
        "columns.csv",
        "04,hours,code,no_list,,,",
        r"line 57, column code_list: found 'no_list'; expected one of .*rat",
    ),
    (
        "columns.csv",
        "09,hours,text,,,,",
        r"line 57, column form: found '09'; expected a form of forms\.csv",
    ),
    (
        "columns.csv",
        "04,note,text,,,2026,",
        r"line 57, column from_year: found '2026'; expected years apart",
    ),
    (
        "columns.csv",
        "04,note,date,,,2026,",
        r"line 57, column kind: found 'date'; expected text, as in",
    ),
    ("columns.csv", "04,hours,text,,,26,", r"line 57, column from_year: found '26'; expected a year such as 2026"),
    ("columns.csv", "04,hours,text,,,2026,2025", r"line 57, column to_year: found '2025'; expected 2026 .* or later"),
    (
        "columns.csv",
        "04,hours,text,,,,",
        r"headings\.csv: no heading of column hours of form 04; expected at",
    ),
    (
        "headings.csv",
        "04,hours,Số tiết,,",
        r"headings\.csv, line \d+, column column: found 'hours'; expected a col",
    ),
    ("headings.csv", "09,note,Ghi chú,,", r"headings\.csv, line \d+, column form: found '09'; expected all or a form"),
    (
        "headings.csv",
        "all,note,Ghi chú,2026,",
        r"column from_year: found '2026'; expected years apart .* line 6",
    ),
    (
        "sub_headings.csv",
        "boss,is,sếp,,",
        r"sub_headings\.csv, line 47, column role: found 'boss'; expected one of",
    ),
    ("sub_headings.csv", "decision,has,sếp,,", r"line 47, column how: found 'has'; expected one of holds, is"),
    ("unit_titles.csv", "Đảng ủy,Đảng bộ,,", r"unit_titles\.csv, line 14, .* years apart from those of line 9"),
    (
        "forms.csv",
        "5,B,F,person,false,false,,x,x,,",
        r"forms\.csv, line 6, column form: found '5'; expected two",
    ),
    (
        "forms.csv",
        "05,B,F,people,false,false,,x,x,,",
        r"column subject: found 'people'; expected organisation",
    ),
    ("forms.csv", "05,B,F,person,no,false,,x,x,,", r"column is_population_form: found 'no'; expected true or false"),
    ("forms.csv", "05,B,F,person,false,false,,x,x,,", r"column subject: found 'person'; .* has no citizen_id"),
    (
        "forms.csv",
        "04,B,F,person,false,false,award,x,x,,",
        r"column told_apart_by: found 'award'; .* has no award",
    ),
    ("forms.csv", "04,B,F,person,false,false,,x,x,2026,", r"column from_year: found '2026'; expected years apart from"),
]


@pytest.mark.parametrize(("name", "line", "said"), MISTAKES)
def test_a_list_that_cannot_be_meant_is_refused(lists: Lists, name: str, line: str, said: str) -> None:
    lists.add(name, line)
    with pytest.raises(InvalidList, match=said):
        forms()
        headings_of("04", None)
        map_columns("04", {0: ["Họ và tên", "Ngày"]}, 2024)
        units_named(["HUYỆN"], {"xa": "Đảng ủy A"})


def test_all_mistakes_of_a_list_are_told_at_once(lists: Lists) -> None:
    lists.add("columns.csv", "04,hours,txt,,,,", "09,hours,text,,,,")
    with pytest.raises(InvalidList, match=r"line 57[^\n]*\n[^\n]*line 58"):
        columns_of("04")
