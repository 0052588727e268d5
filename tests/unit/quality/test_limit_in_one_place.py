"""Somebody edits one number in ``expectations/``: workbook, Data Docs and report say the new one, none the old one."""

import shutil
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from dagster_project.quality.data_docs import write_data_docs
from dagster_project.quality.judge import suite_files
from dagster_project.quality.judge.places import ReturnToJudge
from dagster_project.quality.judge.verdicts import judge
from dagster_project.quality.report.page import render_report
from dagster_project.returns.clean.partition import clean_partition
from tests.unit import feedback_samples as samples
from tests.unit.quality.report.test_report import form, given
from tests.unit.workbooks import PERSON, read_forms

OLD, NEW = "18 đến 75 tuổi", "18 đến 60 tuổi"
#: 64 years old at the snapshot: plausible until the limit is 60.
OLDER = [2, "Người Hai", "05/09/1960", "Nữ", "Tày", "006160000002", "56012346", *PERSON[7:]]


@pytest.fixture
def edited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = shutil.copytree(suite_files.EXPECTATIONS, tmp_path / "expectations")
    path = folder / "form_02.json"
    text = path.read_text(encoding="utf-8")
    assert text.count('"max_value": 75') == 1
    path.write_text(text.replace('"max_value": 75', '"max_value": 60'), encoding="utf-8")
    monkeypatch.setattr(suite_files, "EXPECTATIONS", folder)
    yield folder


@pytest.mark.slow
def test_workbook_data_docs_and_report_say_the_edited_limit(tmp_path: Path, edited: Path) -> None:
    raw = read_forms(form_02=[PERSON, OLDER])
    seen = ReturnToJudge(raw, clean_partition(raw, date(2024, 12, 31)))
    judgements, results = judge({"2024/ba-be": seen}, set())
    [found] = [one for one in judgements["2024/ba-be"].findings.to_pylist() if one["rule_id"] == "age_implausible"]
    assert (found["row_number"], found["expected"]) == (5, NEW)

    source = samples.xlsx_return()
    told = {name: found[name] for name in ("expected", "note_vi")}
    workbook = samples.opened(
        samples.write(
            tmp_path,
            samples.frame([samples.finding("age_implausible", "warn", 6, 2, **told)], source),
            {"2024/ba-be/can bo.xlsx": source},
        )
    )
    cells = [str(cell.value) for sheet in workbook for row in sheet for cell in row if cell.value]
    comments = [cell.comment.text for sheet in workbook for row in sheet for cell in row if cell.comment]
    in_workbook = "\n".join(cells + comments)

    write_data_docs(results, tmp_path, run_time=datetime(2026, 11, 23, 20), returns_judged=1)
    [result] = (tmp_path / "data_docs" / "validations" / "form_02").rglob("*.html")
    suite = tmp_path / "data_docs" / "expectations" / "form_02.html"
    pages = [path.read_text(encoding="utf-8").replace("<wbr>", "") for path in (result, suite)]

    report = render_report(given([form(2024, "ba-be", "02")], [(2024, "ba-be", "02", "age_implausible", "warn", 1)]))

    for text in (in_workbook, *pages, report):
        assert NEW in text and OLD not in text
    for text in (in_workbook, *pages):
        assert "trên 60" in text and "trên 75" not in text
    for text in pages:
        assert "18 ≤ age ≤ 60" in text and "60.0" not in text and "75" not in text
    assert "Limit: 18 ≤ age ≤ 60." in report and "75" not in report[report.index('id="by-rule"') :]
