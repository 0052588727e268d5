"""The rules of the lists beside units and years: each has a file that breaks it and one that nearly does.

Every case is the project's own list with one piece of text replaced. And what the lists in force mean for reading.
"""

import csv
import os
import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dagster_project.lib.seeds import SEEDS, use_lists
from dagster_project.returns.read.opening import Opener
from dagster_project.returns.read.read_file import read_file
from dagster_project.returns.read.step import reader_code
from dagster_project.returns.reference import indicator_tests, load
from dagster_project.returns.reference.load import InvalidReference, Reference, load_reference
from dagster_project.returns.reference.read_csv import read_list_file
from dagster_project.returns.reference.rows import LISTS
from dagster_project.returns.values.codes import parse_code, rank_of
from dagster_project.returns.values.positions import parse_positions
from tests.unit.workbooks import HEADINGS, PERSON, xlsx

Change = tuple[str, str, str]
#: (list, text in the project's own, text instead of it)
SECOND = ("resolutions", "2021,2025,\n", "2021,2025,\nNQ-2,Nghị quyết,Resolution,,,2026,2030,\n")
TARGET = ("indicator_targets", "target_pct\n", "target_pct\nNQ-BK-2021,2.2.2a,2023,4\n")


def with_changes(folder: Path, *changes: Change) -> Path:
    for name, find, by in changes:
        path = folder / f"{name}.csv"
        text = (path if path.exists() else SEEDS / f"{name}.csv").read_text(encoding="utf-8")
        assert find in text, f"{name}.csv has no {find!r} to replace"
        path.write_text(text.replace(find, by, 1), encoding="utf-8")
    return folder


def problems(folder: Path) -> list[str]:
    with pytest.raises(InvalidReference) as caught:
        load_reference(folder)
    return str(caught.value).splitlines()


BROKEN: list[tuple[list[Change], str]] = [
    # resolutions
    (
        [("resolutions", "2021,2025,", "2021,2020,")],
        "resolutions.csv, line 2, column last_year: found '2020', expected no",
    ),
    (
        [("resolutions", "2021,2025,", "2021,2025,06")],
        "line 2, column province_code: found '06', expected a province_code",
    ),
    ([("resolutions", "NQ-BK-2021,", "NQ 1,")], "resolutions.csv, line 2, column resolution_code: found 'NQ 1'"),
    (
        [
            ("resolutions", "2021,2025,\n", "2021,2025,\nNQ-2,Nghị quyết,Resolution,,,2025,2030,\n"),
            ("indicators", "NQ-BK-2021,2.2.2b", "NQ-2,2.2.2a"),
            ("indicator_series", "NQ-BK-2021,2.2.2b", "NQ-2,2.2.2a"),
        ],
        "resolutions.csv, line 3, column first_year: found '2025', expected no year of NQ-BK-2021 (2021–2025), which "
        "has the same indicator 2.2.2a",
    ),
    # indicators
    (
        [("indicators", "NQ-BK-2021,2.2.8", "NQ-2,2.2.8")],
        "line 13, column resolution_code: found 'NQ-2', expected a resol",
    ),
    (
        [("indicators", "NQ-BK-2021,2.2.8", "NQ-BK-2021,2.2.7")],
        "'NQ-BK-2021, 2.2.7' again (first in line 12), expected reso",
    ),
    (
        [("indicators", "2.2.8,12,", "2.2.8,11,")],
        "line 13, column sort_order: found '11', expected another place than line",
    ),
    ([("indicators", "2.2.8,12,", "2.2.8,last,")], "line 13, column sort_order: found 'last', expected a whole number"),
    (
        [("indicators", "by_2025,min,5,", "by_2025,atleast,5,")],
        "line 5, column direction: found 'atleast', expected 'min' or",
    ),
    (
        [("indicators", "by_2025,min,5,", "by_2025,min,101,")],
        "column target_pct: found '101', expected a number from 0 to",
    ),
    (
        [("indicators", "by_2025,min,5,", "by_2025,min,5.125,")],
        "column target_pct: found '5.125', expected a number from 0",
    ),
    (
        [("indicators", "by_2025,min,5,", 'by_2025,min,"5,5",')],
        "column target_pct: found '5,5', expected a number from 0",
    ),
    (
        [("indicators", "by_2025,min,5,2025", "by_2025,min,5,")],
        "column cadence: found 'by_2025', expected 'annual', as a bl",
    ),
    (
        [("indicators", "by_2025,min,5,2025", "by_2030,min,5,2030")],
        "column target_year: found '2030', expected a year of its",
    ),
    (
        [("indicators", ",young,", ",old,")],
        "column test_model: found 'old', expected one of ethnic_minority, qualified, rated, trained, woman",
    ),
    (
        [("indicators", "HTTNV;HTXSNV", "HTTNV;TOT")],
        "line 2, column ratings: found 'TOT', expected codes of list 'rating'",
    ),
    ([("indicators", "HTTNV;HTXSNV", "")], "line 2, column ratings: found a blank, expected a value: ratings is what"),
    (
        [("indicators", "HTTNV;HTXSNV,,,,,,", "HTTNV,,,,40,,")],
        "line 2, column age_below: found '40', expected a blank: test_mo",
    ),
    (
        [("indicators", ",trained,,party_building", ",trained,,cooking")],
        "column course_group: found 'cooking', expected codes",
    ),
    (
        [("indicators", ",trained,,party_building", ",trained,,")],
        "line 4, column course_group: found a blank, expected a val",
    ),
    (
        [("indicators", "since_start,2021-01-01", "since_start,")],
        "line 4, column period_start: found a blank, expected the f",
    ),
    (
        [("indicators", "report_year,,", "report_year,2021-01-01,")],
        "column period_start: found '2021-01-01', expected a blank",
    ),
    (
        [("indicators", "report_year,,", "always,,")],
        "column course_window: found 'always', expected 'report_year' or 'since_",
    ),
    ([("indicators", ",,,,,40,,", ",,,,,forty,,")], "column age_below: found 'forty', expected a whole number"),
    (
        [("indicators", ",,,,,40,,", ",,,,,,,")],
        "line 5, column age_below: found a blank, expected a value: age_below is what",
    ),
    (
        [("indicators", ",master,", ",mister,")],
        "column minimum_professional_qualification: found 'mister', expected codes of",
    ),
    (
        [("indicators", ",master,", ",,")],
        "a value: minimum_professional_qualification or minimum_political_theory is what",
    ),
    (
        [("indicators", ",02,,young", ",01,,young")],
        "line 5, column population_form: found '01', expected '02': test_model 'yo",
    ),
    (
        [("indicators", ",02,,young", ",02,03,young")],
        "line 5, column counted_form: found '03', expected a blank for test_mo",
    ),
    ([("indicators", ",01,,rated", ",01,03,rated")], "line 2, column counted_form: found '03', expected a blank"),
    (
        [("indicators", ",02,03,rated", ",02,,rated")],
        "column counted_form: found a blank, expected '03' for test_model 'rat",
    ),
    (
        [("indicators", "2.2.8,12", "2.2.9,12")],
        "line 13, column indicator_code: found '2.2.9', expected a row with its series 't",
    ),
    # targets of a year
    (
        [("indicator_targets", "\n", "\nNQ-BK-2021,9,2023,4\n")],
        "line 2, column indicator_code: found '9', expected an indicator",
    ),
    (
        [("indicator_targets", "\n", "\nNQ-BK-2021,2.1.1,2026,4\n")],
        "column report_year: found '2026', expected a year of its reso",
    ),
    ([TARGET, ("indicator_targets", "23,4\n", "23,4\nNQ-BK-2021,2.2.2a,2023,5\n")], "'NQ-BK-2021, 2.2.2a, 2023' again"),
    # series
    (
        [("indicator_series", "2.1.1,total,", "2.1.1,all,")],
        "line 2, column indicator_code: found '2.1.1', expected a row with",
    ),
    ([("indicator_series", "2.2.8,total,", "2.2.8,whole,")], "expected a row with its series 'total' in"),
    (
        [("indicator_series", "2.1.1,party_del", "2.9,party_del")],
        "column indicator_code: found '2.9', expected an indicator of",
    ),
    (
        [("indicator_series", "s,party_delegations", "s,party_people")],
        "column population: found 'party_people', expected a po",
    ),
    (
        [("indicator_series", "s,party_delegations", "s,")],
        "line 5, column population: found a blank, expected a population",
    ),
    (
        [("indicator_series", "s,party_delegations", "s,inspection")],
        "line 5, column population: found 'inspection', expected a p",
    ),
    (
        [("indicator_series", "Tổng số,Total,\n", "Tổng số,Total,inspection\n")],
        "line 2, column population: found 'inspection', ex",
    ),
    (
        [("indicator_series", "Total,commune_leaders", "Total,")],
        "column population: found a blank, expected a population in",
    ),
    # populations
    (
        [("populations", "organisation_type,party_del", "managed_by,party_del")],
        "column basis: found 'managed_by', expected org",
    ),
    (
        [("populations", "type,party_delegation,", "type,party_people,")],
        "column value: found 'party_people', expected a code of",
    ),
    (
        [("populations", "position_group,inspection,", "position_group,inspector,")],
        "found 'inspector', expected a group of som",
    ),
    (
        [("populations", "department_leaders,province,", "department_leaders,commune,")],
        "expected a group of some position of leve",
    ),
    (
        [("populations", "department_leaders,province,", "department_leaders,town,")],
        "column level: found 'town', expected 'provi",
    ),
    (
        [
            (
                "populations",
                "managed_by,provincial_standing_committee,,",
                "managed_by,provincial_standing_committee,province,",
            )
        ],
        "a blank",
    ),
    (
        [("populations", ",,true,Cấp ủy viên cấp tỉnh", ",,yes,Cấp ủy viên cấp tỉnh")],
        "column is_in_structure: found 'yes', expected t",
    ),
    # positions and their prefixes
    (
        [("positions", "Giám đốc Sở,province,", "Giám đốc Sở,city,")],
        "column level: found 'city', expected 'province', 'district'",
    ),
    (
        [("positions", "Giám đốc Sở,province,", "Bí thư Tỉnh ủy,province,")],
        "'province, Bí thư Tỉnh ủy' again (first in line 2)",
    ),
    (
        [("positions", ",GĐ Sở", ",BTTU")],
        "column aliases: found 'BTTU', expected no spelling of 'Bí thư Tỉnh ủy' (line 2)",
    ),
    (
        [("positions", "committee_province;department_leaders,BTTU", "committee province,BTTU")],
        "column groups: found 'committee",
    ),
    (
        [("position_prefixes", "Giám đốc Sở,province,Giám đốc Sở", "Giám đốc Sở,district,Giám đốc Sở")],
        "column title_vi: found 'Gi",
    ),
    (
        [("position_prefixes", "Phó phòng,district", "Phó phòng,province")],
        "'province, Phó phòng' again (first in line 6)",
    ),
    # codes
    (
        [("codes", "rating,HTNV,2,", "rating,HTNV,second,")],
        "line 4, column rank: found 'second', expected a whole number",
    ),
    (
        [("codes", "rating,HTNV,2,", "rating,HTNV,,")],
        "line 4, column rank: found a blank, expected a rank: of list 'rating'",
    ),
    (
        [("codes", "rating,HTNV,", "rating,HTTNV,")],
        "'rating, HTTNV' again (first in line 3), expected list and code once",
    ),
    ([("codes", "rating,HTNV,", "ratings,HTNV,")], "line 4, column list: found 'ratings', expected one of rating,"),
    ([("codes", "rating,HTXSNV,", "rating,A,")], "codes.csv: list 'rating' lacks HTXSNV; rules name them"),
    ([("codes", "sex,female,", "sex,woman,")], "column code: found 'woman', expected one of male, female"),
    (
        [("codes", ",HTTNV; HTT; ", ",HTTNV; HTXS; ")],
        "line 3, column spellings: found 'HTXS', expected no spelling of 'HTXSNV'",
    ),
    # communes
    (
        [("communes", "058,01834,", "58,01834,")],
        "line 2, column district_code: found '58', expected 3 digits, leading zeros",
    ),
    ([("communes", "058,01834,", "058,1834,")], "line 2, column commune_code: found '1834', expected 5 digits"),
    ([("communes", "058,01837,", "058,01834,")], "line 3, column commune_code: found '01834' again (first in line 2)"),
    (
        [("communes", ",01840,Phường Đức Xuân\n", ",,Phường Đức Xuân\n")],
        "column new_commune_code_20250701: found a blank",
    ),
]

UNBROKEN: list[list[Change]] = [
    [SECOND],
    [("resolutions", "2021,2025,", "2021,2021,"), *[("indicators", "by_2025,min,", "by_2021,min,")] * 6]
    + [
        ("indicators", f"{target},2025,", f"{target},2021,")
        for target in ("n,100", "n,5", "n,20", "n,35", "n,100", "n,80")
    ],
    [
        ("resolutions", "2021,2025,\n", "2021,2025,\nNQ-2,Nghị quyết,Resolution,,,2021,2025,\n"),
        ("indicators", "NQ-BK-2021,2.2.2b", "NQ-2,2.2.2b"),
        ("indicator_series", "NQ-BK-2021,2.2.2b", "NQ-2,2.2.2b"),
    ],
    [("indicators", "by_2025,min,5,", "by_2025,max,100,")],
    [("indicators", "by_2025,min,5,", "by_2025,min,0.25,")],
    [("indicators", "by_2025,min,5,2025", "annual,min,5,")],
    [("indicators", "by_2025,min,5,2025", "by_2023,min,5,2023")],
    [("indicators", "HTTNV;HTXSNV", " KHTNV ; HTNV")],
    [("indicators", ",master,", ",,intermediate")],
    [TARGET],
    [("populations", ",,true,Cấp ủy viên cấp tỉnh", ",province,true,Cấp ủy viên cấp tỉnh")],
    [("positions", ",GĐ Sở", ",GĐ Sở; Giám đốc Sở")],
    [("positions", "Đảng ủy viên cơ sở,grassroots,committee_grassroots", "Đảng ủy viên cơ sở,grassroots,a;b")],
    [("codes", "rating,HTNV,2,", "rating,HTNV,20,")],
    [("codes", "course_group,other,,", "course_group,other,1,")],
    [("codes", "course_group,other,,Khác", "course_group,law,,Pháp luật\ncourse_group,other,,Khác")],
]


@pytest.mark.parametrize(("changes", "says"), BROKEN, ids=lambda value: value[:60] if isinstance(value, str) else "")
def test_what_breaks_a_rule_is_told_with_its_place(tmp_path: Path, changes: list[Change], says: str) -> None:
    found = problems(with_changes(tmp_path, *changes))
    assert any(says in line for line in found), "\n".join(found)
    assert all(str(tmp_path) in line or str(SEEDS) in line for line in found)


@pytest.mark.parametrize("changes", UNBROKEN, ids=lambda changes: f"{changes[-1][0]} {changes[-1][2][:30]}")
def test_what_nearly_breaks_a_rule_is_taken(tmp_path: Path, changes: list[Change]) -> None:
    load_reference(with_changes(tmp_path, *changes))


def test_a_model_of_its_own_is_a_test_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    models = shutil.copytree(load._TEST_MODELS, tmp_path / "tests")
    monkeypatch.setattr(load, "_TEST_MODELS", models)
    folder = with_changes(tmp_path, ("indicators", "02,,young,,", "02,,minority,,"))
    assert "line 5, column test_model: found 'minority', expected one of" in problems(folder)[0]
    (models / "test_minority.sql").touch()
    assert load_reference(folder).frame("indicators")["test_model"].tolist()[3] == "minority"


def test_every_shared_test_has_its_model() -> None:
    assert {f"test_{name}.sql" for name in indicator_tests._NEEDED} <= {
        path.name for path in load._TEST_MODELS.iterdir()
    }


def test_one_mistake_is_one_problem(tmp_path: Path) -> None:
    """A row that cannot be read is still there for those that refer to it; a file that cannot be is blamed once."""
    assert len(problems(with_changes(tmp_path, ("resolutions", "2021,2025,", "2021,never,")))) == 1
    assert len(problems(with_changes(tmp_path, ("resolutions", "resolution_code,", "resolution,")))) == 2


def test_a_province_of_several_needs_its_code_at_the_resolution(tmp_path: Path) -> None:
    head = "unit_code,unit_name_vi,unit_type,valid_from,valid_to,province_code\n"
    units = head + "a,Tỉnh ủy A,province,2020-01-01,,06\nb,Tỉnh ủy B,province,2025-07-01,,19\n"
    (tmp_path / "units.csv").write_text(units, encoding="utf-8")
    (found,) = problems(tmp_path)
    assert "resolutions.csv, line 2, column province_code: found a blank, expected a province_code in" in found
    assert "(06, 19)" in found
    with_changes(tmp_path, ("resolutions", "2021,2025,", "2021,2025,06"))
    assert load_reference(tmp_path).frame("resolutions")["province_code"].tolist() == ["06"]


def in_force(reference: Reference) -> None:
    use_lists(reference.lists_of_cells())


@pytest.fixture
def lists_back():
    yield
    use_lists({})


OWN_LISTS: list[Change] = [
    ("codes", ",Thạc sĩ,ThS;", ",Thạc sĩ,Kỹ sư bậc 8; ThS;"),
    ("positions", ",GĐ Sở", ",GĐ Sở; Tổng công trình sư"),
    ("position_prefixes", "Giám đốc Sở,province,Giám đốc Sở", "Trưởng bản,province,Giám đốc Sở"),
]


def test_cells_are_read_by_the_lists_in_force(tmp_path: Path, lists_back: None) -> None:
    def read() -> tuple[object, ...]:
        titles = [parse_positions(title, "province")[0].code for title in ("Tổng công trình sư", "Trưởng bản Nà Pò")]
        return (parse_code("professional_qualification", "Kỹ sư bậc 8")[0], *titles)

    in_force(load_reference(SEEDS))
    before = read()
    assert before == (None, None, None)
    in_force(load_reference(with_changes(tmp_path, *OWN_LISTS)))
    assert read() == ("master", "province:Giám đốc Sở", "province:Giám đốc Sở")
    in_force(load_reference(SEEDS))
    assert read() == before


def test_the_projects_lists_read_as_its_seeds_do(lists_back: None) -> None:
    """A night over the project's own lists reads what a test reads that puts none in force."""
    ranks, own = rank_of("rating"), reader_code()
    in_force(load_reference(SEEDS))
    assert rank_of("rating") == ranks == {"HTXSNV": 4, "HTTNV": 3, "HTNV": 2, "KHTNV": 1}
    assert reader_code() == own


def test_another_list_reads_again_and_another_way_to_write_it_does_not(tmp_path: Path, lists_back: None) -> None:
    in_force(load_reference(SEEDS))
    own = reader_code()
    semicolons = (SEEDS / "position_prefixes.csv").read_text(encoding="utf-8").replace(",", ";").replace("\n", "\r\n")
    (tmp_path / "position_prefixes.csv").write_text("\ufeff" + semicolons, encoding="utf-8", newline="")
    in_force(load_reference(tmp_path))
    assert reader_code() == own
    in_force(load_reference(with_changes(tmp_path, ("indicators", "by_2025,min,5,", "by_2025,min,6,"))))
    assert reader_code() == own, "no cell is read by a target"
    in_force(load_reference(with_changes(tmp_path, OWN_LISTS[0])))
    assert reader_code() != own


def test_a_process_that_opens_files_reads_by_the_same_lists(tmp_path: Path, lists_back: None) -> None:
    """Ticks under headings are read while a file is opened, by the code list of their column."""
    at = HEADINGS["02"].index("Trình độ chuyên môn")
    heading = [*HEADINGS["02"][: at + 1], "", *HEADINGS["02"][at + 1 :]]
    below = ["" for _ in heading]
    below[at : at + 2] = ["Kỹ sư bậc 8", "ĐH"]
    person = [*PERSON[:at], "x", "", *PERSON[at + 1 :]]
    content = xlsx({"02": [["HUYỆN ỦY BA BỂ"], ["Biểu số 02"], heading, below, person]})

    def ticked() -> list[str]:
        with Opener(tmp_path / "refused", "1", workers=1) as open_file:
            reading = open_file(content, "a.xlsx", 2024, {})
        assert reading == read_file(content, "a.xlsx", 2024, {})
        return re.findall(r'"(\w+=\w+)"', reading.sheets[0]["columns"])

    in_force(load_reference(SEEDS))
    assert ticked() == []
    in_force(load_reference(with_changes(tmp_path, *OWN_LISTS)))
    assert ticked() == ["professional_qualification=master", "professional_qualification=university"]


def test_a_night_reads_by_the_lists_of_its_folder(tmp_path: Path, lists_back: None) -> None:
    from dagster_project.defs.night import open_night
    from dagster_project.settings import load_settings

    folder, data = with_changes(tmp_path, *OWN_LISTS), tmp_path / "data"
    umask = os.umask(0o077)
    try:
        open_night(load_settings(None, WAREHOUSE_REFERENCE_DIR=str(folder), WAREHOUSE_DATA_DIR=str(data)))
    finally:
        os.umask(umask)
    assert parse_code("professional_qualification", "Kỹ sư bậc 8")[0] == "master"
    assert {path.name for path in (data / "reference").iterdir()} == {f"{name}.parquet" for name in LISTS}


CELLS = st.text(st.characters(codec="utf-8"), max_size=12) | st.sampled_from(
    ["province", "2024-12-31", "5", "true", ""]
)


@given(name=st.sampled_from(sorted(LISTS)), rows=st.lists(st.lists(CELLS, max_size=26), max_size=4), raw=st.binary())
def test_whatever_a_file_holds_it_is_read_or_told(tmp_path_factory: pytest.TempPathFactory, name, rows, raw) -> None:
    path = tmp_path_factory.mktemp("wild") / f"{name}.csv"
    heading = ",".join(LISTS[name].model_fields)
    text = "\n".join([heading, *(",".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row) for row in rows)])
    for content in (text.encode(), raw, heading.encode() + b"\n" + raw):
        path.write_bytes(content)
        file = read_list_file(path, LISTS[name], name)
        assert all(line.startswith(str(path)) and "\n" not in line for line in file.problems)
        assert file.problems or all(line.row is not None for line in file.lines)
        try:
            load_reference(path.parent)
        except InvalidReference as problem:
            assert str(problem)


def test_what_was_read_written_as_csv_is_read_again(tmp_path: Path) -> None:
    reference = load_reference(SEEDS)
    for name, table in reference.tables.items():
        with (tmp_path / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file, delimiter=";")
            rows.writerow(table.column_names)
            rows.writerows([[_written(value) for value in row.values()] for row in table.to_pylist()])
    assert load_reference(tmp_path).tables == reference.tables


def _written(value: object) -> object:
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else value


@settings(max_examples=60)
@given(name=st.sampled_from(sorted(LISTS)), line=st.integers(1, 400), column=st.integers(0, 30), cell=CELLS)
def test_one_wild_cell_in_the_projects_lists_is_taken_or_told(
    tmp_path_factory: pytest.TempPathFactory, name: str, line: int, column: int, cell: str
) -> None:
    folder = tmp_path_factory.mktemp("wild")
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    row = rows[line % len(rows)]
    row[column % len(row)] = cell
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    try:
        load_reference(folder)
    except InvalidReference as problem:
        assert all(re.match(r".+\.csv(, line \d+(, column \w+)?)?: ", told) for told in str(problem).splitlines())
