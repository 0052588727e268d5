"""Data Docs: readable without network, bounded, and without anything of the returns but counts."""

import copy
import json
import re
from datetime import datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from dagster_project.lib.checkout import CHECKOUT
from dagster_project.lib.rules import RULES
from dagster_project.quality.conditions import condition
from dagster_project.quality.data_docs import pages as page_maker
from dagster_project.quality.data_docs import shares, site, words, write_data_docs, write_unit_pages
from dagster_project.quality.judge.suite_files import SUITES, load_suite
from dagster_project.quality.judge.suites import quiet_gx, run_suite
from tests.unit.quality.report.test_report import form, given

SECRET = "Nông Thị Bí Mật 006099012345"
NIGHT = datetime(2026, 11, 23, 2, 14)


@pytest.fixture(scope="module")
def results():
    """One suite that fails at a place with a telling name, one that holds."""
    files = pd.DataFrame({"place_id": ["a", SECRET], "is_readable": ["yes", "no"]})
    headings = pd.DataFrame({"place_id": ["a"], "heading_state": ["known"]})
    return {"file": run_suite("file", files)[1], "heading": run_suite("heading", headings)[1]}


@pytest.fixture(scope="module")
def quality(results, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("quality")
    write_data_docs(copy.deepcopy(results), folder, run_time=NIGHT, returns_judged=61)
    return folder


def pages(quality: Path) -> dict[str, str]:
    root = quality / "data_docs"
    return {str(path.relative_to(root)): path.read_text(encoding="utf-8") for path in root.rglob("*.html")}


class References(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.found += [value for name, value in attrs if name in ("href", "src", "srcset", "data", "action") and value]


def references(page: str) -> References:
    parser = References()
    parser.feed(page)
    return parser


def test_every_page_stands_alone(quality):
    for name, page in pages(quality).items():
        found = references(page)
        assert not {"script", "link", "img", "iframe", "object"} & found.tags, name
        assert not [one for one in found.found if re.match(r"[a-z]+:|//", one)], name
        assert "@import" not in page and "url(" not in page, name


def test_every_link_leads_to_a_page_that_is_there(quality):
    root = quality / "data_docs"
    for name, page in pages(quality).items():
        for link in references(page).found:
            target = (root / name).parent.joinpath(link).resolve()
            assert target.is_file() or target == quality / "index.html", f"{name} → {link}"


def test_nothing_of_the_returns_and_of_this_machine_is_in_any_file(quality):
    for path in (quality / "data_docs").rglob("*"):
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            for word in (*SECRET.split(), str(CHECKOUT), str(quality), "fingerprint", "DATAFRAME"):
                assert word not in text, f"{path.name} holds {word}"


def test_suites_show_rule_severity_column_and_note_in_vietnamese(quality):
    page = pages(quality)["expectations/form_02.html"]
    suite = load_suite("form_02")
    assert suite["notes"] in page
    for one in suite["expectations"]:
        assert f"<code>{one['meta']['rule_id']}</code>" in page
        assert RULES[one["meta"]["rule_id"]].label_vi in page
        assert one["notes"].split("“")[0] in page
    assert "Dòng bị loại" in page and "Họ và tên" in page


def test_no_page_shows_a_condition_as_a_program_keeps_it(quality):
    for name in ("form_02", "form_03", "form_04", "duplicates"):
        page = pages(quality)[f"expectations/{name}.html"].replace("<wbr>", "")
        assert ", nếu " in page
        assert "pass_through" not in page and "==" not in page
    duplicates = pages(quality)["expectations/duplicates.html"]
    assert "nếu form là 01" in duplicates
    assert words.column_label("duplicates", "full_name") in duplicates and "Full name" not in duplicates


def test_a_run_shows_what_failed_first_and_how_much_of_what_was_seen(quality):
    [page] = [page for name, page in pages(quality).items() if name.startswith("validations/file/")]
    assert "✗ Sai nhiều" in page and "23/11/2026 02:14" in page and "61 báo cáo" in page
    assert "1 trong 2 tệp (50,0\u00a0%)" in page
    [page] = [page for name, page in pages(quality).items() if name.startswith("validations/heading/")]
    assert "✓ Đạt</span> 3/3 phép kiểm tra" in page and "✗" not in page and "◐" not in page


@pytest.mark.parametrize(
    ("broken", "seen", "kind", "level"),
    [
        (0, 15848, "warn", shares.PASSED),
        (1, 15848, "warn", shares.FEW),
        (1, 15848, "row", shares.FEW),
        (158, 15848, "warn", shares.FEW),
        (159, 15848, "warn", shares.MANY),
        (1, 100, "return", shares.MANY),
        (5000, 15848, "repair", shares.MENDED),
        (0, 15848, "repair", shares.PASSED),
        (1, 0, "warn", shares.MANY),
    ],
)
def test_one_row_of_thousands_is_no_failure_of_a_form(broken, seen, kind, level):
    assert shares.level_of(broken, seen, kind) == level
    assert level.sign and level.label, "told by more than its colour"


def test_a_share_is_told_as_people_say_it():
    assert shares.share_of(1, 15848, "dòng") == "1 trong 15.848 dòng (0,01\u00a0%)"
    assert shares.share_of(15848, 15848, "dòng") == "15.848 trong 15.848 dòng (100\u00a0%)"
    assert shares.share_of(3, 0, "dòng") == "3 dòng"


def test_what_the_system_mended_is_told_apart_from_what_is_wrong():
    frame = pd.DataFrame({"place_id": ["a", "b"], "is_readable": ["yes", "no"]})
    result = run_suite("file", frame)[1]
    [outcome] = result.results
    mended = copy.deepcopy(outcome)
    mended.expectation_config.meta |= {"rule_id": "identifier_repaired", "action": "warn"}
    result.results = [outcome, mended]
    result.meta |= {"judged_at": "2026-11-23T02:14:00", "returns_judged": 1}
    cell = page_maker._cell(result)
    assert (cell["level"], cell["wrong"], cell["broken"], cell["mended"]) == (shares.MANY, 1, "1", "1")


def test_a_kind_of_expectation_without_a_formula_shows_no_python():
    with quiet_gx():
        from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
    kwargs = {"column": "a", "min_value": 18.0, "max_value": 75.0, "mostly": 1.0}
    config = ExpectationConfiguration("expect_column_value_lengths_to_be_between", kwargs=kwargs)
    told = page_maker._expectation("file", 1, config)["condition"]
    assert "18" in told and "75" in told
    assert "18.0" not in told and "{" not in told and "'" not in told


def unit_pages(folder: Path, forms, found) -> dict[str, str]:
    write_unit_pages(folder, given(forms, found))
    root = folder / "data_docs" / "units"
    return {path.name: path.read_text(encoding="utf-8") for path in root.glob("*.html")}


def test_every_unit_has_its_page_with_the_numbers_of_the_report(tmp_path):
    found = [
        (2024, "ba-be", "02", "value_unknown", "warn", 2),
        (2024, "ba-be", "02", "identifier_repaired", "warn", 9),
        (2024, "ba-be", "03", "column_unknown", "warn", 1),
        (2024, "ba-be", "04", "return_missing", "warn", 1),
        (2024, 'Ba Bể"><script>', "00", "wrong_unit_or_year", "return", 1),
    ]
    forms = [
        form(2024, "ba-be", "02", rows_accepted=1234), form(2024, "ba-be", "03"),
        form(2024, "ba-be", "04", "missing"), form(2023, "na-ri", "02"),
    ]  # fmt: skip
    written = unit_pages(tmp_path, forms, found)
    assert set(written) == {"index.html", "ba-be.html", "na-ri.html"}
    page = written["ba-be.html"]
    assert "2 trong 1.234 dòng (0,2\u00a0%)" in page and "9 trong 1.234 dòng (0,7\u00a0%)" in page
    assert '<span class="tag repair">Đã tự sửa</span>' in page
    assert '<span class="tag missing">Thiếu biểu</span>' in page and "cả biểu" in page
    assert "Không có sai sót nào" in written["na-ri.html"]
    index = written["index.html"]
    assert index.index("Huyện ủy Ba Bể") < index.index("Huyện ủy Na Rì") and "✗ thiếu 1" in index
    assert 'data-vi="Cần kiểm tra">3<' in index and 'data-vi="Đã tự sửa">9<' in index
    # A unit that is no more in the reference leaves no page behind.
    (tmp_path / "data_docs" / "units" / "gone.html").write_text("x", encoding="utf-8")
    assert "gone.html" not in unit_pages(tmp_path, forms, found)


def test_pages_by_unit_lead_to_pages_that_are_there_and_outlive_the_next_judging(results, tmp_path):
    write_data_docs(copy.deepcopy(results), tmp_path, run_time=NIGHT, returns_judged=1)
    assert "Chưa có lần tổng hợp nào" in pages(tmp_path)["units/index.html"]
    unit_pages(tmp_path, [form(2024, "ba-be", "02")], [(2024, "ba-be", "02", "value_unknown", "warn", 2)])
    write_data_docs(copy.deepcopy(results), tmp_path, run_time=NIGHT + timedelta(days=1), returns_judged=1)
    shown = pages(tmp_path)
    assert "Huyện ủy Ba Bể" in shown["units/index.html"] and "units/ba-be.html" in shown
    root = tmp_path / "data_docs"
    for name, page in shown.items():
        for link in references(page).found:
            target = (root / name).parent.joinpath(link.partition("#")[0]).resolve()
            assert target.is_file() or target == tmp_path / "index.html", f"{name} → {link}"
    assert "expectations/form_02.html" in shown["units/ba-be.html"]


def test_the_index_leads_to_all_suites_and_tells_what_was_not_judged(quality):
    index = pages(quality)["index.html"]
    assert all(f"expectations/{name}.html" in index for name in SUITES)
    assert index.count("không kiểm tra") == len(SUITES) - 2


def test_nothing_is_built_again_when_nothing_was_judged(quality, monkeypatch):
    monkeypatch.setattr(site, "_build", lambda *_: pytest.fail("built again"))
    assert write_data_docs({}, quality, run_time=NIGHT, returns_judged=0) is False


def test_only_the_latest_runs_stay_and_half_a_result_is_left_behind(results, tmp_path, monkeypatch):
    monkeypatch.setattr(site, "RUNS_KEPT", 2)
    for day in range(4):
        run_time = NIGHT + timedelta(days=day)
        write_data_docs(copy.deepcopy(results), tmp_path, run_time=run_time, returns_judged=1)
        if day == 2:
            [damaged] = (tmp_path / "data_docs" / "results" / "file" / "2026-11-25").rglob("*.json")
            damaged.write_text("{", encoding="utf-8")
    left = {name.split("/")[2] for name in pages(tmp_path) if name.startswith("validations/heading/")}
    assert left == {"2026-11-25", "2026-11-26"}
    assert {name.split("/")[2] for name in pages(tmp_path) if name.startswith("validations/file/")} == {"2026-11-26"}
    assert [path.name for path in tmp_path.iterdir()] == ["data_docs"]


def test_a_page_that_cannot_be_built_is_an_error_and_the_old_pages_stand(results, tmp_path, monkeypatch):
    write_data_docs(copy.deepcopy(results), tmp_path, run_time=NIGHT, returns_judged=1)
    before = pages(tmp_path)
    monkeypatch.setattr(words, "column_label", lambda *_: 1 / 0)
    with pytest.raises(site.DataDocsError, match="could not build"):
        write_data_docs(copy.deepcopy(results), tmp_path, run_time=NIGHT + timedelta(days=1), returns_judged=1)
    assert pages(tmp_path) == before
    assert [path.name for path in tmp_path.iterdir()] == ["data_docs"]


def test_an_edited_suite_is_shown_as_edited(tmp_path, monkeypatch):
    edited = load_suite("form_02")
    for one in edited["expectations"]:
        if one["kwargs"].get("column") == "age":
            one["kwargs"]["max_value"] = 123
            one["notes"] = "<b>đã sửa</b>"
    monkeypatch.setattr(site, "load_suite", lambda name: edited if name == "form_02" else load_suite(name))
    write_data_docs({}, tmp_path, run_time=NIGHT, returns_judged=0)
    page = pages(tmp_path)["expectations/form_02.html"]
    assert "age ≤ 123" in page.replace("<wbr>", "")
    assert "&lt;b&gt;đã sửa&lt;/b&gt;" in page
    assert "Chưa có lần kiểm tra nào" in pages(tmp_path)["index.html"]


def test_every_expectation_has_a_formula_and_a_known_rule():
    for name in SUITES:
        for one in load_suite(name)["expectations"]:
            assert condition(one["type"], one["kwargs"]), one["type"]
            assert one["meta"]["rule_id"] in RULES


def test_stored_results_hold_no_value(quality):
    for path in (quality / "data_docs" / "results").rglob("*.json"):
        for outcome in json.loads(path.read_text(encoding="utf-8"))["results"]:
            assert not [key for key in outcome["result"] if "list" in key or "values" in key]
        assert not re.search(r"\d{8}", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("suite", "column", "label"),
    [
        ("form_02", "citizen_id", "Số CCCD"),
        ("form_02", "born_on_state", "Ngày sinh"),
        ("form_03", "decision_window", "Ngày quyết định so với năm báo cáo"),
        ("form_04", "is_ended_at_receipt", "Lớp đã kết thúc khi nhận tệp"),
        ("sheet", "title_year", "Năm ở tiêu đề"),
        ("form_02", "rule_of_tomorrow", "Rule of tomorrow"),
        ("file", None, "–"),
    ],
)
def test_a_column_goes_by_its_heading_or_by_words_also_one_that_nobody_named(suite, column, label):
    assert words.column_label(suite, column) == label


def test_every_column_that_an_expectation_names_has_words():
    for suite in SUITES:
        for expectation in load_suite(suite)["expectations"]:
            label = words.column_label(suite, expectation["meta"].get("column"))
            assert label == "–" or not re.search(r"_|^[a-z]", label), f"{suite}: {label}"
