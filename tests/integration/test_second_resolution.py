"""A successor resolution of a merged province moves in as rows: both resolutions in one warehouse.

One night over the sample and the second province together. The second resolution's figures equal the plain count
(tests/fixtures/second_resolution), and everything of the years before is what the night on the sample alone left.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.fixtures.second_resolution import draw, returns, truth
from tests.fixtures.second_resolution.count import RESOLUTION, Count
from tests.fixtures.second_resolution.reference import OLD_PROVINCE, write_reference
from tests.integration.conftest import CHECKOUT, run_night
from tests.oracle.published import Rows, differences, report

pytestmark = [pytest.mark.slow, pytest.mark.deep]

#: What the marts call a province that is alone.
ALONE = "the_province"
FIRST_RESOLUTION, FIRST_YEAR = "NQ-BK-2021", min(truth.YEARS)
KEYS = {
    "mart_indicator_year": ("report_year", "indicator_code", "series"),
    "mart_indicator_unit_year": ("report_year", "unit_code", "indicator_code", "series"),
}
#: Published tables of facts by year: none may change in the years of the first resolution.
OF_THE_YEARS_BEFORE = (
    *KEYS, "mart_return", "mart_return_rate", "mart_quality_finding", "mart_cadre_structure", "mart_indicator_doubt",
)  # fmt: skip


@pytest.fixture(scope="module")
def province() -> truth.Truth:
    return draw.build()


@pytest.fixture(scope="module")
def both(province: truth.Truth, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the data folder of a night with both resolutions."""
    folder = tmp_path_factory.mktemp("both_resolutions")
    shutil.copytree(CHECKOUT / "raw", folder / "returns")
    returns.write(province, folder / "returns")
    write_reference(folder / "reference")
    ended = run_night(
        folder / "data",
        RETURNS_URL=str(folder / "returns"),
        WAREHOUSE_REFERENCE_DIR=str(folder / "reference"),
    )
    assert ended.returncode == 0, ended.stdout[-3000:] + ended.stderr[-3000:]
    return folder / "data"


def rows(data_dir: Path, sql: str) -> list[dict[str, Any]]:
    with duckdb.connect(str(data_dir / "published" / "bi.duckdb"), read_only=True) as connection:
        cursor = connection.execute(sql)
        names = [column[0] for column in cursor.description or []]
        return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]


@pytest.mark.parametrize("table", KEYS)
def test_every_row_and_cell_of_the_second_resolution(table: str, both: Path, province: truth.Truth) -> None:
    counting = Count(province)
    expected = counting.figures() if table == "mart_indicator_year" else counting.unit_figures()
    found = rows(both, f"select * from marts.{table} where resolution_code = '{RESOLUTION}'")
    published = {tuple(row[name] for name in KEYS[table]): row for row in found}
    assert len(found) == len(published)
    assert not (differing := differences(expected, published)), report(differing)


@pytest.mark.parametrize("table", OF_THE_YEARS_BEFORE)
def test_nothing_of_the_years_before_has_changed(table: str, both: Path, nightly_data_dir: Path) -> None:
    """The old province is as if it were alone, though a unit of the other one reports in its years too."""
    alone, together = (Counter(of_the_old_province(data_dir, table)) for data_dir in (nightly_data_dir, both))
    assert alone
    assert not alone - together
    assert not together - alone


def of_the_old_province(data_dir: Path, table: str) -> Iterator[tuple[tuple[str, Any], ...]]:
    """Yield the rows that are about the years of the first resolution and its province, each as sorted cells.

    The province's code is left out: alone it has none of its own.
    """
    for row in rows(data_dir, f"select * from marts.{table} where report_year < {FIRST_YEAR}"):
        is_of_old = row.pop("province_code", None) in (None, ALONE, OLD_PROVINCE)
        if is_of_old and row.get("unit_code") != truth.TOO_EARLY:
            yield tuple(sorted(row.items()))


@pytest.mark.parametrize("table", KEYS)
def test_an_indicator_has_rows_in_its_resolutions_years_alone(table: str, both: Path) -> None:
    sql = f"""
        select resolution_code, min(report_year), max(report_year), count(distinct report_year)
        from marts.{table} group by resolution_code
    """
    found = {row.pop("resolution_code"): tuple(row.values()) for row in rows(both, sql)}
    assert found == {FIRST_RESOLUTION: (2021, 2025, 5), RESOLUTION: (2026, 2027, 2)}


def test_an_indicator_has_rows_over_its_provinces_units_alone(both: Path, province: truth.Truth) -> None:
    found = rows(both, "select distinct resolution_code, unit_code from marts.mart_indicator_unit_year")
    units = {row["unit_code"] for row in found if row["resolution_code"] == RESOLUTION}
    assert units == set(province.units) - truth.ELSEWHERE
    assert not units & {row["unit_code"] for row in found if row["resolution_code"] == FIRST_RESOLUTION}
    assert not truth.ELSEWHERE & {row["unit_code"] for row in found}


def test_one_code_is_two_indicators(both: Path) -> None:
    """2.2.2b is an indicator of both resolutions, each with its own year and words."""
    sql = "select resolution_code, target_year, direction from marts.mart_indicator where indicator_code = '2.2.2b'"
    found = {tuple(row.values()) for row in rows(both, sql)}
    assert found == {(FIRST_RESOLUTION, 2025, "min"), (RESOLUTION, 2030, "min")}


def test_the_maximum_and_its_heading_are_published(both: Path) -> None:
    sql = f"select * from marts.mart_indicator where resolution_code = '{RESOLUTION}' and indicator_code = '3.1'"
    (row,) = rows(both, sql)
    assert (row["direction"], row["target_pct"], row["target_year"]) == ("max", 2, None)
    assert (row["section_vi"], row["section_en"]) == ("Xếp loại hằng năm", "Rated every year")


def test_the_returns_of_communes_are_known(both: Path, province: truth.Truth) -> None:
    """Every form is expected of every unit; every line is accepted or quarantined as the truth says."""
    sql = f"select * from marts.mart_return where report_year >= {FIRST_YEAR}"
    published: Rows = {(row["report_year"], row["unit_code"], row["form"]): row for row in rows(both, sql)}
    lines: dict[str, list[Any]] = {"01": province.bodies, "02": province.seats, "03": province.evaluations, "04": []}
    expected: dict[Any, dict[str, Any]] = {}
    for year in truth.YEARS:
        for unit in set(province.units) - {truth.TOO_EARLY}:
            for form, all_lines in lines.items():
                own = [one for one in all_lines if (one.year, one.unit) == (year, unit)]
                quarantined = sum(getattr(one, "is_quarantined", False) for one in own)
                is_there = truth.arrived(year, unit, form)
                expected[year, unit, form] = {
                    "expected": True,
                    "state": "accepted" if is_there else "missing",
                    "is_late": False,
                    "versions": int(is_there),
                    "rows_accepted": len(own) - quarantined,
                    "rows_quarantined": quarantined,
                }
    assert not (differing := differences(expected, published)), report(differing)
