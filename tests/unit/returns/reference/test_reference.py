"""The reference is refused with all its problems at once, or written as the canonical copy: the files, units, years.

The rules across the other lists are tried in test_reference_lists.py.
"""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from dagster_project.lib.seeds import SEEDS
from dagster_project.returns.reference.load import InvalidReference, load_reference, schema_of, write_reference
from dagster_project.returns.reference.rows import LISTS, PERIODS

UNITS = """unit_code,unit_name_vi,unit_type,district_code,list_order,valid_from,valid_to,note
tinh,Tỉnh ủy X,province,,1,2020-10-30,,
a-huyen,Huyện ủy A,district,060,2,2020-10-30,2024-06-30,"with, a comma"
"""
YEARS = """report_year,snapshot_on,due_on,rating_regime
2023,2023-12-31,2024-01-31,old
2024,2024-12-31,2025-01-31,new
"""


def written(folder: Path, units: str = UNITS, years: str = YEARS) -> Path:
    (folder / "units.csv").write_text(units, encoding="utf-8")
    (folder / "report_years.csv").write_text(years, encoding="utf-8")
    return folder


def problems(folder: Path) -> list[str]:
    with pytest.raises(InvalidReference) as caught:
        load_reference(folder)
    return str(caught.value).splitlines()


def test_the_projects_own_reference_is_valid() -> None:
    reference = load_reference(SEEDS)
    assert reference.years == [2021, 2022, 2023, 2024, 2025]
    assert reference.unit_codes[0] == "tinh"
    assert set(reference.tables) == set(LISTS)


def test_values_have_their_types(tmp_path: Path) -> None:
    reference = load_reference(written(tmp_path))
    assert reference.tables["units"].to_pylist()[1] == {
        "unit_code": "a-huyen",
        "unit_name_vi": "Huyện ủy A",
        "unit_type": "district",
        "district_code": "060",
        "list_order": 2,
        "valid_from": date(2020, 10, 30),
        "valid_to": date(2024, 6, 30),
        "note": "with, a comma",
        "province_code": None,
        "label_en": "Huyện ủy A",
        "short_label_vi": "Huyện ủy A",
        "short_label_en": "Huyện ủy A",
    }
    assert reference.frame("units").valid_to[0] is None
    assert list(reference.frame("report_years").report_year) == [2023, 2024]


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace(",", ";").replace('"with; a comma"', "note"),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text + "\n,,,,,,,\n",
    ],
    ids=["byte order mark", "semicolons", "Windows lines", "blank lines"],
)
def test_files_as_excel_saves_them_are_read(tmp_path: Path, change) -> None:
    folder = written(tmp_path)
    (folder / "units.csv").write_text(change(UNITS), encoding="utf-8", newline="")
    assert load_reference(folder).unit_codes == ["tinh", "a-huyen"]


def test_optional_columns_may_be_absent(tmp_path: Path) -> None:
    folder = written(
        tmp_path,
        "unit_code,unit_name_vi,unit_type,valid_from,valid_to\nb,B,district,2020-01-01,\na,A,province,2020-01-01,\n",
        "report_year,snapshot_on,due_on\n2024,2024-12-31,2025-01-31\n2023,2023-12-31,2024-01-31\n",
    )
    reference = load_reference(folder)
    assert reference.unit_codes == ["a", "b"]
    assert reference.years == [2023, 2024]
    assert reference.tables["units"]["list_order"].to_pylist() == [None, None]
    assert reference.tables["report_years"]["rating_periods"].to_pylist() == ["year", "year"]


@pytest.mark.parametrize(
    ("find", "by", "says"),
    [
        ("tinh,", "province,", "line 2, column unit_code: found 'province'"),
        ("tinh,", "Province,", "found 'Province'"),
        ("a-huyen,", "TINH,", "line 3, column unit_code: found 'TINH' again (first in line 2)"),
        ("a-huyen,", "../x,", "expected Latin letters"),
        ("a-huyen,", ",", "line 3, column unit_code: found a blank"),
        ("2024-06-30", "30/06/2024", "column valid_to: found '30/06/2024', expected a date yyyy-mm-dd"),
        ("2024-06-30", "2024-06-31", "expected a date yyyy-mm-dd that exists"),
        ("2024-06-30", "2019-06-30", "expected no day before valid_from"),
        ("060,2,", "060,two,", "column list_order: found 'two', expected a whole number"),
        (",valid_from", ",from", "line 1: column valid_from is missing; found unit_code"),
        ("2020-10-30,,", ",,", "line 2, column valid_from: found a blank"),
        (",district,", ",province,", "found 'province' again"),
        (",060,2,", ",060,2,2,", "8 cells expected, found 9"),
        (",district,", ",huyện,", "column unit_type: found 'huyện', expected 'province', 'district', 'direct_comm"),
        ("valid_to,note", "valid_to,notes", "line 1: column notes is none of this list's; expected only unit_code, "),
        ("valid_to,note", "valid_to,unit_type", "line 1: column unit_type stands there more than once"),
        ('"with, a comma"', '"with, a comma', "line 3: quotes"),
        ('"with, a comma"', '"with, a\ncomma"', "line 3: a cell that holds lines with cells"),
    ],
)
def test_a_wrong_units_file_is_told_with_its_place(tmp_path: Path, find: str, by: str, says: str) -> None:
    assert find in UNITS
    found = problems(written(tmp_path, UNITS.replace(find, by, 1)))
    assert any(says in line and "units.csv" in line for line in found), found


@pytest.mark.parametrize(
    ("find", "by", "says"),
    [
        ("2024,", "2023,", "line 3, column report_year: found '2023' again (first in line 2)"),
        ("2024,", "24,", "expected a year between"),
        ("2024-12-31", "2023-12-31", "expected a day in 2024"),
        ("2025-01-31", "2024-01-31", "expected a day not before snapshot_on"),
        ("2025-01-31", "", "line 3, column due_on: found a blank"),
    ],
)
def test_a_wrong_years_file_is_told_with_its_place(tmp_path: Path, find: str, by: str, says: str) -> None:
    found = problems(written(tmp_path, years=YEARS.replace(find, by, 1)))
    assert any(says in line and "report_years.csv" in line for line in found), found


def with_periods(periods: str) -> str:
    head, first, second = YEARS.strip().split("\n")
    return f"{head},rating_periods\n{first},\n{second},{periods}\n"


@pytest.mark.parametrize(
    ("sent", "read"),
    [("year;closing", "year;closing"), (" q4 ; m12", "q4;m12"), ("", "year"), ("closing", "closing")],
)
def test_rating_periods_are_codes_and_a_blank_is_the_year(tmp_path: Path, sent: str, read: str) -> None:
    reference = load_reference(written(tmp_path, years=with_periods(sent)))
    assert reference.tables["report_years"]["rating_periods"].to_pylist() == ["year", read]


@pytest.mark.parametrize("sent", ["năm", "year;", "year,closing", "quarter", "q5"])
def test_rating_periods_that_are_no_codes_are_told_with_their_place(tmp_path: Path, sent: str) -> None:
    found = problems(written(tmp_path, years=with_periods(f'"{sent}"')))
    assert any("report_years.csv, line 3, column rating_periods" in line and sent in line for line in found), found


def test_the_periods_are_those_that_are_read() -> None:
    assert {"year", "closing", "q1", "q4", "m01", "m12"} <= set(PERIODS)


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    assert len(problems(written(tmp_path, UNITS.replace("2020-10-30", "soon"), YEARS.replace("2024,", ",")))) == 3


def test_a_file_in_another_encoding_is_told(tmp_path: Path) -> None:
    folder = written(tmp_path)
    (folder / "units.csv").write_bytes(UNITS.encode("utf-16"))
    assert "UTF-8" in problems(folder)[0]


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    assert "no rows" in problems(written(tmp_path, UNITS.partition("\n")[0] + "\n"))[0]
    assert "is missing; found nothing" in problems(written(tmp_path, ""))[0]


def test_the_canonical_copy_has_the_agreed_types_and_is_stable(tmp_path: Path) -> None:
    reference = load_reference(written(tmp_path))
    write_reference(reference, tmp_path / "out")
    first = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    write_reference(load_reference(tmp_path), tmp_path / "out")
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == first
    assert set(first) == {f"{name}.parquet" for name in LISTS}
    types = {name: duckdb.sql(f"select * from read_parquet('{tmp_path}/out/{name}.parquet')").types for name in LISTS}
    units = [*["VARCHAR"] * 4, "INTEGER", "DATE", "DATE", *["VARCHAR"] * 5]
    assert [str(one) for one in types["units"]] == units
    assert [str(one) for one in types["report_years"]] == ["INTEGER", "DATE", "DATE", "VARCHAR", "VARCHAR"]


def test_a_short_line_ends_with_blanks(tmp_path: Path) -> None:
    assert load_reference(written(tmp_path, UNITS.replace("2020-10-30,,\n", "2020-10-30\n"))).unit_codes[0] == "tinh"


def test_blank_cells_behind_the_last_column_are_none(tmp_path: Path) -> None:
    longer = "\n".join(f"{line},," for line in UNITS.splitlines())
    assert load_reference(written(tmp_path, longer)).unit_codes == ["tinh", "a-huyen"]


def test_a_line_is_told_by_where_it_begins(tmp_path: Path) -> None:
    units = UNITS.replace('"with, a comma"', '"two\nlines"') + "b,B,district,,3,soon,,\n"
    assert "units.csv, line 5, column valid_from: found 'soon'" in problems(written(tmp_path, units))[0]


def test_a_commune_is_a_unit_type(tmp_path: Path) -> None:
    assert load_reference(written(tmp_path, UNITS.replace(",district,", ",commune,"))).unit_codes == ["tinh", "a-huyen"]


@pytest.mark.parametrize("name", ["units", "report_years", *sorted(set(LISTS) - {"units", "report_years"})])
def test_a_list_that_is_absent_is_the_projects_own(tmp_path: Path, name: str) -> None:
    (tmp_path / f"{name}.csv").write_bytes((SEEDS / f"{name}.csv").read_bytes())
    assert load_reference(tmp_path).tables == load_reference(SEEDS).tables


def test_a_folder_with_its_units_alone_is_that_province(tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_text(UNITS, encoding="utf-8")
    reference = load_reference(tmp_path)
    assert reference.unit_codes == ["tinh", "a-huyen"]
    assert reference.years == [2021, 2022, 2023, 2024, 2025]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert "does not exist" in problems(tmp_path / "nowhere")[0]


def test_a_folder_without_any_list_is_told(tmp_path: Path) -> None:
    (tmp_path / "units.csv.bak").write_text("", encoding="utf-8")
    (tmp_path / "~$units.csv").write_text("", encoding="utf-8")
    (found,) = problems(tmp_path)
    assert "none of the reference lists" in found
    assert all(f"{name}.csv" in found for name in LISTS)


@pytest.mark.parametrize("name", ["unit.csv", "Units.csv", "units.CSV", "indicator-series.csv"])
def test_a_list_whose_name_nobody_knows_is_told(tmp_path: Path, name: str) -> None:
    (written(tmp_path) / name).write_text(UNITS, encoding="utf-8")
    (found,) = problems(tmp_path)
    assert found.startswith(f"{tmp_path / name}: no list of this name is known")


@pytest.mark.parametrize("name", ["rules", "forms", "ethnicities", "age_bands"])
def test_a_list_of_the_project_cannot_be_replaced(tmp_path: Path, name: str) -> None:
    (written(tmp_path) / f"{name}.csv").write_bytes((SEEDS / f"{name}.csv").read_bytes())
    (found,) = problems(tmp_path)
    assert f"{name}.csv: this list is the project's own and cannot be replaced" in found


def test_other_files_in_the_folder_are_nobodys_business(tmp_path: Path) -> None:
    for name in ("resolution.txt", "README.md", ".~lock.units.csv#", "._units.csv"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    assert load_reference(written(tmp_path)).unit_codes == ["tinh", "a-huyen"]


def test_each_lists_parquet_has_the_columns_of_its_rows() -> None:
    for name, table in load_reference(SEEDS).tables.items():
        assert table.schema == schema_of(LISTS[name]), name
        assert table.column_names == list(LISTS[name].model_fields)


PROVINCES = UNITS.replace(",note\n", ",note,province_code\n").replace("2020-10-30,,\n", "2020-10-30,,,06\n")


def test_every_province_may_have_one_provincial_unit(tmp_path: Path) -> None:
    two = PROVINCES.replace('comma"\n', 'comma",06\n') + "tinh-2,Tỉnh ủy Y,province,,1,2025-07-01,,,19\n"
    resolutions = (SEEDS / "resolutions.csv").read_text(encoding="utf-8").rstrip("\n") + "06\n"
    (tmp_path / "resolutions.csv").write_text(resolutions, encoding="utf-8")
    assert load_reference(written(tmp_path, two)).unit_codes == ["tinh", "tinh-2", "a-huyen"]
    found = problems(written(tmp_path, two.replace(",,,19", ",,,06")))
    assert found == [
        f"{tmp_path}/units.csv, line 4, column unit_type: found 'province' again (first in line 2), "
        "expected one provincial unit of a province"
    ]


def test_a_province_that_some_units_name_all_units_name(tmp_path: Path) -> None:
    (found,) = problems(written(tmp_path, PROVINCES))
    assert "line 3, column province_code: found a blank, expected a province, because line 2 names one" in found


def test_the_one_provinces_resolution_is_that_provinces(tmp_path: Path) -> None:
    reference = load_reference(written(tmp_path, PROVINCES.replace('comma"\n', 'comma",06\n')))
    assert reference.tables["resolutions"]["province_code"].to_pylist() == ["06"]
