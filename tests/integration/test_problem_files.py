"""One night over files with one defect each: exactly its finding, at its cell, and nothing where it only nearly is.

The files are made by tests/fixtures/make_returns.py, one unit a case; what each must give stands in
tests/fixtures/expected_findings.csv (the cases that give nothing are not in it) and expected_returns.csv.
"""

import csv
import io
import os
import shutil
import subprocess
import sys
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
from xlsxwriter.utility import xl_col_to_name

from dagster_project.returns.codes import read_seed
from tests.fixtures.make_returns import HERE, REFERENCE, RETURNS, all_cases, build

pytestmark = pytest.mark.slow
CHECKOUT = Path(__file__).parents[2]
CASES = {case.unit: case for case in all_cases()}


def expected(name: str) -> list[dict[str, str]]:
    with (HERE / f"expected_{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@dataclass(frozen=True)
class Night:
    """What the night left, read once."""

    data_dir: Path
    marts: duckdb.DuckDBPyConnection
    warehouse: duckdb.DuckDBPyConnection

    def by_unit(self, sql: str) -> dict[str, list[tuple[Any, ...]]]:
        """Return the rows of a query by their first column, the unit."""
        rows: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
        for unit, *row in self.warehouse.execute(sql).fetchall():
            rows[unit].append(tuple(row))
        return rows

    def stored(self, table: str, columns: str, condition: str) -> list[tuple[Any, ...]]:
        """Return rows of a table of Python's own."""
        path = str(self.data_dir / "returns" / f"{table}.parquet")
        return self.warehouse.execute(f"select {columns} from read_parquet(?) where {condition}", [path]).fetchall()

    def column(self, unit: str, form: str, column: str, year: int = 2024) -> list[Any]:
        """Return what was read from one column of one form, row by row."""
        sql = f"select {column} from staging.stg_form_{form}_row where unit_code = ? and report_year = ?"
        rows = self.warehouse.execute(f"{sql} order by row_order", [unit, year]).fetchall()
        return [row[0] if len(row) == 1 else row for row in rows]


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Night]:
    folder = tmp_path_factory.mktemp("problem_files")
    returns, data = folder / "returns", folder / "data"
    shutil.copytree(HERE / RETURNS, returns)
    for case in CASES.values():
        for name, size in case.big_files.items():
            with (returns / "2024" / case.unit / name).open("wb") as file:
                file.truncate(size)
    settings = {
        "RETURNS_URL": str(returns),
        "WAREHOUSE_DATA_DIR": str(data),
        "WAREHOUSE_REFERENCE_DIR": str(HERE / REFERENCE),
    }
    run = subprocess.run(
        [sys.executable, "-m", "dagster_project.nightly"],
        cwd=CHECKOUT,
        env=os.environ | settings,
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )
    assert run.returncode == 0, run.stderr[-3000:]
    marts = duckdb.connect(str(data / "published" / "bi.duckdb"), read_only=True)
    warehouse = duckdb.connect(str(data / "warehouse.duckdb"), read_only=True)
    yield Night(data, marts, warehouse)
    marts.close()
    warehouse.close()


# What is committed


def parts(content: bytes) -> Any:
    """Return a zip's parts: two builds of zlib may pack one content differently."""
    if content[:4] != b"PK\x03\x04":
        return content
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return {one.filename: archive.read(one) for one in archive.infolist()}
    except zipfile.BadZipFile:
        return "damaged on purpose"


def test_the_committed_files_are_what_the_script_makes() -> None:
    made = build()
    folders = [HERE / RETURNS, HERE / REFERENCE]
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    committed = {path.relative_to(HERE).as_posix() for path in [*files, *HERE.glob("*.csv")]}
    assert committed == set(made), "python -m tests.fixtures.make_returns"
    different = [path for path in sorted(made) if parts((HERE / path).read_bytes()) != parts(made[path])]
    assert not different, "python -m tests.fixtures.make_returns"


def test_every_rule_is_broken_once_in_each_way_and_nearly_broken_once() -> None:
    broken = {(row["rule_id"], row["severity"]) for row in expected("findings")}
    nearly = {row["rule_id"] for row in expected("findings") if f"{row['unit_code']}-nearly" in CASES}
    rules = {rule["rule_id"]: rule["actions"].split(";") for rule in read_seed("rules.csv")}
    assert broken == {(rule, action) for rule, actions in rules.items() for action in actions}
    assert nearly == set(rules)


# What the night said of each unit


@pytest.mark.parametrize("unit", CASES)
def test_exactly_its_finding(unit: str, night: Night) -> None:
    sql = "select report_year, form, rule_id, severity, findings from marts.mart_quality_finding where unit_code = ?"
    names = ("report_year", "form", "rule_id", "severity", "findings")
    found = sorted(tuple(map(str, row)) for row in night.marts.execute(sql, [unit]).fetchall())
    assert found == sorted(
        tuple(row[name] for name in names) for row in expected("findings") if row["unit_code"] == unit
    )


@pytest.fixture(scope="module")
def places(night: Night) -> dict[str, list[tuple[Any, ...]]]:
    """Return (year, form, rule, cell) of every counted finding by unit; a rule of dbt's names the column only."""
    columns = night.by_unit(
        "select unit_code, version_id, column_name, column_number from quality.fct_finding where column_number >= 0"
    )
    known = {(version, name): number for rows in columns.values() for version, name, number in rows}
    assert known
    found: dict[str, list[tuple[Any, ...]]] = {}
    rows = night.by_unit(
        "select unit_code, report_year, form, rule_id, coalesce(sheet, ''), row_number, column_number, column_name "
        "from quality.fct_finding where is_counted"
    )
    for unit, findings in rows.items():
        found[unit] = []
        for year, form, rule, sheet, row, number, name in findings:
            if number is None and row is not None and form != "00":
                page = CASES[unit].draft().page(form, year)
                number = list(page.headings).index(name) if name in page.headings else None
            letter = "" if number is None else xl_col_to_name(number)
            found[unit].append((str(year), form, rule, f"{sheet}!{letter}{row or ''}" if sheet else ""))
    return found


@pytest.mark.parametrize("unit", sorted({row["unit_code"] for row in expected("findings")}))
def test_each_finding_points_at_its_very_cell(unit: str, places: dict[str, list[tuple[Any, ...]]]) -> None:
    wanted = [
        (row["report_year"], row["form"], row["rule_id"], cell)
        for row in expected("findings")
        if row["unit_code"] == unit
        for cell in row["cells"].split(";")
    ]
    assert sorted(places[unit]) == sorted(wanted)


def test_every_form_is_in_its_state_and_every_row_somewhere(night: Night) -> None:
    names = ["unit_code", "report_year", "form", "expected", "state", "versions", "is_late"]
    names += ["rows_read", "rows_accepted", "rows_quarantined"]
    rows = night.marts.execute(f"select {', '.join(names)} from marts.mart_return").fetchall()
    found = {row[:3]: tuple(map(str, row[3:])) for row in rows}
    wanted = {
        (row["unit_code"], int(row["report_year"]), row["form"]): tuple(row[name] for name in names[3:])
        for row in expected("returns")
    }
    assert found == wanted


def test_no_row_of_any_version_is_lost(night: Night) -> None:
    sql = """
        select count(*), count(*) filter (rows_read = rows_accepted + rows_quarantined + rows_non_data)
        from core.fct_return_version
    """
    versions, accounted = night.warehouse.execute(sql).fetchone() or (0, -1)
    assert versions == accounted > len(CASES)


def test_a_quarantined_row_keeps_its_place_its_cells_and_every_rule_it_broke(night: Night) -> None:
    rows = night.stored(
        "judged/form_02_row/2024/several-rules-in-one-row",
        "sheet, row_number, length(source_sha256), quarantine_rules, citizen_id is null, level_sent, appointed_on_sent",
        "verdict = 'quarantined'",
    )
    assert rows == [("Biểu 02", 9, 64, "required_blank;value_unknown", False, "Thôn", "31/02/2020")]


def test_an_unknown_column_is_kept_as_text(night: Night) -> None:
    rows = night.stored("raw/row/2024/column-unknown", "cells[-1]", "kind = 'data' and sheet_index = 1")
    assert [cell for (cell,) in rows] == ["xã Mẫu", "", "", ""]


# What was read from files with habits

FORMATS = [
    "nfd",
    "tcvn3",
    "tcvn3-xls",
    "tcvn3-in-a-printed-form",
    "csv",
    "csv-comma",
    "hidden-sheet",
    "heading-variants",
    "lines-between",
]


@pytest.mark.parametrize("habit", FORMATS)
def test_another_way_of_writing_says_the_same(habit: str, night: Night) -> None:
    """Names, dates and codes are those of the plain workbook; identifiers and codes differ by unit."""
    columns = {
        "01": "organisation_type, founded_on, rating, decision_number, decided_on, organisation_name",
        "02": "full_name, born_on, sex, ethnicity, level, professional_qualification, political_theory, appointed_on",
        "03": "full_name, position_title, period, rating, decision_number, decided_on",
        "04": "full_name, course_name, course_group, started_on, ended_on, result, certificate_number, provider",
    }
    for form, names in columns.items():
        assert len(night.column("tinh", form, names)) == 4
        assert night.column(f"habit-{habit}", form, names)[:4] == night.column("tinh", form, names), form


def test_a_file_without_accents_gives_the_same_codes(night: Night) -> None:
    for form, names in (
        ("01", "organisation_type, rating"),
        ("02", "sex, ethnicity, level, professional_qualification, political_theory"),
        ("03", "period, rating"),
        ("04", "course_group, result"),
    ):
        assert night.column("habit-no-accents", form, names) == night.column("tinh", form, names)
    assert night.column("habit-no-accents", "02", "full_name")[0] == "Hoang Mau Binh"


def test_headings_of_two_merged_rows(night: Night) -> None:
    for form, names in (
        ("02", "born_on, sex, professional_qualification, political_theory, citizen_id is null"),
        ("03", "decision_number, decided_on"),
        ("04", "started_on, ended_on"),
    ):
        assert night.column("habit-merged-headings", form, names) == night.column("tinh", form, names)


@pytest.mark.parametrize("unit", ["habit-dates", "habit-ods", "habit-xls"])
def test_dates_with_their_precision_in_every_format(unit: str, night: Night) -> None:
    assert night.column(unit, "02", "cast(born_on as varchar), born_on_precision") == [
        ("1961-01-01", "year"), ("1962-01-01", "year"), ("1963-09-01", "month"), ("1964-09-05", "day"),
    ]  # fmt: skip
    assert night.column(unit, "02", "cast(appointed_on as varchar), appointed_on_precision") == [
        ("2020-07-01", "day"), ("2020-07-01", "day"), ("2020-07-01", "day"), ("2020-07-01", "month"),
    ]  # fmt: skip
    assert night.column(unit, "03", "cast(decided_on as varchar)")[0] == "2024-12-03"
    assert night.column(unit, "04", "cast(started_on as varchar), ended_on_precision")[0] == ("2024-03-04", "month")


def test_an_abbreviation_means_what_its_column_says(night: Night) -> None:
    assert night.column("habit-degrees", "02", "professional_qualification, political_theory") == [
        ("university", "bachelor"), ("intermediate", "intermediate"),
        ("university", "intermediate"), ("master", "none"),
    ]  # fmt: skip


def test_spellings_of_one_word(night: Night) -> None:
    assert night.column("habit-spellings", "02", "full_name")[:2] == ["Nông Mẫu Hòa", "Đặng Mẫu Lý"]
    assert night.column("habit-spellings", "02", "professional_qualification, political_theory, level") == [
        ("master", "advanced", "district"), ("university", "advanced", "district"),
        ("university", "advanced", "district"), ("university", "advanced", "district"),
    ]  # fmt: skip
    assert night.column("habit-spellings", "01", "organisation_name, rating")[0] == ("Chi bộ Hòa Bình", "HTTNV")


def positions(night: Night, unit: str) -> list[list[str]]:
    sql = """
        select list(positions.position_code order by positions.position_order)
        from staging.stg_form_02_position as positions
        inner join staging.stg_form_02_row as cadre_rows using (row_id)
        where cadre_rows.unit_code = ? group by cadre_rows.row_order order by cadre_rows.row_order
    """
    return [row[0] for row in night.warehouse.execute(sql, [unit]).fetchall()]


def test_several_positions_in_one_cell(night: Night) -> None:
    assert positions(night, "habit-positions") == [
        ["district:Huyện ủy viên", "district:Trưởng phòng"],
        ["district:Phó Bí thư Huyện ủy", "district:Chủ tịch UBND huyện"],
        ["district:Huyện ủy viên", "district:Chánh Văn phòng"],
        ["district:Huyện ủy viên"],
    ]
    assert positions(night, "value-one-position-of-two")[0] == ["district:Huyện ủy viên", None]


def test_a_ditto_repeats_the_cell_above(night: Night) -> None:
    assert positions(night, "habit-dittos") == [["district:Huyện ủy viên"]] * 4
    assert (
        night.column("habit-dittos", "02", "ethnicity, level, political_theory")
        == [("tay", "district", "advanced")] * 4
    )
    assert (
        night.column("habit-dittos", "03", "decision_number, cast(decided_on as varchar), rating")[:2]
        == [("101-QĐ/HU", "2024-12-20", "HTTNV")] * 2
    )
    assert len(set(night.column("habit-dittos", "04", "course_name, course_group, started_on, ended_on, result"))) == 1


def test_a_formula_counts_with_its_cached_value(night: Night) -> None:
    assert night.column("habit-formulas", "02", "ethnicity, note")[0] == ("tay", "2")
    assert night.column("habit-formulas", "03", "rating, decision_number")[0] == ("HTTNV", "7-QĐ/HU")
    assert night.column("formula-error-nearly", "03", "rating")[0] == "HTTNV"
    assert night.column("formula-error-in-a-note-nearly", "02", "note")[0] is None


def test_a_lone_column_for_women(night: Night) -> None:
    assert night.column("habit-lone-female", "02", "sex") == ["male", "female", "male", "female"]


def test_an_old_id_and_a_new_one_are_one_person_through_the_card(night: Night) -> None:
    """Person 1 has a card and a new id now; person 2 has the same 9-digit id and birth year in both years."""
    before, now = (night.column("habit-old-ids", "02", "person_key", year) for year in (2023, 2024))
    assert before == now
    assert len(set(now)) == 4
    for form in ("03", "04"):
        assert [night.column("habit-old-ids", form, "person_key", year) for year in (2023, 2024)] == [now, now]


def test_two_units_tell_of_one_person_and_a_conflicted_card_links_nobody(night: Night) -> None:
    (one, *_), (same, *_) = (
        night.column(f"rating-conflict-03-units{other}", "02", "person_key") for other in ("", "-other")
    )
    assert one == same
    first, second = (night.column(f"identity-two-units-{unit}", "02", "person_key")[0] for unit in "ab")
    assert first != second


def test_the_person_of_a_quarantined_row_is_still_found_by_the_other_forms(night: Night) -> None:
    unit = "date-02-born-on"
    assert night.column(unit, "03", "person_key") == night.column(unit, "02", "person_key")
