"""The suites that analysts edit agree with the list of rules, with `returns.md` and with the columns that are there.

Nothing here runs Great Expectations (tests/unit/quality/judge/test_judge.py does).
"""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from dagster_project.lib.rules import rule_of
from dagster_project.lib.seeds import read_seed
from dagster_project.quality.judge import suite_files
from dagster_project.quality.judge.places import FRAME_COLUMNS, PLACE
from dagster_project.quality.judge.suite_files import (
    EXPECTATIONS,
    SHARED_NOTES,
    SUITES,
    Limit,
    limits_in_force,
    load_suite,
)
from dagster_project.tables.forms import columns_of, forms
from dagster_project.tables.rows import clean_schema

RULES = {rule["rule_id"]: rule for rule in read_seed("rules.csv")}
#: What the page says of rules with two actions: the columns whose breach quarantines the row.
ROW_COLUMNS = {
    "required_blank": {
        ("01", "organisation_code"), ("01", "organisation_type"), ("02", "full_name"),
        ("02", "position"), ("02", "level"), ("04", "course_group"), ("04", "ended_on"),
    },
    "value_unknown": {("01", "organisation_type"), ("02", "position"), ("02", "level")},
    "date_invalid": {("02", "born_on"), ("04", "ended_on")},
}  # fmt: skip
WARN_COLUMNS = {"required_blank": {("01", "rating"), ("02", "born_on"), ("03", "rating")}}


def expectations() -> list[tuple[str, dict[str, Any]]]:
    return [(name, one) for name in SUITES for one in load_suite(name)["expectations"]]


def columns(rule: str, action: str) -> set[tuple[str, str]]:
    """Return (form, column) of every expectation of a rule with an action."""
    return {
        (suite.removeprefix("form_"), one["meta"]["column"])
        for suite, one in expectations()
        if (one["meta"]["rule_id"], one["meta"]["action"]) == (rule, action)
    }


def test_every_suite_has_a_file_and_every_file_is_a_suite() -> None:
    assert {path.stem for path in EXPECTATIONS.glob("*.json")} == {*SUITES, Path(SHARED_NOTES).stem}


@pytest.mark.parametrize(("suite", "one"), expectations())
def test_an_expectation_agrees_with_the_list_of_rules(suite: str, one: dict[str, Any]) -> None:
    rule = RULES[one["meta"]["rule_id"]]
    assert rule["decided_by"] == "judge", f"{suite}: {rule['rule_id']} is decided elsewhere: no rule stands in both"
    assert one["meta"]["action"] in rule["actions"].split(";"), f"{suite}: {rule['rule_id']}"
    assert one["severity"] == ("warning" if one["meta"]["action"] == "warn" else "critical"), suite
    is_of_rows = suite.startswith("form_") or suite == "duplicates"
    assert (rule["scope"] == "row") == is_of_rows, f"{suite}: {rule['rule_id']}"


def test_every_rule_of_the_judge_stands_in_a_suite_with_every_action() -> None:
    told = {(one["meta"]["rule_id"], one["meta"]["action"]) for _, one in expectations()}
    rules = [rule for rule in RULES.values() if rule["decided_by"] == "judge"]
    assert told == {(rule["rule_id"], action) for rule in rules for action in rule["actions"].split(";")}


@pytest.mark.parametrize("rule", ROW_COLUMNS)
def test_a_rule_with_two_actions_quarantines_where_the_page_says_so(rule: str) -> None:
    assert columns(rule, "row") == ROW_COLUMNS[rule]
    if rule in WARN_COLUMNS:
        assert columns(rule, "warn") == WARN_COLUMNS[rule]


@pytest.mark.parametrize("form", forms())
def test_no_coded_column_and_no_date_is_without_its_rule(form: str) -> None:
    """Ethnicity has no closed list in the reference; birth and sex have rules of their own."""
    repaired = {
        (form, one["meta"]["column"]) for suite, one in expectations()
        if suite == f"form_{form}" and one["kwargs"].get("value_set") == ["repaired"]
        and (one["meta"]["rule_id"], one["meta"]["action"]) == ("date_invalid", "warn")
    }  # fmt: skip
    for name, column in columns_of(form).items():
        if column.kind in ("code", "degree", "exemption") and name not in ("ethnicity", "sex"):
            assert (form, name) in columns("value_unknown", "warn") | columns("value_unknown", "row"), name
        if column.kind == "date" and name not in ("born_on_male", "born_on_female"):
            assert (form, name) in columns("date_invalid", "warn") | columns("date_invalid", "row"), name
            assert (form, name) in repaired, f"{name}: a year typed into a date cell is not told"


@pytest.mark.parametrize(("suite", "one"), expectations())
def test_an_expectation_looks_at_a_column_that_is_there_and_points_at_one_of_the_form(
    suite: str, one: dict[str, Any]
) -> None:
    looked_at = [value for name, value in one["kwargs"].items() if name in ("column", "column_A", "column_B")]
    assert looked_at
    if suite == "duplicates":
        number = one["kwargs"]["row_condition"].removeprefix('form=="').removesuffix('"')
        assert one["meta"]["column"] in columns_of(number)
    if not suite.startswith("form_"):
        assert set(looked_at) <= set(FRAME_COLUMNS[suite])
        return
    form = suite.removeprefix("form_")
    assert set(looked_at) <= set(clean_schema(form).names)
    assert one["meta"]["column"] in columns_of(form)


def test_each_form_has_one_look_for_duplicates() -> None:
    conditions = [one["kwargs"]["row_condition"] for one in load_suite("duplicates")["expectations"]]
    assert conditions == [f'form=="{form}"' for form in forms()]


@pytest.mark.parametrize("form", forms())
def test_every_state_of_a_check_that_a_suite_names_is_one_that_cleaning_gives(form: str) -> None:
    given = {
        "decision": {"complete", "missing", "absent"}, "decided_in_year": {"yes", "no", "untold"},
        "completion": {"ended", "not_ended", "none"}, "title_level": {"agrees", "contradicts"},
        "rating_or_exemption": {"given", "blank"}, "identifiers": {"usable", "missing", "absent"},
    }  # fmt: skip
    for one in load_suite(f"form_{form}")["expectations"]:
        if one["kwargs"]["column"] in given:
            assert set(one["kwargs"]["value_set"]) <= given[one["kwargs"]["column"]]


@pytest.mark.parametrize(("suite", "one"), expectations())
def test_an_expectation_sees_states_and_numbers_only(suite: str, one: dict[str, Any]) -> None:
    """A suite that looked at names or identifiers would put them into results, Data Docs and logs."""
    personal = {"full_name", "citizen_id", "party_card", "born_on", "birth_year"}
    looked_at = {value for name, value in one["kwargs"].items() if name.startswith("column")}
    assert not looked_at & personal
    assert not any(name.endswith("_sent") for name in looked_at), suite


@pytest.mark.parametrize(("suite", "one"), expectations())
def test_an_expectation_says_in_vietnamese_what_to_do(suite: str, one: dict[str, Any]) -> None:
    assert len(one["notes"]) > 20 and not one["notes"].isascii(), suite
    assert one["meta"]["expected"], suite


GIVEN: dict[str, Any] = {
    "type": "x", "kwargs": {"column": "a", "max_value": 75}, "severity": "critical", "notes": "Sửa lại ô này.",
    "meta": {"rule_id": "file_unreadable", "column": None, "expected": ""},
}  # fmt: skip


def written(folder: Path, monkeypatch: pytest.MonkeyPatch, **changes: Any) -> dict[str, Any]:
    """Return the one expectation of a suite of forms that differs from GIVEN; keys of meta start with meta_."""
    monkeypatch.setattr(suite_files, "EXPECTATIONS", folder)
    one = json.loads(json.dumps(GIVEN)) | {key: value for key, value in changes.items() if not key.startswith("meta_")}
    one["meta"] |= {key[5:]: value for key, value in changes.items() if key.startswith("meta_")}
    (folder / "file.json").write_text(json.dumps({"name": "file", "expectations": [one]}), encoding="utf-8")
    (folder / SHARED_NOTES).write_text(json.dumps({"again": "Quá {max_value} thì ghi lại."}), encoding="utf-8")
    return load_suite("file")["expectations"][0]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"meta": {}}, r"file\.json: expectation 1 .* has no meta\.rule_id, meta\.column, meta\.expected"),
        ({"severity": "fatal"}, r"file\.json: expectation 1 \(file_unreadable, column None\) has severity 'fatal'"),
        ({"severity": "info"}, "write 'warning' or 'critical'"),
        ({"severity": None}, "write 'warning' or 'critical'"),
        ({"severity": "warning"}, "rules.csv allows file_unreadable only 'return'"),
        ({"meta_rule_id": "age_implausible"}, "rules.csv allows age_implausible only 'warn'"),
        ({"meta_rule_id": "return_late"}, "no such rule with decided_by = judge"),
        ({"meta_rule_id": "nothing"}, "no such rule with decided_by = judge"),
        ({"meta_action": "row"}, "has meta.action: remove it"),
        ({"meta_note": "again"}, "keep one of them"),
        ({"notes": "", "meta_note": "never"}, "'never', which is not in shared_notes.json: it has again"),
        ({"notes": "Dưới {min_value}"}, r"can only name \{max_value\} in braces"),
        ({"notes": "Dưới {0}"}, "in braces"),
        ({"notes": "Dưới {max_value.real}"}, "in braces"),
        ({"notes": "Dưới {max_value:.1f}"}, "in braces"),
        ({"notes": "Cột {column}"}, r"file\.json: expectation 1 .*can only name \{max_value\} in braces"),
        ({"meta_expected": "{limit} tuổi"}, r"file\.json: expectation 1 .*says '\{limit\} tuổi'"),
        ({"notes": "Dưới {"}, "in braces"),
    ],
)
def test_an_expectation_that_says_what_cannot_be_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changes: dict[str, Any], told: str
) -> None:
    with pytest.raises(ValueError, match=told):
        written(tmp_path, monkeypatch, **changes)


@pytest.mark.parametrize(
    ("rule", "severity", "action"),
    [
        ("file_unreadable", "critical", "return"), ("required_blank", "critical", "row"),
        ("required_blank", "warning", "warn"), ("age_implausible", "warning", "warn"),
    ],
)  # fmt: skip
def test_severity_and_the_rule_decide_what_follows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rule: str, severity: str, action: str
) -> None:
    assert written(tmp_path, monkeypatch, severity=severity, meta_rule_id=rule)["meta"]["action"] == action


def test_a_note_is_the_expectations_own_or_a_shared_one_or_the_rules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert written(tmp_path, monkeypatch, notes="Trên {max_value}.")["notes"] == "Trên 75."
    kwargs = {"column": "a", "value_set": ["x", "y"], "min_value": "2021-01-31", "mostly": 0.95, "max_value": 75.0}
    told = written(tmp_path, monkeypatch, kwargs=kwargs, notes="{value_set}: {min_value}, {mostly}, {max_value}.")
    assert told["notes"] == "x, y: 31/01/2021, 0,95, 75."
    assert written(tmp_path, monkeypatch, notes="", meta_note="again")["notes"] == "Quá 75 thì ghi lại."
    assert written(tmp_path, monkeypatch, notes="")["notes"] == RULES["file_unreadable"]["note_vi"]


def test_no_note_stands_twice() -> None:
    """One of a rule, a shared one, one of an expectation: whoever mends a text mends it everywhere."""
    own = [
        one["notes"] for name in SUITES
        for one in json.loads((EXPECTATIONS / f"{name}.json").read_text(encoding="utf-8"))["expectations"]
        if one.get("notes")
    ]  # fmt: skip
    shared = json.loads((EXPECTATIONS / SHARED_NOTES).read_text(encoding="utf-8"))
    notes = [*own, *shared.values(), *(rule["note_vi"] for rule in RULES.values())]
    assert sorted(notes) == sorted(set(notes))
    code = "".join(path.read_text(encoding="utf-8") for path in (EXPECTATIONS.parent / "dagster_project").rglob("*.py"))
    assert [note for note in notes if note in code] == []
    used = {one["meta"].get("note") for _, one in expectations()}
    assert used - {None} == set(shared)


LIMITED = [rule for rule in RULES.values() if rule["limit_value"]]
TEXTS = ("label_vi", "label_en", "short_label_vi", "short_label_en", "description_en", "note_vi", "note_en")


@pytest.mark.parametrize("rule", LIMITED, ids=lambda one: one["rule_id"])
def test_what_a_rule_says_of_its_limit_is_its_limit(rule: dict[str, str]) -> None:
    """The seed names the limit and never repeats it; what people read has it in its place."""
    unit = {"percent": r"(\S+) %", "month": r"(\S+) (?:tháng|months)"}[rule["limit_unit"]]
    raw = {number for name in TEXTS for number in re.findall(unit, rule[name])}
    assert raw == {"{limit_value}"}
    assert not any(re.search(r"\bnửa\b|\bhalf\b", rule[name]) for name in TEXTS)
    for limit in (rule["limit_value"], "77"):
        told = rule_of(rule | {"limit_value": limit})
        said = (told.label_vi, told.label_en, told.description_en, told.note_vi, told.note_en)
        assert {number for text in said for number in re.findall(unit, text)} == {limit}


@pytest.mark.parametrize(
    ("text", "limit", "told"),
    [
        ("Vượt {limit} %", "20", r"rule top_rating_share, label_vi: says .* can only name \{limit_value\} in braces"),
        ("Vượt {limit_value} %", "", r"can only name nothing \(limit_value is blank\) in braces"),
        ("Vượt {", "20", "mend the text"),
    ],
)
def test_a_rule_that_names_what_is_not_there_is_refused(text: str, limit: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        rule_of(RULES["top_rating_share"] | {"label_vi": text, "limit_value": limit})


def test_no_text_repeats_a_limit_of_an_expectation() -> None:
    """A number of ``kwargs`` stands there alone: in its texts as a name in braces, in those of its rule not at all."""
    shared = json.loads((EXPECTATIONS / SHARED_NOTES).read_text(encoding="utf-8"))
    seen = 0
    for name in SUITES:
        for one in json.loads((EXPECTATIONS / f"{name}.json").read_text(encoding="utf-8"))["expectations"]:
            limits = {str(one["kwargs"][key]) for key in ("min_value", "max_value") if key in one["kwargs"]}
            rule = RULES[one["meta"]["rule_id"]]
            texts = [one.get("notes", ""), one["meta"]["expected"], shared.get(one["meta"].get("note"), "")]
            numbers = {
                number for text in [*texts, *(rule[key] for key in TEXTS)] for number in re.findall(r"\d+", text)
            }
            assert not limits & numbers, f"{name}: {one['meta']}"
            seen += len(limits)
    assert seen > 5


def test_limits_in_force_are_those_that_expectations_name() -> None:
    assert limits_in_force() == {
        "age_implausible": [Limit("18 đến 75 tuổi", "18 ≤ age ≤ 75")],
        "training_outside_year": [Limit("Từ năm 2021", "2021 ≤ ended_year")],
    }


def test_the_place_is_no_column_of_a_form() -> None:
    assert all(PLACE not in clean_schema(form).names for form in forms())
