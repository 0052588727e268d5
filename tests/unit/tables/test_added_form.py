"""The form that docs/add-a-form.md adds is read, cleaned and judged by its rows alone."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dagster_project.quality.judge.places import ReturnToJudge
from dagster_project.quality.judge.verdicts import Judgement, judge
from dagster_project.returns.clean.partition import clean_partition
from dagster_project.returns.read.partition import RawReturn, read_partition
from dagster_project.tables.rows import clean_schema
from tests.lists import Lists, add_the_form_of_the_page, own_lists
from tests.unit.workbooks import received, xlsx

HEADINGS = ["TT", "Họ và tên", "Số CCCD", "Số thẻ đảng viên", "Hình thức khen thưởng", "Ngày quyết định", "Ghi chú"]
PERSON = ["1", "Người Mẫu", "006085000001", "56012345", "Bằng khen", "20/12/2026", ""]


@pytest.fixture
def lists(tmp_path: Path) -> Iterator[Lists]:
    with own_lists(tmp_path) as own:
        add_the_form_of_the_page(own)
        yield own


def line(**cells: str) -> list[str]:
    """Return a line with other cells: ids, award, day."""
    names = ["tt", "name", "citizen_id", "card", "award", "day", "note"]
    return [cells.get(name, text) for name, text in zip(names, PERSON, strict=True)]


def read(*lines: list[str], headings: list[str] = HEADINGS, year: int = 2026) -> RawReturn:
    sheet = [["HUYỆN ỦY BA BỂ"], ["Biểu số 05"], headings, *lines]
    files = {"a.xlsx": xlsx({"a": sheet})}
    return read_partition(received(files, year), files.__getitem__, {"ba-be": "Huyện ủy Ba Bể"})


def judged(raw: RawReturn, year: int = 2026) -> Judgement:
    return judge({f"{year}/ba-be": ReturnToJudge(raw, clean_partition(raw, date(year, 12, 31)))}, set())[0][
        f"{year}/ba-be"
    ]


def told(judgement: Judgement) -> set[tuple[Any, ...]]:
    found = [one for one in judgement.findings.to_pylist() if one["form"] == "05"]
    return {(one["rule_id"], one["severity"], one["row_number"], one["column_name"]) for one in found}


def test_its_lines_are_read_cleaned_and_judged_by_its_columns(lists: Lists) -> None:
    good, other = line(), line(citizen_id="006085000002", card="56012346", award="GK")
    wrong = line(citizen_id="006085000003", card="56012347", award="Huy chương", day="31/02/2026")
    blank = line(citizen_id="006085000004", card="56012348", award="")
    nobody = line(citizen_id="", card="")
    judgement = judged(read(good, other, wrong, blank, nobody, good, headings=[*HEADINGS[:6], "Quê quán"]))
    assert told(judgement) == {
        ("column_unknown", "warn", 3, None),
        ("value_unknown", "warn", 6, "award"),
        ("date_invalid", "warn", 6, "decided_on"),
        ("required_blank", "warn", 7, "award"),
        ("identifier_missing", "row", 8, "citizen_id"),
        ("duplicate_row", "row", 9, "award"),
    }
    rows = judgement.forms["05"].to_pylist()
    assert [row["award"] for row in rows] == ["certificate", "commendation", None, None, "certificate", "certificate"]
    assert [row["verdict"] for row in rows] == ["accepted"] * 4 + ["quarantined"] * 2
    assert (rows[0]["decided_on"], rows[0]["citizen_id"]) == (date(2026, 12, 20), "006085000001")
    (version,) = judgement.versions
    assert (version["form"], version["rows_accepted"], version["is_rejected"]) == ("05", 4, False)


def test_a_need_of_it_that_is_not_met_sends_it_back(lists: Lists) -> None:
    without = [[cell for number, cell in enumerate(one) if number != 4] for one in (HEADINGS, line())]
    judgement = judged(read(without[1], headings=[*without[0]]))
    found = [(one["rule_id"], one["severity"], one["expected"]) for one in judgement.findings.to_pylist()]
    assert ("column_missing", "return", "Cột “Hình thức khen thưởng”") in found


def test_a_blank_is_told_in_the_years_in_which_the_column_is_asked_for(lists: Lists) -> None:
    lists.replace(
        "columns.csv", "05,award,code,award,award,,", "05,award,code,award,,,2026", "05,award,code,award,award,2027,"
    )
    blank = {year: judged(read(line(award=""), year=year), year) for year in (2026, 2027)}
    told_of = {year: {one[0] for one in told(judgement)} for year, judgement in blank.items()}
    assert told_of[2026] == set() and told_of[2027] >= {"required_blank"}


def test_before_its_first_year_there_is_no_such_form(lists: Lists) -> None:
    forms = [sheet["form"] for year in (2025, 2026) for sheet in read(line(), year=year).sheets.to_pylist()]
    assert forms[0] != "05" and forms[1] == "05"


def test_a_column_of_later_years_is_null_and_absent_before(lists: Lists) -> None:
    assert "decision_number" in clean_schema("05").names
    raw = read(line())
    (row,) = clean_partition(raw, date(2026, 12, 31)).forms["05"].to_pylist()
    assert (row["decision_number"], row["decision_number_state"]) == (None, "absent")
    (later,) = read(line(), year=2027).sheets.to_pylist()
    assert (raw.sheets["missing_groups"][0].as_py(), later["missing_groups"]) == ("[]", '["decision_number"]')
