"""The judge quarantines, rejects and warns; it loses no row, and its results show no value."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.compute as pc
import pytest

from dagster_project.lib.checkout import CHECKOUT
from dagster_project.quality.judge import suite_files
from dagster_project.quality.judge import verdicts as judging
from dagster_project.quality.judge.left_out import left_out_rows, sheet_tables
from dagster_project.quality.judge.places import ReturnToJudge
from dagster_project.quality.judge.suites import Breach, merged, run_suite
from dagster_project.quality.judge.verdicts import Judgement, judge
from dagster_project.returns.clean.partition import clean_partition
from dagster_project.returns.read.partition import RawReturn
from dagster_project.tables.forms import forms
from tests.unit.workbooks import (
    COURSE,
    HEADINGS,
    ORGANISATION,
    PERSON,
    RATING,
    form,
    read,
    read_forms,
    with_cells,
    xlsx,
)

KEY = "2024/ba-be"
SECOND = [2, "Người Hai", "05/09/1986", "Nữ", "Tày", "006186000002", "56012346", *PERSON[7:]]
NAMELESS = [3, "", "05/09/1900", "Nam", "Tày", "006000000003", "56012347", *PERSON[7:11], "Giỏi", *PERSON[12:]]


def partition(raw: RawReturn) -> ReturnToJudge:
    return ReturnToJudge(raw, clean_partition(raw, date(2024, 12, 31)))


Rule = Callable[[str, pd.DataFrame], list[Breach]]


@pytest.fixture
def judged_by(monkeypatch: pytest.MonkeyPatch) -> Callable[[Rule, RawReturn], Judgement]:
    """Judge with a rule in place of the suites: how verdicts follow from breaches needs no Great Expectations."""

    def run(rule: Rule, raw: RawReturn) -> Judgement:
        monkeypatch.setattr(judging, "run_suite", lambda name, frame: (rule(name, frame), None))
        return judge({KEY: partition(raw)}, set())[0][KEY]

    return run


def breach(action: str, rows: list[int], rule: str = "some_rule", column: str | None = "full_name") -> Breach:
    return Breach(rule, action, column, "a name", "Ghi họ và tên.", rows)


def verdicts(judgement: Judgement, number: str = "02") -> list[tuple[str, str]]:
    table = judgement.forms[number].select(["verdict", "quarantine_rules"]).to_pylist()
    return [(row["verdict"], row["quarantine_rules"]) for row in table]


def test_a_row_finding_quarantines_its_row_and_a_warning_does_not(
    judged_by: Callable[[Rule, RawReturn], Judgement],
) -> None:
    def rule(name: str, frame: pd.DataFrame) -> list[Breach]:
        if name != "form_02":
            return []
        first, second = frame.index
        return [breach("row", [first], "b_rule"), breach("row", [first], "a_rule"), breach("warn", [second])]

    judgement = judged_by(rule, read_forms(form_02=[PERSON, SECOND]))
    assert verdicts(judgement) == [("quarantined", "a_rule;b_rule"), ("accepted", "")]
    (version,) = judgement.versions
    assert (version["rows_read"], version["rows_non_data"]) == (5, 3)
    assert (version["rows_accepted"], version["rows_quarantined"], version["is_rejected"]) == (1, 1, False)


def test_a_finding_points_at_the_cell_and_keeps_what_was_sent(
    judged_by: Callable[[Rule, RawReturn], Judgement],
) -> None:
    def rule(name: str, frame: pd.DataFrame) -> list[Breach]:
        return [breach("warn", list(frame.index[1:]), column="level")] if name == "form_02" else []

    (finding,) = judged_by(rule, read_forms(form_02=[PERSON, SECOND])).findings.to_pylist()
    place = ("sheet", "row_number", "column_name", "column_number", "value_sent", "form", "unit_code", "report_year")
    assert tuple(finding[name] for name in place) == ("form_02", 5, "level", 8, "Huyện", "02", "ba-be", 2024)
    assert finding["note_vi"] == "Ghi họ và tên."


def test_a_return_finding_rejects_that_form_of_that_file_alone(
    judged_by: Callable[[Rule, RawReturn], Judgement],
) -> None:
    def rule(name: str, frame: pd.DataFrame) -> list[Breach]:
        return [breach("return", [0], column=None)] if name == "sheet" else []

    files = {
        "a.xlsx": xlsx({"x": form("02", PERSON), "y": form("03", RATING)}),
        "b.xlsx": xlsx({"x": form("02", PERSON)}),
    }
    judgement = judged_by(rule, read(files))
    assert {(one["file_key"], one["form"]): one["is_rejected"] for one in judgement.versions} == {
        ("a.xlsx", "02"): True,
        ("a.xlsx", "03"): False,
        ("b.xlsx", "02"): False,
    }
    # Its rows are judged all the same: the district is told everything at once.
    assert verdicts(judgement) == [("accepted", "")] * 2


def test_one_form_on_two_sheets_is_one_version(judged_by: Callable[[Rule, RawReturn], Judgement]) -> None:
    sheets = {"a": [*form("02", PERSON), ["Tổng cộng: 1"]], "b": [*form("02", SECOND), ["Tổng cộng: 1"]]}
    (version,) = judged_by(lambda *_: [], read({"a.xlsx": xlsx(sheets)})).versions
    assert (version["rows_read"], version["rows_accepted"], version["control_total"]) == (10, 2, 2)


def test_a_lost_row_stops_everything() -> None:
    raw = read_forms(form_02=[PERSON, SECOND])
    complete = partition(raw)
    lost = complete.clean._replace(forms=complete.clean.forms | {"02": complete.clean.forms["02"].slice(1)})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(judging, "run_suite", lambda *_: ([], None))
        judge({KEY: complete}, set())
        with pytest.raises(
            RuntimeError, match=r"2024/ba-be/a\.xlsx, form 02: 5 rows read, but 4 .*nothing is published"
        ):
            judge({KEY: ReturnToJudge(raw, lost)}, set())


@pytest.mark.parametrize(
    ("titles", "unit_state", "year_state"),
    [
        (["TỈNH ỦY MẪU", "HUYỆN ỦY BA BỂ", "NĂM 2024"], "own", "own"),
        (["TỈNH ỦY MẪU"], "unnamed", "unnamed"),
        (["HUYỆN ỦY CHỢ ĐỒN", "NĂM 2023"], "other", "other"),
        (["HUYỆN ỦY CHỢ ĐỒN", "HUYỆN ỦY BA BỂ", "NĂM 2024 so với NĂM 2023"], "own", "own"),
    ],
)
def test_what_titles_name(titles: list[str], unit_state: str, year_state: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from dagster_project.returns.read.partition import read_partition
    from tests.unit.workbooks import received

    seen: dict[str, Any] = {}

    def remember(name: str, frame: pd.DataFrame) -> tuple[list[Breach], None]:
        seen[name] = frame
        return [], None

    monkeypatch.setattr(judging, "run_suite", remember)
    files = {"a.xlsx": xlsx({"a": [*[[title] for title in titles], *form("02", PERSON)[1:]]})}
    names = {"ba-be": "Huyện ủy Ba Bể", "cho-don": "Huyện ủy Chợ Đồn", "tinh": "Tỉnh ủy Mẫu"}
    judge({KEY: partition(read_partition(received(files), files.__getitem__, names))}, {"tinh"})
    (row,) = seen["sheet"].to_dict("records")
    assert (row["title_unit"], row["title_year"]) == (unit_state, year_state)


def frame_of(suite: str, raw: RawReturn, broken: Rule | None = None) -> pd.DataFrame:
    """Return the frame that a suite sees; ``broken`` are rules in place of the suites before it."""
    seen: dict[str, pd.DataFrame] = {}

    def remember(name: str, frame: pd.DataFrame) -> tuple[list[Breach], None]:
        seen[name] = frame
        return (broken(name, frame) if broken else []), None

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(judging, "run_suite", remember)
        judge({KEY: partition(raw)}, set())
    return seen[suite]


NOTHING = ["", "Không phát sinh"]


@pytest.mark.parametrize(
    ("sheets", "contents", "versions"),
    [
        ({"a": form("02", PERSON)}, ["lines"], [("02", 4)]),
        # The blank page of a template is no version, for it would replace a full one by nothing.
        ({"a": form("02", PERSON), "b": form("03")}, ["lines", "none"], [("02", 4)]),
        ({"a": form("03")}, ["none"], []),
        ({"a": form("03"), "b": form("03"), "c": form("04")}, ["none", "none"], []),
        ({"a": form("02", PERSON), "b": form("03", NOTHING)}, ["lines", "nothing_to_report"], [("02", 4), ("03", 4)]),
        # A blank page beside a filled one of the same form: its rows are in the account of the version.
        ({"a": form("02", PERSON), "b": form("02")}, ["lines", "none"], [("02", 7)]),
    ],
)
def test_a_form_without_a_line_is_no_version_unless_it_says_so(
    sheets: dict[str, Any], contents: list[str], versions: list[tuple[str, int]], judged_by: Callable[..., Judgement]
) -> None:
    raw = read({"a.xlsx": xlsx(sheets)})
    assert list(frame_of("sheet", raw)["content"]) == contents
    made = judged_by(lambda *_: [], raw).versions
    assert [(one["form"], one["rows_read"]) for one in made] == versions


def test_a_blank_page_is_told_of_its_form_and_file_alone(judged_by: Callable[..., Judgement]) -> None:
    def rule(name: str, frame: pd.DataFrame) -> list[Breach]:
        return [breach("warn", list(frame.index), column=None)] if name in ("sheet", "heading") else []

    blank = [["HUYỆN ỦY CHỢ ĐỒN", "NĂM 2019"], HEADINGS["03"][:-1]]
    found = judged_by(rule, read({"a.xlsx": xlsx({"a": blank})})).findings.to_pylist()
    told = [(one["form"], one["version_id"], one["file_key"], one["row_number"], one["sheet"]) for one in found]
    # Neither its titles nor its headings are judged: nobody sent anything with it.
    assert told == [("03", None, "a.xlsx", None, "a")]


PERSON_IN_ANOTHER_WAY = with_cells("02", PERSON, Số_CCCD="6085000001", Số_thẻ="")


@pytest.mark.parametrize(
    ("number", "first", "second", "subjects"),
    [
        ("02", PERSON, SECOND, ["new", "new"]),
        ("02", PERSON, PERSON, ["new", "again"]),
        ("02", PERSON, PERSON_IN_ANOTHER_WAY, ["new", "again"]),
        ("02", PERSON, with_cells("02", SECOND, Số_thẻ="56.012345"), ["new", "again"]),
        ("02", with_cells("02", PERSON, Số_CCCD="", Số_thẻ=""), with_cells("02", PERSON, Số_CCCD="", Số_thẻ=""),
         ["new", "new"]),
        ("01", ORGANISATION, ORGANISATION, ["new", "again"]),
        ("01", ORGANISATION, with_cells("01", ORGANISATION, Mã="TC02"), ["new", "new"]),
        ("03", RATING, with_cells("03", RATING, Kỳ="Quý I"), ["new", "again"]),
        ("04", COURSE, with_cells("04", COURSE, Số_CCCD="006085000009", Số_thẻ="56000009"), ["new", "new"]),
    ],
)  # fmt: skip
def test_two_sheets_of_a_form_that_share_a_subject_are_one_sent_twice(
    number: str, first: list[Any], second: list[Any], subjects: list[str]
) -> None:
    raw = read({"a.xlsx": xlsx({"a": form(number, first), "b": form(number, second)})})
    assert list(frame_of("sheet", raw)["subjects"]) == subjects


def test_a_form_is_sent_twice_in_one_file_and_on_two_visible_sheets_or_not_at_all() -> None:
    one_sheet = read({"a.xlsx": xlsx({"a": form("02", PERSON, PERSON)})})
    two_files = read({name: xlsx({"a": form("02", PERSON)}) for name in ("a.xlsx", "b.xlsx")})
    hidden = read({"a.xlsx": xlsx({"a": form("02", PERSON), "b": form("02", PERSON)}, hidden=["b"])})
    three = read({"a.xlsx": xlsx({name: form("02", PERSON) for name in "abc"})})
    for raw in (one_sheet, two_files, hidden):
        assert set(frame_of("sheet", raw)["subjects"]) == {"new"}
    assert list(frame_of("sheet", three)["subjects"]) == ["new", "again", "new"]


def test_a_needed_column_that_is_blank_in_every_row_is_told_once_of_its_version(
    judged_by: Callable[..., Judgement],
) -> None:
    def rule(name: str, frame: pd.DataFrame) -> list[Breach]:
        blank = frame.index[frame["heading_state"] == "blank"] if name == "heading" else []
        return [breach("warn", list(blank), column=None)] if len(blank) else []

    unrated = with_cells("03", RATING, Số_quyết="", Ngày_quyết="", Số_thẻ="")
    sheets = {
        "a": form("03", unrated),
        "b": form("03", with_cells("03", unrated, Số_CCCD="006085000002")),
        "c": form("02", with_cells("02", PERSON, Diện="x")),
    }
    found = judged_by(rule, read({"a.xlsx": xlsx(sheets)})).findings.sort_by("column_number").to_pylist()
    assert [(one["form"], one["sheet"], one["column_name"], one["column_number"]) for one in found] == [
        ("03", "a", "decision_number", 6),
        ("03", "a", "decided_on", 7),
    ]
    assert [one["expected"] for one in found] == [f"Cột “{name} quyết định” có số liệu" for name in ("Số", "Ngày")]
    # The blank pages of a template before the lines are no place to point at, whatever columns they have.
    blank = form("03")
    narrow = [*blank[:-1], [name for name in blank[-1] if "quyết" not in name]]
    before = {"x": narrow, "y": blank, "z": blank} | sheets
    told = judged_by(rule, read({"a.xlsx": xlsx(before)})).findings.sort_by("column_number").to_pylist()
    assert [(one["sheet"], one["column_name"]) for one in told] == [("a", "decision_number"), ("a", "decided_on")]
    # One filled cell anywhere in the version is enough.
    sheets["b"] = form("03", with_cells("03", RATING, Số_CCCD="006085000002"))
    assert judged_by(rule, read({"a.xlsx": xlsx(sheets)})).findings.num_rows == 0


def test_a_row_is_a_duplicate_only_of_one_that_is_accepted_otherwise() -> None:
    def first_is_broken(name: str, frame: pd.DataFrame) -> list[Breach]:
        return [breach("row", [0])] if name == "form_02" else []

    raw = read_forms(form_02=[PERSON, PERSON, PERSON], form_01=[ORGANISATION])
    assert list(frame_of("duplicates", raw)["occurrence"]) == [1, 1, 2, 3]
    assert list(frame_of("duplicates", raw, first_is_broken)["occurrence"]) == [1, 1, 2]


def test_a_version_says_whether_it_replaces_everything(judged_by: Callable[..., Judgement]) -> None:
    sheets = {"a": form("02", PERSON), "b": [["Thay thế toàn bộ"], *form("02", SECOND)], "c": form("03", RATING)}
    made = judged_by(lambda *_: [], read({"a.xlsx": xlsx(sheets)})).versions
    assert {one["form"]: one["replaces_all"] for one in made} == {"02": True, "03": False}


def test_two_forms_below_one_another_are_two_versions_that_account_for_every_row(
    judged_by: Callable[..., Judgement],
) -> None:
    raw = read({"a.xlsx": xlsx({"a": [*form("01", ORGANISATION), ["Người lập biểu"], *form("02", PERSON)]})})
    judgement = judged_by(lambda *_: [], raw)
    counted = {
        one["form"]: (one["rows_read"], one["rows_accepted"], one["rows_non_data"]) for one in judgement.versions
    }
    assert counted == {"01": (4, 1, 3), "02": (5, 1, 4)}
    assert {(one["form"], one["column_name"], one["column_number"]) for one in judgement.columns} >= {
        ("01", "organisation_code", 1),
        ("02", "full_name", 1),
    }


def test_what_is_left_out_is_kept_with_its_text() -> None:
    sheets = {"a": [*form("02", PERSON), ["", "", "Người lập biểu"]], "b": [["Danh bạ"]], "c": [["x"]]}
    raw = read({"a.xlsx": xlsx(sheets, hidden=["c"])})
    rows = [(one["form"], one["sheet"], one["row_number"], one["kind"], one["text"]) for one in
            left_out_rows(raw).to_pylist()]  # fmt: skip
    assert rows == [
        ("02", "a", 1, "title", "HUYỆN ỦY BA BỂ"),
        ("02", "a", 2, "title", "Biểu số 02"),
        ("02", "a", 3, "heading", " | ".join(HEADINGS["02"])),
        ("02", "a", 5, "footer", "Người lập biểu"),
        (None, "b", 1, "title", "Danh bạ"),
    ]
    tables = [(one["sheet"], one["is_hidden"], one["rows_read"], one["rows_data"]) for one in
              sheet_tables(raw).to_pylist()]  # fmt: skip
    assert tables == [("a", False, 5, 1), ("b", False, 1, 0), ("c", True, 0, 0)]


# With Great Expectations


@pytest.fixture(scope="module")
def night() -> tuple[Judgement, dict[str, Any]]:
    """One night's judgement of a workbook with a nameless person, a strange sheet and a total that is wrong."""
    cadres = [*form("02", PERSON, SECOND, NAMELESS), ["Tổng cộng: 4"]]
    raw = read({"a.xlsx": xlsx({"a": cadres, "b": [["Danh bạ"], ["Tên", "Số"]]}), "b.pdf": b"%PDF"})
    judgements, results = judge({KEY: partition(raw)}, set())
    return judgements[KEY], results


@pytest.mark.slow
def test_the_suites_find_what_is_wrong_and_only_that(night: tuple[Judgement, dict[str, Any]]) -> None:
    judgement, _ = night
    found = {
        (one["rule_id"], one["severity"], one["form"], one["row_number"]) for one in judgement.findings.to_pylist()
    }
    assert found == {
        ("file_unreadable", "return", "00", None),
        ("form_unrecognised", "warn", "00", None),
        ("control_total_differs", "warn", "02", None),
        ("column_blank", "warn", "02", 3),
        ("required_blank", "row", "02", 6),
        ("value_unknown", "warn", "02", 6),
        ("age_implausible", "warn", "02", 6),
    }
    assert verdicts(judgement)[-1] == ("quarantined", "required_blank")


@pytest.fixture(scope="module")
def habits() -> Judgement:
    """One night's judgement of the habits of the revised rules: in each form lines that break a rule, or nearly do."""
    sheets = {
        "01": form(
            "01",
            ORGANISATION,
            with_cells("01", ORGANISATION, Mã="TC02", Ngày_thành="07/06/1905", Ngày_quyết="31/12/2023"),
            with_cells("01", ORGANISATION, Mã="TC03", Số_quyết="QĐ/HU", Ngày_quyết="15/01/2025"),
            with_cells("01", ORGANISATION, Mã="TC03", Loại="?"),
            with_cells("01", ORGANISATION, Mã="TC03"),
        ),
        "02": form(
            "02",
            with_cells("02", PERSON, Diện="BTV Tỉnh ủy"),
            with_cells("02", PERSON, Chức="Trưởng phòng Nội vụ", Ngày_sinh="07/06/1905", Ngày_bổ="16/07/1905"),
            with_cells("02", PERSON, Chức="Chủ tịch UBND huyện Ba Bể", Cấp=""),
            with_cells("02", PERSON, Chức="Huyện ủy viên", Cấp="Thôn"),
            with_cells("02", PERSON, Chức="Trưởng phòng", Cấp=""),
            with_cells("02", PERSON, Chức="Trưởng phòng", Cấp="Thôn"),
        ),
        "03": form(
            "03",
            RATING,
            with_cells("03", RATING, Kỳ="Quý I", Ngày_quyết="16/01/2025"),
            with_cells("03", RATING, Kỳ="Năm 2023"),
        ),
        "04": form(
            "04",
            with_cells("04", COURSE, Từ="05/07/1905"),
            with_cells("04", COURSE, Tên="Lớp B", Đến="16/01/2025"),
            with_cells("04", COURSE, Tên="Lớp C", Đến="16/07/1905"),
        ),
        "blank": form("04"),
    }
    return judge({KEY: partition(read({"a.xlsx": xlsx(sheets)}))}, set())[0][KEY]


@pytest.mark.slow
def test_the_revised_rules_are_told_where_they_are_broken_and_nowhere_else(habits: Judgement) -> None:
    found = {(one["form"], one["row_number"], one["rule_id"], one["severity"], one["column_name"]) for one in
             habits.findings.to_pylist()}  # fmt: skip
    assert found == {
        ("01", 5, "date_invalid", "warn", "founded_on"),
        ("01", 5, "rating_outside_year", "warn", "decided_on"),
        ("01", 6, "rating_not_decided", "warn", "decision_number"),
        ("01", 7, "value_unknown", "row", "organisation_type"),
        ("01", 8, "duplicate_row", "row", "organisation_code"),
        ("02", 5, "date_invalid", "warn", "born_on"),
        ("02", 5, "date_invalid", "warn", "appointed_on"),
        ("02", 6, "level_contradicts", "warn", "level"),
        ("02", 7, "level_contradicts", "warn", "level"),
        ("02", 8, "required_blank", "row", "level"),
        ("02", 9, "value_unknown", "row", "level"),
        ("03", 5, "rating_outside_year", "warn", "decided_on"),
        ("03", 6, "value_unknown", "warn", "period"),
        ("04", 4, "date_invalid", "warn", "started_on"),
        ("04", 5, "training_not_ended", "warn", "ended_on"),
        ("04", 5, "training_outside_year", "warn", "ended_on"),
        ("04", 6, "date_invalid", "warn", "ended_on"),
        ("04", None, "form_empty", "warn", None),
    }
    assert [row for row, _ in verdicts(habits)] == ["accepted"] * 4 + ["quarantined"] * 2


@pytest.mark.slow
def test_a_form_sent_twice_is_rejected_with_one_finding_at_the_second_sheet() -> None:
    raw = read({"a.xlsx": xlsx({name: form("04", COURSE) for name in ("a", "b", "c")})})
    judgement = judge({KEY: partition(raw)}, set())[0][KEY]
    found = [(one["rule_id"], one["severity"], one["sheet"], one["form"]) for one in judgement.findings.to_pylist()]
    assert found.count(("form_twice", "return", "b", "04")) == 1
    assert [one for one in found if one[0] == "form_twice"] == [("form_twice", "return", "b", "04")]
    assert [one["is_rejected"] for one in judgement.versions] == [True]


@pytest.mark.slow
def test_results_carry_numbers_and_no_values(night: tuple[Judgement, dict[str, Any]]) -> None:
    _, results = night
    assert set(results) == {"file", "sheet", "heading", *(f"form_{number}" for number in forms()), "duplicates"}
    shown = str([result.to_json_dict() for result in results.values()])
    for cell in [PERSON[1], *SECOND[1:3], PERSON[5], SECOND[5], PERSON[6], NAMELESS[5], "Giỏi", "a.xlsx", "b.pdf"]:
        assert str(cell) not in shown
    assert "unexpected_index_list" not in shown
    assert "partial_unexpected_list" not in shown


@pytest.mark.slow
def test_an_expectation_that_cannot_be_evaluated_has_not_passed() -> None:
    frame = pd.DataFrame({"place_id": ["a"], "another_column": ["yes"]})
    with pytest.raises(RuntimeError, match=r"expectations/file\.json.*is_readable could not be evaluated"):
        run_suite("file", frame)


@pytest.mark.slow
def test_a_suite_over_nothing_passes() -> None:
    breaches, result = run_suite("file", pd.DataFrame({"place_id": [], "is_readable": []}, dtype=object))
    assert breaches == []
    assert result.success


SHEETS = pd.DataFrame(
    {
        "place_id": list("abcdef"),
        "form_state": ["recognised", "unrecognised", *["recognised"] * 4],
        "content": ["lines", "unknown", "none", *["lines"] * 3],
        "subjects": "new",
        "title_unit": "own",
        "title_year": ["own"] * 5 + ["other"],
        "control_total": [3.0, None, None, 4.0, 5.0, None],
        "rows_data": [3, 0, 0, 5, 5, 1],
    }
)


@pytest.mark.slow
@pytest.mark.parametrize("cut", [[3], [1, 2], [5]])
def test_the_results_of_parts_are_merged_to_those_of_the_whole(cut: list[int]) -> None:
    whole = run_suite("sheet", SHEETS)[1]
    ends = [0, *cut, len(SHEETS)]
    parts = [run_suite("sheet", SHEETS.iloc[start:end])[1] for start, end in pairwise(ends)]
    together = merged(parts)
    assert together.success is whole.success is False
    assert together.statistics == whole.statistics
    told = [(one.expectation_config.type, one.success, one.result) for one in whole.results]
    assert [(one.expectation_config.type, one.success, one.result) for one in together.results] == told
    assert any(0 < result["unexpected_count"] < result["element_count"] for _, _, result in told)


@pytest.mark.slow
def test_what_great_expectations_needs_for_others_is_loaded_when_it_is_asked_for() -> None:
    said = """if True:
        import sys
        from dagster_project.quality.judge.suites import quiet_gx
        with quiet_gx():
            print("scipy.stats.distributions" in sys.modules, "altair.vegalite" in sys.modules)
        from great_expectations.expectations.core import expect_column_kl_divergence_to_be_less_than as asking
        print(round(asking.stats.norm.cdf(0), 1), asking.alt.Chart.__name__)
        import altair, scipy.stats
        print(altair.Chart is asking.alt.Chart, scipy.stats.norm is asking.stats.norm, altair.__version__[0])
    """
    run = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True, cwd=CHECKOUT)
    assert run.stdout.splitlines() == ["False False", "0.5 Chart", "True True 6"]


def test_headings_of_the_builders_are_the_forms() -> None:
    assert set(HEADINGS) == set(forms())


def test_an_analyst_who_edits_a_severity_sees_another_verdict(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = [*SECOND[:1], "", *SECOND[2:]]
    raw = read_forms(form_02=[PERSON, nobody])
    assert verdicts(judge({KEY: partition(raw)}, set())[0][KEY]) == [
        ("accepted", ""),
        ("quarantined", "required_blank"),
    ]
    edited = shutil.copytree(suite_files.EXPECTATIONS, tmp_path / "expectations")
    path = edited / "form_02.json"
    # The first expectation of the suite is the one of the name.
    path.write_text(path.read_text(encoding="utf-8").replace('"critical"', '"warning"', 1), encoding="utf-8")
    monkeypatch.setattr(suite_files, "EXPECTATIONS", edited)
    judgement = judge({KEY: partition(raw)}, set())[0][KEY]
    assert verdicts(judgement) == [("accepted", ""), ("accepted", "")]
    named = judgement.findings.filter(pc.field("column_name") == "full_name").to_pylist()
    assert [(one["rule_id"], one["severity"]) for one in named] == [("required_blank", "warn")]
