"""The reference is refused with all its problems at once, or written as the canonical copy."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from dagster_project.lib.checkout import CHECKOUT
from dagster_project.lib.seeds import read_rows
from dagster_project.returns.reference.load import PERIODS, InvalidReference, load_reference, write_reference
from dagster_project.returns.values.codes import _PERIODS

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
    reference = load_reference(CHECKOUT / "dbt" / "seeds")
    assert reference.years == [2021, 2022, 2023, 2024, 2025]
    assert reference.unit_codes[0] == "tinh"
    assert reference.owes("cac-co-quan-tinh", 2024)
    assert not reference.owes("cac-co-quan-tinh", 2025)
    assert not reference.owes("ubnd-tinh", 2024)
    assert not reference.owes("tinh", 2019)


def test_values_have_their_types(tmp_path: Path) -> None:
    reference = load_reference(written(tmp_path))
    assert reference.units.to_pylist()[1] == {
        "unit_code": "a-huyen",
        "unit_name_vi": "Huyện ủy A",
        "unit_type": "district",
        "district_code": "060",
        "list_order": 2,
        "valid_from": date(2020, 10, 30),
        "valid_to": date(2024, 6, 30),
        "note": "with, a comma",
    }
    assert reference.units_frame().valid_to[0] is None
    assert list(reference.years_frame().report_year) == [2023, 2024]


def test_a_unit_owes_on_its_last_and_first_day(tmp_path: Path) -> None:
    units = UNITS.replace("2020-10-30,2024-06-30", "2023-12-31,2024-12-31")
    reference = load_reference(written(tmp_path, units))
    assert reference.owes("a-huyen", 2023)
    assert reference.owes("a-huyen", 2024)
    before = load_reference(written(tmp_path, units.replace("2024-12-31", "2024-12-30")))
    assert not before.owes("a-huyen", 2024)


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
    assert reference.units["list_order"].to_pylist() == [None, None]
    assert reference.report_years["rating_periods"].to_pylist() == ["year", "year"]


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
    assert reference.report_years["rating_periods"].to_pylist() == ["year", read]


@pytest.mark.parametrize("sent", ["năm", "year;", "year,closing", "quarter", "q5"])
def test_rating_periods_that_are_no_codes_are_told_with_their_place(tmp_path: Path, sent: str) -> None:
    found = problems(written(tmp_path, years=with_periods(f'"{sent}"')))
    assert any("report_years.csv, line 3, column rating_periods" in line and sent in line for line in found), found


def test_every_period_that_is_read_may_count() -> None:
    assert {period["code"] for period in read_rows(_PERIODS)} <= set(PERIODS)


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    assert len(problems(tmp_path)) == 2
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
    types = {
        name: duckdb.sql(f"select * from read_parquet('{tmp_path}/out/{name}.parquet')").types
        for name in ("units", "report_years")
    }
    assert [str(one) for one in types["units"]] == [*["VARCHAR"] * 4, "INTEGER", "DATE", "DATE", "VARCHAR"]
    assert [str(one) for one in types["report_years"]] == ["INTEGER", "DATE", "DATE", "VARCHAR", "VARCHAR"]
