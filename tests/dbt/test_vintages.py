"""From day to day: what changed since the last report, and why, over a province that is empty but for a few figures."""

import shutil
from collections.abc import Iterator
from datetime import date
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from dagster_project.lib import day_sets
from dagster_project.tables.history import FIGURE_STAMP_SCHEMA, VINTAGE_INPUT_SCHEMA, VINTAGE_SCHEMA
from dagster_project.warehouse.vintages import open_vintages, record_vintages
from tests.dbt.conftest import Dbt
from tests.dbt.typed_data import write_typed_data

pytestmark = pytest.mark.slow

#: The night that typed_data hands over.
TONIGHT = date(2025, 2, 1)
FIRST, RETURN, RULE, LIST, CODE = (date(2025, 1, day) for day in (2, 5, 8, 11, 14))
_NAMES = ("resolution_code", "report_year", "unit_code", "indicator_code", "series")
_KEY = ("NQ-BK-2021", 2024, "ba-be", "2.2.3", "total")


@pytest.fixture(scope="module")
def changes(empty_province: Dbt, tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """Return the marts of a night after five days, on each of which something else changed."""
    kept = tmp_path_factory.mktemp("before") / "warehouse.duckdb"
    shutil.copy(empty_province.warehouse, kept)
    history = empty_province.data_dir / "history"
    # On the first day a figure of a unit that the reference does not know any more.
    made_of = {"returns": "one", "rules": "one", "reference": "one", "code": "one"}
    for day, edited, numerator in (
        (FIRST, None, 1),
        (RETURN, "returns", 2),
        (RULE, "rules", 3),
        (LIST, "reference", 4),
        (CODE, "code", 5),
    ):
        if edited:
            made_of[edited] = "other"
        units = {"ba-be": numerator, **({"xa-cu": 7} if day < LIST else {})}
        _keep(history, day, units, made_of)
    open_vintages(history, pa.Table.from_pylist(_stamps({**made_of, "code": "third"}), schema=FIGURE_STAMP_SCHEMA))
    built = empty_province.run(
        "build", "--exclude-resource-type", "unit_test", "--select", "stg_indicator_vintage", "stg_vintage_input",
        "stg_figure_stamp", "path:models/core/vintages", "mart_indicator_vintage", "mart_indicator_change",
        "mart_indicator_change_cause",
    )  # fmt: skip
    assert not built.problems(), built.problems()
    connection = duckdb.connect(str(empty_province.warehouse), read_only=True)
    yield connection
    connection.close()
    shutil.copy(kept, empty_province.warehouse)
    shutil.rmtree(history)
    write_typed_data(empty_province.data_dir)


def _stamps(made_of: dict[str, str]) -> list[dict[str, Any]]:
    names = {"rules": "form_02", "reference": "units", "code": "models"}
    return [{"kind": kind, "name": name, "stamp": made_of[kind]} for kind, name in names.items()]


def _keep(history: Any, day: date, units: dict[str, int], made_of: dict[str, str]) -> None:
    figure = dict(zip(_NAMES, _KEY, strict=True)) | {
        "as_of": day, "denominator": 10, "exempt_count": 0, "unknown_count": 0, "estimated_missing": 0,
        "target_pct": 35.0, "status": "not_met",
    }  # fmt: skip
    figures = [
        figure | {"unit_code": unit, "numerator": number, "value_pct": 10.0 * number} for unit, number in units.items()
    ]
    form = {
        "kind": "returns", "name": "2024/ba-be/02", "report_year": 2024, "unit_code": "ba-be", "form": "02",
        "versions": 1 if made_of["returns"] == "one" else 2, "stamp": made_of["returns"],
    }  # fmt: skip
    inputs = [row | {"seen_on": day} for row in [form, *_stamps(made_of)]]
    day_sets.write_set(history / "indicator_vintage", day, pa.Table.from_pylist(figures, schema=VINTAGE_SCHEMA))
    day_sets.write_set(history / "vintage_input", day, pa.Table.from_pylist(inputs, schema=VINTAGE_INPUT_SCHEMA))


@pytest.mark.parametrize(
    ("day", "cause", "told"),
    [
        (RETURN, "returns", "Huyện ủy Ba Bể gửi lại Biểu 02 năm 2024"),
        (RULE, "rules", "Sửa quy tắc kiểm tra: Biểu 02"),
        (LIST, "reference", "Sửa danh mục: đơn vị"),
        (CODE, "code", "Cập nhật phần mềm: cách tính (dbt)"),
    ],
)
def test_a_change_is_told_with_its_cause(changes, day, cause, told):
    found = changes.execute(
        "select value_pct_after - value_pct_before, value_pct_delta, cause, cause_vi from marts.mart_indicator_change"
        " where as_of = ? and unit_code = 'ba-be'",
        [day],
    ).fetchall()
    assert found == [(pytest.approx(10), pytest.approx(10), cause, told)]


def test_of_the_first_vintage_nothing_is_told(changes):
    assert changes.sql("select min(as_of), min(previous_as_of) from marts.mart_indicator_change").fetchall() == [
        (RETURN, FIRST)
    ]


def test_a_figure_that_is_gone_is_told_once_and_stands_in_no_later_vintage(changes):
    gone = changes.sql(
        "select as_of, numerator_before, numerator_after, status_after, cause from marts.mart_indicator_change"
        " where unit_code = 'xa-cu'"
    ).fetchall()
    assert gone == [(LIST, 7, None, None, "reference")]
    last = changes.sql("select max(as_of) from marts.mart_indicator_vintage where unit_code = 'xa-cu'").fetchone()
    assert last == (RULE,)


def test_since_the_last_report_is_one_query(changes):
    """Tonight: the return is gone (the empty province), the code is another, and all other figures are new."""
    since = changes.sql(
        "select change_kind, cause, count(*) from marts.mart_indicator_change as changes"
        " inner join marts.dim_vintage as vintages on changes.as_of = vintages.as_of and vintages.is_latest"
        " where unit_code = 'ba-be' and report_year = 2024 and indicator_code = '2.2.3' group by all order by all"
    ).fetchall()
    assert since == [("appeared", "several", 2), ("changed", "several", 1)]
    causes = changes.execute(
        "select cause, what, return_unit_code, relation, cause_vi from marts.mart_indicator_change_cause"
        " where as_of = ? and unit_code = 'ba-be' and indicator_code = '2.2.3' and report_year = 2024"
        " and series = 'total' order by cause_number",
        [TONIGHT],
    ).fetchall()
    assert causes == [
        ("returns", "withdrawn", "ba-be", "own", "Biểu 02 năm 2024 của Huyện ủy Ba Bể: không còn bản nào được dùng"),
        ("code", "edited", None, "any_unit", "Cập nhật phần mềm: cách tính (dbt)"),
    ]


def test_the_latest_vintage_is_what_the_other_marts_hold(changes, empty_province, tmp_path):
    columns = "report_year, unit_code, indicator_code, series, numerator, denominator, status"
    latest = f"select {columns} from marts.mart_indicator_vintage where as_of = '{TONIGHT}'"
    held = (
        f"select {columns} from marts.mart_indicator_unit_year union all"
        f" select {columns.replace('unit_code', chr(39) + 'province' + chr(39))} from marts.mart_indicator_year"
    )
    assert changes.sql(f"({latest}) except ({held})").fetchall() == []
    assert changes.sql(f"({held}) except ({latest})").fetchall() == []
    record_vintages(tmp_path, empty_province.warehouse)
    read = day_sets.read_sets(tmp_path / "indicator_vintage", VINTAGE_SCHEMA)
    assert set(read.column("as_of").to_pylist()) == {TONIGHT}
    assert (read.num_rows,) == changes.sql(f"select count(*) from ({latest})").fetchone()
