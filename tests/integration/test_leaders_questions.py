"""docs/leaders-questions.md: each query answers on a night's `bi.duckdb` alone, in names, with the marts' figures."""

import re
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.integration.conftest import CHECKOUT

pytestmark = pytest.mark.slow

PAGE = CHECKOUT / "docs" / "leaders-questions.md"
QUESTIONS = dict(re.findall(r"^```sql (\w+)\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL))
Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def bi(nightly_data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """Return a copy of the night's file, and of nothing else, in which one figure changed since the last report."""
    path = tmp_path_factory.mktemp("alone") / "bi.duckdb"
    shutil.copyfile(nightly_data_dir / "published" / "bi.duckdb", path)
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table changes as from marts.mart_indicator_change")
        connection.execute("drop table marts.mart_indicator_change")
        connection.execute("create table marts.mart_indicator_change as from changes")
        connection.execute(
            "insert into marts.mart_indicator_change by name "
            "select as_of, as_of - 7 as previous_as_of, 'NQ-BK-2021' as resolution_code, 2024 as report_year, "
            "'ba-be' as unit_code, '2.2.3' as indicator_code, unnest(['total', 'district']) as series, "
            "'changed' as change_kind, 38.095 as value_pct_before, 28.571 as value_pct_after, 'met' as status_before, "
            "'not_met' as status_after, 'returns' as cause, 'Huyện ủy Ba Bể gửi lại Biểu 02' as cause_vi "
            "from marts.dim_vintage where is_latest"
        )
        yield connection


def rows_of(bi: duckdb.DuckDBPyConnection, sql: str) -> Rows:
    cursor = bi.execute(sql)
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]


@pytest.fixture(scope="module")
def answers(bi: duckdb.DuckDBPyConnection) -> dict[str, Rows]:
    return {name: rows_of(bi, sql) for name, sql in QUESTIONS.items()}


@pytest.fixture(scope="module")
def codes(bi: duckdb.DuckDBPyConnection) -> set[str]:
    """Return the codes that a leader should not have to read; words that are codes and names alike are none."""
    keys = {"dim_unit": "unit_code", "dim_status": "status", "dim_progress": "progress", "dim_rule": "rule_id"}
    keys |= {"dim_return_state": "state", "dim_doubt_reason": "reason", "dim_severity": "severity", "dim_form": "form"}
    keys |= {"dim_series": "series", "dim_age_band": "age_band", "dim_sex": "sex", "dim_ethnicity": "ethnicity"}
    found = [rows_of(bi, f"select {key} as code from marts.{table}") for table, key in keys.items()]
    return {row["code"] for rows in found for row in rows}


def test_the_page_asks_what_the_leaders_ask() -> None:
    assert list(QUESTIONS) == [
        "unmet_targets",
        "five_years_against_the_line",
        "units_ranked",
        "late_or_missing",
        "how_far_to_trust",
        "by_group_and_level",
        "age_women_ethnicity",
        "commonest_errors",
        "as_of_when",
        "unit_and_predecessors",
        "what_changed",
    ]


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_is_answered_in_names(answers: dict[str, Rows], codes: set[str], question: str) -> None:
    answer = answers[question]
    assert answer, "no row"
    said = {str(value) for row in answer for value in row.values()}
    assert said & codes == set()
    assert not [name for name in answer[0] if name.isascii() and "_" in name], "a column is called as in the marts"


def test_unmet_targets_are_the_marts_and_how_many_they_are_short(
    answers: dict[str, Rows], bi: duckdb.DuckDBPyConnection
) -> None:
    expected = bi.execute(
        "select indicator_code, subjects_to_target from marts.mart_indicator_year "
        "where report_year = 2025 and series = 'total' and status = 'not_met' order by 1"
    ).fetchall()
    assert [(row["Mã"], row["Còn thiếu"]) for row in answers["unmet_targets"]] == expected
    assert {row["Kỳ báo cáo"] for row in answers["unmet_targets"]} == {"Năm 2025 (đến 30/6)"}


def test_five_years_stand_against_the_line(answers: dict[str, Rows]) -> None:
    years = [row for row in answers["five_years_against_the_line"] if row["Mã"] == "2.2.3"]
    assert [row["Kỳ báo cáo"][:8] for row in years] == [f"Năm {year}" for year in range(2021, 2026)]
    # It begins at the first value and ends at the target, in equal steps.
    assert years[0]["Lộ trình, %"] == years[0]["Kết quả, %"]
    assert years[-1]["Lộ trình, %"] == 35
    steps = [float(b["Lộ trình, %"] - a["Lộ trình, %"]) for a, b in pairwise(years)]
    assert max(steps) - min(steps) < 0.21
    assert [row["Lưu ý"] is None for row in years] == [True, True, False, True, False]


def test_units_are_ranked_from_the_best(answers: dict[str, Rows]) -> None:
    ranked = answers["units_ranked"]
    shares = [row["Đạt"] / row["Tổng số"] for row in ranked]
    assert shares == sorted(shares, reverse=True)
    assert ranked[0]["Thứ tự"] == 1
    assert len({row["Đơn vị"] for row in ranked}) == len(ranked) > 5


def test_who_is_late_or_missing_is_told_by_days(answers: dict[str, Rows]) -> None:
    found = {(row["Đơn vị"], row["Kỳ báo cáo"], row["Biểu"][:7]): row for row in answers["late_or_missing"]}
    late = found["Huyện ủy Na Rì", "Năm 2021", "Biểu 02"]
    assert (late["Trạng thái"], late["Số ngày quá hạn"]) == ("Gửi muộn", 13)
    missing = found["Huyện ủy Chợ Đồn", "Năm 2024", "Biểu 03"]
    assert missing["Số ngày quá hạn"] == (missing["Tính đến ngày"] - missing["Hạn gửi"]).days
    assert ("Huyện ủy Ba Bể", "Năm 2022", "Biểu 04") in found, "sent back is not there either"
    assert len(found) == 11


def test_what_leaves_a_figure_open_is_told_with_the_unit_that_can_settle_it(answers: dict[str, Rows]) -> None:
    (row,) = answers["how_far_to_trust"]
    assert row["Thấp nhất có thể, %"] < row["Kết quả, %"] < row["Cao nhất có thể, %"]
    assert (row["Đơn vị"], row["Biểu cần có"][:7], row["Số đối tượng"]) == ("Huyện ủy Ngân Sơn", "Biểu 01", 12)


def test_groups_and_levels_are_those_of_the_indicator(answers: dict[str, Rows]) -> None:
    said = [row["Nhóm, cấp"] for row in answers["by_group_and_level"] if row["Mã"] == "2.2.3"]
    assert said == ["Tổng số", "Cấp tỉnh", "Cấp huyện"]


def test_the_shares_of_a_kind_add_up_where_nothing_is_hidden(answers: dict[str, Rows]) -> None:
    by_kind: dict[str, list[dict[str, Any]]] = {}
    for row in answers["age_women_ethnicity"]:
        by_kind.setdefault(row["Theo"], []).append(row)
    assert set(by_kind) == {"Tuổi", "Giới tính", "Dân tộc"}
    assert {row["Nhóm"] for row in by_kind["Giới tính"]} == {"Nam", "Nữ"}
    assert abs(float(sum(row["Tỷ lệ, %"] for row in by_kind["Giới tính"])) - 100) < 0.2
    assert [row["Nhóm"] for row in by_kind["Tuổi"]][:2] == ["Dưới 30 tuổi", "Từ 30 đến 39 tuổi"]
    hidden = [row for row in answers["age_women_ethnicity"] if row["Số đồng chí"] == "không công bố"]
    assert all(row["Tỷ lệ, %"] is None for row in hidden)


def test_the_commonest_errors_come_with_the_remedy(answers: dict[str, Rows]) -> None:
    errors = answers["commonest_errors"]
    assert [row["Số điểm"] for row in errors] == sorted((row["Số điểm"] for row in errors), reverse=True)
    assert all(row["Việc cần làm"].endswith(".") for row in errors)
    assert "Số định danh đã được sửa tự động" not in {row["Lỗi"] for row in errors}, "a repair is no error"


def test_a_unit_is_shown_with_what_it_was_before(answers: dict[str, Rows]) -> None:
    found = [(row["Kỳ báo cáo"][:8], row["Đơn vị"]) for row in answers["unit_and_predecessors"]]
    assert found == [
        *((f"Năm {year}", "Đảng ủy Các cơ quan tỉnh") for year in range(2021, 2025)),
        ("Năm 2025", "Đảng ủy các cơ quan Đảng tỉnh"),
    ]


def test_as_of_when_is_the_night(answers: dict[str, Rows], bi: duckdb.DuckDBPyConnection) -> None:
    (row,) = answers["as_of_when"]
    assert (row["Biểu đã nhận"], row["Biểu phải gửi"]) == (237, 244)
    assert bi.execute("select max(as_of) from marts.dim_vintage").fetchall() == [(row["Tính đến ngày"],)]
    assert 0 <= (row["Công bố lúc"].date() - row["Tính đến ngày"]).days <= 1


def test_what_changed_is_told_with_its_cause_and_once(answers: dict[str, Rows]) -> None:
    (row,) = answers["what_changed"]
    assert (row["Đơn vị"], row["Năm"]) == ("Huyện ủy Ba Bể", 2024)
    assert (row["Đánh giá trước"], row["Đánh giá nay"]) == ("Đạt", "Chưa đạt")
    assert row["Vì sao"] == "Huyện ủy Ba Bể gửi lại Biểu 02"
