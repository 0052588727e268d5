"""One night over files with one defect each: exactly its finding, at its cell, and nothing where it only nearly is.

The files are made by tests/fixtures/make_returns.py, one unit a case; what each must give stands in
tests/fixtures/expected_findings.csv (the cases that give nothing are not in it) and expected_returns.csv. What is read
from files with habits is test_habits_read.py's.
"""

import csv
import io
import zipfile
from collections import defaultdict
from typing import Any

import pytest
from xlsxwriter.utility import xl_col_to_name

from dagster_project.lib.seeds import read_seed
from tests.fixtures.clean_return import citizen_id
from tests.fixtures.make_returns import HERE, REFERENCE, RETURNS, build
from tests.integration.problem_night import CASES, Night

pytestmark = pytest.mark.slow


def expected(name: str) -> list[dict[str, str]]:
    with (HERE / f"expected_{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def night(problem_night: Night) -> Night:
    return problem_night


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


def test_no_two_units_have_ids_one_digit_apart() -> None:
    """Persons of one number have one name and birth in all units: such ids would be findings of their own."""
    alike: dict[str, list[str]] = defaultdict(list)
    for unit in CASES:
        own = citizen_id(unit, 1, "Nam", 1961)
        for place in range(len(own)):
            alike[f"{own[:place]}*{own[place + 1 :]}"].append(unit)
    assert [units for units in alike.values() if len(units) > 1] == [], "rename a case"
