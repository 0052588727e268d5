"""The judge quarantines, rejects and warns; it loses no row, and its results show no value."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import pytest

from dagster_project.quality import judge as judging
from dagster_project.quality.judge import Judgement, judge
from dagster_project.quality.places import Partition
from dagster_project.quality.suites import Breach, run_suite
from dagster_project.returns.clean import clean_partition
from dagster_project.returns.forms import FORMS
from dagster_project.returns.read import RawReturn
from tests.unit.workbooks import HEADINGS, PERSON, form, read, read_forms, xlsx

KEY = "2024/ba-be"
SECOND = [2, "Người Hai", "05/09/1986", "Nữ", "Tày", "006186000002", "56012346", *PERSON[7:]]
NAMELESS = [3, "", "05/09/1900", "Nam", "Tày", "006000000003", "56012347", *PERSON[7:11], "Giỏi", *PERSON[12:]]


def partition(raw: RawReturn) -> Partition:
    return Partition(raw, clean_partition(raw, date(2024, 12, 31)))


Rule = Callable[[str, pd.DataFrame], list[Breach]]


@pytest.fixture
def judged_by(monkeypatch: pytest.MonkeyPatch) -> Callable[[Rule, RawReturn], Judgement]:
    """Judge with a rule in place of the suites: how verdicts follow from breaches needs no Great Expectations."""

    def run(rule: Rule, raw: RawReturn) -> Judgement:
        monkeypatch.setattr(judging, "run_suite", lambda name, frame: (rule(name, frame), None))
        return judge({KEY: partition(raw)}, set())[0][KEY]

    return run


def breach(action: str, places: list[str], rule: str = "some_rule", column: str | None = "full_name") -> Breach:
    return Breach(rule, action, column, "a name", "Ghi họ và tên.", places)


def verdicts(judgement: Judgement, number: str = "02") -> list[tuple[str, str]]:
    table = judgement.forms[number].select(["verdict", "quarantine_rules"]).to_pylist()
    return [(row["verdict"], row["quarantine_rules"]) for row in table]


def test_a_row_finding_quarantines_its_row_and_a_warning_does_not(
    judged_by: Callable[[Rule, RawReturn], Judgement],
) -> None:
    def rule(name: str, frame: pd.DataFrame) -> list[Breach]:
        if name != "form_02":
            return []
        first, second = frame["place_id"]
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
        return [breach("warn", list(frame["place_id"][1:]), column="level")] if name == "form_02" else []

    (finding,) = judged_by(rule, read_forms(form_02=[PERSON, SECOND])).findings
    place = ("sheet", "row_number", "column_name", "column_number", "value_sent", "form", "unit_code", "report_year")
    assert tuple(finding[name] for name in place) == ("form_02", 5, "level", 8, "Huyện", "02", "ba-be", 2024)
    assert finding["note_vi"] == "Ghi họ và tên."


def test_a_return_finding_rejects_that_form_of_that_file_alone(
    judged_by: Callable[[Rule, RawReturn], Judgement],
) -> None:
    def rule(name: str, frame: pd.DataFrame) -> list[Breach]:
        return [breach("return", [frame["place_id"][0]], column=None)] if name == "sheet" else []

    files = {"a.xlsx": xlsx({"x": form("02", PERSON), "y": form("03")}), "b.xlsx": xlsx({"x": form("02", PERSON)})}
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
            judge({KEY: Partition(raw, lost)}, set())


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
    from dagster_project.returns.read import read_partition
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
    found = {(one["rule_id"], one["severity"], one["form"], one["row_number"]) for one in judgement.findings}
    assert found == {
        ("file_unreadable", "return", "00", None),
        ("form_unrecognised", "warn", "00", None),
        ("control_total_differs", "warn", "02", None),
        ("required_blank", "row", "02", 6),
        ("value_unknown", "warn", "02", 6),
        ("age_implausible", "warn", "02", 6),
    }
    assert verdicts(judgement)[-1] == ("quarantined", "required_blank")


@pytest.mark.slow
def test_results_carry_numbers_and_no_values(night: tuple[Judgement, dict[str, Any]]) -> None:
    _, results = night
    assert set(results) == {"file", "sheet", "heading", *(f"form_{number}" for number in FORMS)}
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


def test_headings_of_the_builders_are_the_forms() -> None:
    assert set(HEADINGS) == set(FORMS)
