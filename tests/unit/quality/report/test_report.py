"""The quality report: what it says, that it says it in both languages, and that it stands alone."""

import dataclasses
import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import duckdb
import hypothesis
import pandas as pd
import pytest
from hypothesis import strategies as st

from dagster_project.lib import bilingual
from dagster_project.quality import history
from dagster_project.quality.report import actions, changes, doubts, findings, matrix, sheets, trend
from dagster_project.quality.report.inputs import ReadSheets, ReportInput, load_input, load_rules
from dagster_project.quality.report.page import render_report, write_report

NIGHT, NIGHT_BEFORE = date(2026, 11, 23), date(2026, 11, 22)
RUN = datetime(2026, 11, 23, 2, 14)
RETURNS = ["report_year", "unit_code", "form", "expected", "state", "received_at", "is_late", "versions"]
FINDINGS = ["report_year", "unit_code", "form", "rule_id", "severity", "findings"]
DUE = {2023: date(2024, 1, 31), 2024: date(2025, 1, 31), 2026: date(2027, 1, 31)}


RESOLUTION = "NQ-BK-2021"
REGISTRY = [
    "indicator_code", "clause", "label_vi", "cadence", "target_pct", "sort_order", "label_en", "direction",
    "resolution_code",
]  # fmt: skip
INDICATORS = [
    ("2.1.2", "I.2.1, 2nd", "Cấp ủy cơ sở xếp loại tốt", "annual", 95.0, 1, "Grassroots committees", "min", RESOLUTION),
    (
        "2.2.1",
        "I.2.2 by 2025, 1st",
        "Cấp ủy viên được bồi dưỡng",
        "by_2025",
        100.0,
        2,
        "Members trained",
        "min",
        RESOLUTION,
    ),
]
DOUBTS = [
    "report_year", "indicator_code", "series", "unit_code", "reason", "form", "subjects", "form_year_from",
    "form_year_to", "resolution_code",
]  # fmt: skip
TABLES = [
    "file_key", "report_year", "unit_code", "sheet_index", "sheet", "table_number", "form", "is_hidden", "is_feedback",
    "rows_read", "rows_data", "received_at",
]  # fmt: skip


def figure(year: int, code: str, series: str = "total", **more: Any) -> dict[str, Any]:
    base = {
        "report_year": year, "indicator_code": code, "series": series, "numerator": 90, "denominator": 100,
        "estimated_missing": 20, "unknown_count": 4, "target_pct": 95.0, "status": "undetermined",
        "resolution_code": RESOLUTION,
    }  # fmt: skip
    return base | more


def figures(*rows: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(list(rows))


def doubted(*rows: tuple[Any, ...]) -> pd.DataFrame:
    """Return doubts; one without years of its form is about the form of its own year."""
    dated = [row if len(row) == len(DOUBTS) - 1 else (*row, row[0], row[0]) for row in rows]
    return pd.DataFrame([(*row, RESOLUTION) for row in dated], columns=DOUBTS)


def read_sheets(*tables: tuple[Any, ...], left_out: Sequence[tuple[Any, ...]] = ()) -> ReadSheets:
    return ReadSheets(
        pd.DataFrame(list(tables), columns=TABLES),
        pd.DataFrame(list(left_out), columns=["file_key", "sheet_index", "kind", "rows"]),
    )


def form(year: int, unit: str, name: str, state: str = "accepted", **more: Any) -> dict[str, Any]:
    there = state == "accepted"
    told = (year, unit, name, True, state, datetime(2025, 1, 9, 8) if there else None, False, 1)
    rows = {"rows_read": 12, "rows_accepted": 10 if there else 0, "rows_quarantined": 0}
    return dict(zip(RETURNS, told, strict=True)) | rows | more


def given(
    returns: list[dict[str, Any]], found: list[tuple[Any, ...]] = (), nights: dict[date, Any] | None = None, **more: Any
) -> ReportInput:
    units = pd.DataFrame(
        [("tinh", "Tỉnh ủy <b>&", 1), ("ba-be", "Huyện ủy Ba Bể", 2), ("na-ri", "Huyện ủy Na Rì", 3)],
        columns=["unit_code", "unit_name_vi", "list_order"],
    )
    years = pd.DataFrame(list(DUE.items()), columns=["report_year", "due_on"])
    indicators = figures(
        figure(2024, "2.1.2"), figure(2024, "2.2.1", status="met"), figure(2024, "2.2.1", "cells", status="no_data")
    )
    year_notes = pd.DataFrame(
        [(2023, None, None), (2024, "Số liệu đến 30/6/2024", "Figures up to 30 June 2024")],
        columns=["report_year", "note_vi", "note_en"],
    )
    made = ReportInput(
        night=NIGHT, made_at=RUN, units=units, years=years, rules=load_rules(),
        returns=pd.DataFrame(returns), findings=pd.DataFrame(list(found), columns=FINDINGS), indicators=indicators,
        year_notes=year_notes, registry=pd.DataFrame(INDICATORS, columns=REGISTRY),
        open_doubts=pd.DataFrame(columns=DOUBTS), read=read_sheets(),
        counts=pd.DataFrame(columns=history.COUNT_SCHEMA.names),
        states=pd.DataFrame(columns=history.STATE_SCHEMA.names),
        runs=[RUN], last_change=None, feedback=frozenset(), has_data_docs=False,
    )  # fmt: skip
    return dataclasses.replace(made, **(_history(nights) if nights else {}), **more)


def _history(nights: dict[date, Any]) -> dict[str, Any]:
    counts = pd.concat(
        [pd.DataFrame(found, columns=FINDINGS).assign(seen_on=day) for day, (_, found) in nights.items()]
    )
    states = pd.concat([pd.DataFrame(forms).assign(seen_on=day) for day, (forms, _) in nights.items()])
    runs = [datetime(day.year, day.month, day.day, 2, 14) for day in sorted(nights, reverse=True)]
    last = None
    if len(runs) > 1:
        forms, found = nights[runs[1].date()]
        last = history.LastChange(runs[0], runs[1], pd.DataFrame(found, columns=FINDINGS), pd.DataFrame(forms))
    return {"counts": counts, "states": states, "runs": runs, "last_change": last}


def state_of(*forms: dict[str, Any], found: list[tuple[Any, ...]] = ()) -> str:
    [one] = matrix.build_returns(given(list(forms), found)).values()
    return one.state


class Page(HTMLParser):
    """Collects what a browser would load, follow and read out."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.ids: list[str] = []
        self.headings_without_scope = 0
        self.handlers: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.ids += [told["id"]] if told.get("id") else []
        self.links += [told["href"]] if tag == "a" and told.get("href") else []
        self.loads += [told[name] for name in ("src", "srcset", "data", "action") if told.get(name)]
        self.loads += [told["href"]] if tag != "a" and told.get("href") and not told["href"].startswith("#") else []
        self.headings_without_scope += tag == "th" and "scope" not in told
        self.handlers += [name for name in told if name.startswith("on")]


@pytest.fixture(scope="module")
def page() -> str:
    forms = [form(2024, "ba-be", name) for name in ("01", "02", "03")] + [form(2024, "ba-be", "04", "missing")]
    forms += [form(2024, "na-ri", "02", rows_quarantined=1234), form(2023, "tinh", "01", "rejected")]
    found = [
        (2024, "ba-be", "04", "return_missing", "warn", 1),
        (2024, "na-ri", "02", "duplicate_row", "row", 1234),
        (2024, "na-ri", "02", "value_unknown", "warn", 3),
        (2023, "tinh", "01", "column_missing", "return", 1),
    ]
    before = [{**one, "state": "missing"} if one["unit_code"] == "na-ri" else one for one in forms]
    nights = {NIGHT_BEFORE: (before, found[:1]), NIGHT: (forms, found)}
    return render_report(given(forms, found, nights, feedback=frozenset({(2024, "na-ri")}), has_data_docs=True))


def test_the_page_loads_nothing_and_allows_no_other_script(page):
    parsed = Page(page)
    assert parsed.loads == [] and parsed.handlers == []
    assert not [link for link in parsed.links if re.match(r"[a-z]+:|//|/", link)]
    assert "@import" not in page and "url(" not in page and "http" not in page.replace("http-equiv", "")
    policy = unescape(page)
    assert "default-src 'none'" in policy and policy.count("'sha256-") == page.count("<script>") == 2


def test_every_link_of_the_page_leads_somewhere_on_it_or_to_files_beside_it(page):
    parsed = Page(page)
    assert len(parsed.ids) == len(set(parsed.ids))
    assert {link[1:] for link in parsed.links if link.startswith("#")} <= set(parsed.ids)
    beside = {link for link in parsed.links if not link.startswith("#")}
    assert beside == {"data_docs/index.html", "feedback/2024/na-ri.xlsx"}


def test_tables_have_headings_and_what_people_typed_is_text(page):
    assert Page(page).headings_without_scope == 0
    assert "Tỉnh ủy &lt;b&gt;&amp;" in page and "<b>&" not in page


def test_everything_is_said_in_both_languages(page):
    assert page.count('<span class="vi" lang="vi">') == page.count('<span class="en" lang="en">') > 100
    assert "1.234" in page and "1,234" in page
    assert "Dòng trùng lặp" in page and "Duplicate row" in page


def test_the_same_input_gives_the_same_page(page):
    one = given([form(2024, "ba-be", "01")])
    assert render_report(one) == render_report(one)


def test_what_changed_names_forms_and_rules_the_worse_first(page):
    changed = page[page.index('id="changes"') : page.index('id="matrix"')]
    assert changed.index("Tỉnh ủy") < changed.index("Huyện ủy Na Rì")
    assert "+1.234" in changed and "Chưa gửi" in changed and "22/11/2026" in changed


@pytest.mark.parametrize(
    ("forms", "found", "state"),
    [
        ([{}], [], "complete"),
        ([{"rows_quarantined": 1}], [], "row"),
        ([{"rows_quarantined": 1, "is_late": True}], [], "row"),
        ([{}], [(2024, "ba-be", "01", "value_unknown", "warn", 1)], "doubt"),
        ([{}], [(2024, "ba-be", "01", "value_unknown", "warn", 9)], "doubt"),
        ([{}], [(2024, "ba-be", "01", "value_unknown", "warn", 10)], "doubts"),
        ([{}], [(2024, "ba-be", "01", "identifier_repaired", "warn", 1278)], "complete"),
        ([{"is_late": True}], [(2024, "ba-be", "01", "return_late", "warn", 1)], "late"),
        ([{"is_late": True}, {"state": "rejected"}], [], "rejected"),
        ([{}], [(2024, "ba-be", "01", "column_missing", "return", 1)], "rejected"),
        ([{}], [(2024, "ba-be", "00", "file_unreadable", "return", 1)], "rejected"),
        ([{"state": "rejected"}, {"state": "missing"}], [], "missing"),
        ([{"expected": False}], [], "none"),
    ],
)
def test_a_return_is_what_the_gravest_of_its_forms_is(forms, found, state):
    rows = [form(2024, "ba-be", f"0{number}", **one) for number, one in enumerate(forms, 1)]
    assert state_of(*rows, found=found) == state


def test_what_is_not_due_yet_is_awaited_and_not_urgent():
    returns = matrix.build_returns(given([form(2026, "ba-be", "01", "missing")]))
    [one] = returns.values()
    assert (one.state, one.missing, one.awaited) == ("awaited", 0, 1)
    assert actions.find_actions(returns.values()) == []


def test_completeness_is_never_above_what_is_owed():
    not_owed, late = form(2024, "na-ri", "01", expected=False), form(2024, "tinh", "01", is_late=True)
    built = given([form(2024, "ba-be", "01"), not_owed, late])
    year = {one.report_year: one for one in matrix.build_years(built, matrix.build_returns(built))}[2024]
    assert (year.expected, year.accepted, year.in_time) == (2, 2, 1)
    assert (year.undetermined, year.indicators) == (1, 2)


def test_a_return_known_only_from_a_file_that_cannot_be_read_is_shown():
    built = given([form(2024, "na-ri", "01")], [(2024, "ba-be", "00", "file_unreadable", "return", 1)])
    assert matrix.build_returns(built)[2024, "ba-be"].doubts[0].rule.rule_id == "file_unreadable"
    assert "Không đọc được tệp" in render_report(built)


def test_a_file_in_a_folder_of_no_unit_or_year_is_shown_under_the_name_of_its_folder():
    stray = (2031, 'Ba Bể"><script>', "00", "wrong_unit_or_year", "return", 1)
    text = render_report(given([form(2024, "na-ri", "01")], [stray]))
    assert "<script>" not in text[text.index("<body>") : text.index("</main>")]
    parsed = Page(text)
    assert {link[1:] for link in parsed.links if link.startswith("#")} <= set(parsed.ids)


def test_actions_say_why_and_put_missing_before_rejected_before_rows():
    built = given(
        [
            form(2024, "na-ri", "02", rows_quarantined=5),
            form(2024, "ba-be", "01"),
            form(2023, "tinh", "01", "missing"),
        ],
        [(2024, "ba-be", "01", "copy_of_other_year", "return", 1)],
    )
    found = actions.find_actions(matrix.build_returns(built).values())
    assert [one.kind for one in found] == ["missing", "rejected", "row"]
    assert found[0].what.vi == "chưa gửi biểu nào trong 1 biểu"
    assert found[1].what.vi == "Biểu 01: đã nhận; bản gửi lại bị trả lại (chép lại số liệu năm khác)"


def test_rules_are_ordered_by_what_they_do_and_then_by_how_often():
    found = [
        (2024, "ba-be", "02", "value_unknown", "warn", 900),
        (2024, "ba-be", "02", "value_unknown", "row", 2),
        (2024, "na-ri", "02", "duplicate_row", "row", 3),
        (2023, "na-ri", "02", "duplicate_row", "row", 4),
        (2024, "na-ri", "01", "column_missing", "return", 1),
        (2024, "na-ri", "01", "rule_of_tomorrow", "warn", 1),
    ]
    counted = findings.count_rules(pd.DataFrame(found, columns=FINDINGS), load_rules())
    told = [(one.rule.rule_id, one.severity, one.findings) for one in counted]
    assert told == [
        ("column_missing", "return", 1),
        ("duplicate_row", "row", 7),
        ("value_unknown", "row", 2),
        ("value_unknown", "warn", 900),
        ("rule_of_tomorrow", "warn", 1),
    ]
    assert (counted[1].by_unit, counted[1].depth("na-ri"), counted[3].depth("ba-be")) == ({"na-ri": 7}, 1, 3)
    assert [place.report_year for place in counted[1].places] == [2024, 2023]


def told(*rows: tuple[Any, ...], **more: Any) -> str:
    """Return the section of open verdicts, in Vietnamese, as words."""
    returns = more.pop("returns", [form(2024, "ba-be", "01")])
    text = render_report(given(returns, open_doubts=doubted(*rows), **more))
    section = text[text.index('id="doubts"') : text.index('id="changes"')]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", re.sub(r'<span class="en".*?</span>', "", section))).split())


def test_an_open_verdict_says_how_it_stands_why_and_what_would_settle_it():
    text = told(
        (2024, "2.1.2", "total", "na-ri", "unknown", "01", 4),
        (2024, "2.1.2", "total", "ba-be", "form_missing", "01", 17),
        (2024, "2.1.2", "total", "tinh", "quarantined", "01", 3),
        (2024, "2.1.2", "a_series", "tinh", "quarantined", "01", 99),
        returns=[form(2024, "ba-be", "01", "missing"), form(2024, "na-ri", "01"), form(2024, "tinh", "01")],
    )
    assert "2.1.2 Cấp ủy cơ sở xếp loại tốt" in text
    assert "90,0 % (90/100) mục tiêu ≥ 95 %" in text
    assert "thực tế trong khoảng 75,0–95,0 %" in text
    assert "khoảng 20 tổ chức chưa được tính, 4 tổ chức chưa rõ" in text
    settle = [
        "Nhận Biểu 01 năm 2024 của Huyện ủy Ba Bể : khoảng 17 tổ chức",
        "Huyện ủy Na Rì làm rõ Biểu 01 năm 2024 : 4 tổ chức chưa có xếp loại kèm quyết định",
        "sửa dòng bị loại ở Biểu 01 năm 2024 : 3 tổ chức",
    ]
    assert [text.index(one) for one in settle] == sorted(text.index(one) for one in settle)
    assert "99" not in text and "Chưa đạt" not in text


def test_what_was_rejected_is_to_be_sent_again():
    row = (2024, "2.2.1", "total", "ba-be", "form_missing", "02", 117)
    indicators = figures(figure(2024, "2.2.1"))
    text = told(row, indicators=indicators, returns=[form(2024, "ba-be", "02", "rejected")])
    assert "Huyện ủy Ba Bể gửi lại Biểu 02 năm 2024 (bản đã gửi chưa dùng được) : khoảng 117 đồng chí" in text
    # Rows were read and not one was accepted: as good as rejected.
    none_accepted = told(
        row, indicators=indicators, returns=[form(2024, "ba-be", "02", rows_accepted=0, rows_quarantined=12)]
    )
    assert "gửi lại Biểu 02" in none_accepted


def test_a_target_that_looks_back_names_the_years_that_lack_the_form_and_no_other():
    returns = [form(2022, "ba-be", "04", "missing"), form(2023, "ba-be", "04"), form(2024, "ba-be", "04", "rejected")]
    returns += [form(2021, "ba-be", "04", "missing"), form(2026, "ba-be", "04", "missing")]
    row = (2024, "2.2.1", "total", "ba-be", "not_reported", "04", 44, 2022, 2024)
    text = told(row, indicators=figures(figure(2024, "2.2.1")), returns=returns)
    assert "Nhận Biểu 04 các năm 2022, 2024 của Huyện ủy Ba Bể : 44 đồng chí chưa được báo cáo" in text
    one_year = (2024, "2.1.2", "total", "ba-be", "not_reported", "04", 44, 2022, 2022)
    assert "Nhận Biểu 04 năm 2022 của" in told(one_year, returns=returns)


def test_a_return_without_any_accepted_row_is_to_be_sent_again():
    row = (2024, "2.1.2", "total", "ba-be", "no_earlier_figure", "01", 0)
    text = told(row, returns=[form(2024, "ba-be", "01", rows_accepted=0)])
    assert "Huyện ủy Ba Bể gửi lại Biểu 01 năm 2024" in text


def test_without_an_earlier_figure_there_are_no_bounds_and_it_comes_first():
    text = told(
        (2024, "2.1.2", "total", "na-ri", "form_missing", "01", 9),
        (2024, "2.1.2", "total", "ba-be", "no_earlier_figure", "01", 0),
    )
    assert "chưa ước tính được khoảng" in text and "thực tế trong khoảng" not in text
    assert text.index("chưa có số năm trước để ước tính") < text.index("khoảng 9 tổ chức")
    nothing = told(indicators=figures(figure(2024, "2.1.2", numerator=0, denominator=0, estimated_missing=0)))
    assert "chưa ước tính được khoảng" in nothing and "– (0/0)" in nothing


def test_a_verdict_has_a_handful_of_lines_and_the_rest_is_counted():
    many = [(2024, "2.1.2", "total", f"unit-{number}", "quarantined", "01", number) for number in range(1, 10)]
    [year] = doubts.find_doubts(given([form(2024, "ba-be", "01")], open_doubts=doubted(*many)))
    [one] = year.verdicts
    assert [step.unit_code for step in one.steps] == ["unit-9", "unit-8", "unit-7", "unit-6"]
    assert one.steps_more == 5
    assert "và 5 việc nhỏ hơn" in told(*many)


def test_years_stand_newest_first_and_tell_what_settles_most():
    missing = [(2023, code, "total", "ba-be", "form_missing", "02", 5) for code in ("2.1.2", "2.2.1")]
    indicators = figures(
        figure(2023, "2.1.2"), figure(2023, "2.2.1"), figure(2024, "2.1.2", status="met"),
        figure(2024, "2.1.2", "cells"), figure(2024, "2.2.1", status="no_data"),
        figure(2022, "2.1.2", status="met"),
    )  # fmt: skip
    latest, earlier = doubts.find_doubts(
        given([form(2023, "ba-be", "02", "missing")], indicators=indicators, open_doubts=doubted(*missing))
    )
    assert (latest.report_year, latest.verdicts, latest.partly_open, latest.without_data) == (
        2024,
        [],
        [("2.1.2", 1)],
        1,
    )
    assert latest.helps_most is None
    assert earlier.helps_most is not None
    assert (earlier.helps_most.vi, earlier.helps) == ("Nhận Biểu 02 năm 2023 của Huyện ủy Ba Bể", 2)
    text = told(*missing, indicators=indicators, returns=[form(2023, "ba-be", "02", "missing")])
    assert "Giúp được nhiều nhất: Nhận Biểu 02 năm 2023 của Huyện ủy Ba Bể (2 kết luận )." in text
    assert "Cả tỉnh đã kết luận, riêng từng nhóm còn để ngỏ: 2.1.2" in text


_DOUBT = st.tuples(
    st.just(2024), st.sampled_from(["2.1.2", "2.2.1", "9.9"]), st.sampled_from(["total", "cells"]),
    st.sampled_from(["ba-be", "na-ri", "gone"]),
    st.sampled_from(["form_missing", "no_earlier_figure", "quarantined", "not_reported", "unknown", "of_tomorrow"]),
    st.sampled_from(["01", "02", "03", "04"]), st.integers(0, 10**6), st.integers(2020, 2024), st.just(2024),
)  # fmt: skip


@hypothesis.given(st.lists(_DOUBT, max_size=12), st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
@hypothesis.settings(max_examples=60, deadline=None)
def test_whatever_is_doubted_every_open_verdict_is_told_and_no_line_is_lost(rows, n, missing, unknown):
    counts = {"numerator": n, "denominator": n + unknown, "estimated_missing": missing, "unknown_count": unknown}
    made = given(
        [form(2024, "ba-be", "01")],
        indicators=figures(figure(2024, "2.1.2", **counts), figure(2024, "2.2.1")),
        open_doubts=doubted(*rows),
    )
    [year] = doubts.find_doubts(made)
    assert [one.code for one in year.verdicts] == ["2.1.2", "2.2.1"]
    for one in year.verdicts:
        own = [row for row in rows if row[1] == one.code and row[2] == "total"]
        assert len(one.steps) + one.steps_more == len(own)
        is_nothing_known = one.ratio.vi == "0/0" and not missing
        assert (one.span is None) == (is_nothing_known or any(row[4] == "no_earlier_figure" for row in own))
    assert render_report(made).count('<span class="tag open">') == 2


def test_with_every_verdict_settled_the_section_says_so():
    assert "Mọi chỉ tiêu của tỉnh đều đã kết luận được" in told(indicators=figures(figure(2024, "2.1.2", status="met")))


def test_a_year_with_a_note_is_marked_and_the_note_is_told():
    text = render_report(given([form(2023, "ba-be", "01"), form(2024, "ba-be", "01")]))
    table = text[text.index('class="matrix"') : text.index('id="rules"')]
    assert '2024<sup class="mark">*</sup></th>' in table and "2023<sup" not in table
    assert "Số liệu đến 30/6/2024" in table and "Figures up to 30 June 2024" in table
    open_verdicts = text[text.index('id="doubts"') : text.index('id="changes"')]
    assert "* 2024: " in open_verdicts


SHEETS = [
    ("f2", 2024, "ba-be", 0, "Nông Văn An", 0, "02", False, False, 30, 20, datetime(2025, 2, 1)),
    ("f2", 2024, "ba-be", 0, "Nông Văn An", 1, "03", False, False, 12, 9, datetime(2025, 2, 1)),
    ("f2", 2024, "ba-be", 1, "2023", 0, None, True, False, 25, 0, datetime(2025, 2, 1)),
    ("f1", 2024, "ba-be", 2, "Bìa", 0, None, False, False, 3, 0, datetime(2025, 1, 9, 8, 30)),
]
LEFT_OUT = [("f2", 0, "footer", 6), ("f2", 0, "title", 4), ("f2", 0, "of_tomorrow", 3), ("f1", 2, "title", 3)]


def test_sheets_are_counted_by_what_was_left_out_of_them():
    own = sheets.sheets_by_return(read_sheets(*SHEETS, left_out=LEFT_OUT))[2024, "ba-be"]
    assert [(one.file_number, one.sheet_number, one.forms) for one in own] == [
        (1, 3, []),
        (2, 1, ["02", "03"]),
        (2, 2, []),
    ]
    both = own[1]
    assert (both.rows_read, both.rows_data, both.rows_left_out) == (42, 29, 13)
    assert [(kind.vi, rows) for kind, rows in both.kinds] == [
        ("tiêu đề biểu", 4), ("cuối biểu, chữ ký", 6), ("of tomorrow", 3)
    ]  # fmt: skip
    assert [one.is_unread for one in own] == [False, False, True]


def test_the_page_shows_the_counts_folded_and_no_name_that_a_district_gave():
    made = given([form(2024, "ba-be", "02")], read=read_sheets(*SHEETS, left_out=LEFT_OUT))
    text = render_report(made)
    details = text[text.index('<details class="sheets">') :]
    assert "ẩn, không đọc" in details and "không nhận ra biểu" in details
    assert "Biểu 02, 03" in details and "09/01/2025 08:30" in details
    assert "staging.stg_left_out_row" in details
    assert "Nông Văn An" not in text and "Bìa" not in text
    assert '<details class="sheets">' not in render_report(given([form(2024, "ba-be", "02")]))


def test_the_first_night_has_nothing_to_compare_with():
    first = given([form(2024, "ba-be", "01")])
    assert changes.find_changes(first).since is None
    assert trend.build_trends(first) == []
    assert "Lần tổng hợp đầu tiên" in render_report(first)


def test_a_quiet_night_says_so():
    forms, found = [form(2024, "ba-be", "01")], [(2024, "ba-be", "01", "value_unknown", "warn", 1)]
    before = given(forms, found, {date(2026, 11, 1): (forms, found)})
    quiet = dataclasses.replace(before, runs=[RUN, RUN - timedelta(days=1)])
    told = changes.find_changes(quiet)
    assert (told.since, told.changed, told.earlier) == (RUN - timedelta(days=1), [], None)
    assert "Không có gì thay đổi" in render_report(quiet)


def test_a_second_run_of_an_evening_tells_what_changed_since_the_first():
    forms = [form(2024, "ba-be", "02")]
    before, after = [[(2024, "ba-be", "02", "age_implausible", "warn", count)] for count in (2, 9)]
    first = RUN - timedelta(hours=1)
    last = history.LastChange(RUN, first, pd.DataFrame(before, columns=FINDINGS), pd.DataFrame(forms))
    made = given(forms, after, runs=[RUN, first, RUN - timedelta(days=1)], last_change=last)
    told = changes.find_changes(made)
    assert told.since == first
    assert [(one.rule.rule_id, one.change) for one in told.changed[0].counts] == [("age_implausible", 7)]
    assert "lần tổng hợp" in render_report(made) and "23/11/2026 01:14" in render_report(made)
    assert [(one.rule.rule_id, one.change) for one in changes.in_total(told.changed)] == [("age_implausible", 7)]
    # A third run without any change says so, and still shows what the second one changed.
    third = dataclasses.replace(made, runs=[RUN + timedelta(hours=1), *made.runs])
    told = changes.find_changes(third)
    assert (told.since, told.changed) == (RUN, [])
    assert (told.earlier.found_at, told.earlier.changed[0].counts[0].change) == (RUN, 7)
    text = render_report(third)
    assert "Không có gì thay đổi" in text and '<details class="earlier">' in text


def test_changes_are_summed_over_all_returns_the_gravest_first():
    before = [(2024, "ba-be", "02", "value_unknown", "warn", 3), (2024, "na-ri", "02", "value_unknown", "warn", 1)]
    after = [
        (2024, "ba-be", "02", "value_unknown", "warn", 1), (2024, "na-ri", "02", "value_unknown", "warn", 3),
        (2024, "ba-be", "02", "age_implausible", "warn", 4), (2024, "na-ri", "02", "age_implausible", "warn", 2),
        (2024, "na-ri", "02", "duplicate_row", "row", 1),
    ]  # fmt: skip
    forms = [form(2024, "ba-be", "02"), form(2024, "na-ri", "02")]
    made = given(forms, after, {NIGHT_BEFORE: (forms, before), NIGHT: (forms, after)})
    totals = [(one.rule.rule_id, one.change) for one in changes.in_total(changes.find_changes(made).changed)]
    assert totals == [("duplicate_row", 1), ("age_implausible", 6)]
    assert "Cả tỉnh:" in render_report(made)


def test_repairs_are_counted_apart_from_doubts_everywhere():
    found = [
        (2024, "ba-be", "02", "identifier_repaired", "warn", 1278),
        (2024, "ba-be", "02", "value_unknown", "warn", 2),
        (2024, "ba-be", "04", "return_missing", "warn", 1),
    ]
    forms = [form(2024, "ba-be", "02"), form(2024, "ba-be", "04", "missing")]
    nights = {NIGHT_BEFORE: (forms, []), NIGHT: (forms, found)}
    made = given(forms, found, nights)
    [one] = matrix.build_returns(made).values()
    assert (one.to_check, one.repaired) == (2, 1278)
    assert trend.build_trends(made)[-1].now.vi == "2"
    text = render_report(made)
    headline = text[text.index('class="cards"') : text.index('id="actions"')]
    assert "<b><span" in headline and re.search(r"Nội dung cần kiểm tra.*?<b>2</b>", headline, re.DOTALL)
    assert re.search(r"Hệ thống đã tự sửa.*?1\.278", headline, re.DOTALL)
    kinds = [(rule.rule.rule_id, rule.kind) for rule in findings.count_rules(made.findings, made.rules)]
    assert kinds == [("return_missing", "missing"), ("value_unknown", "warn"), ("identifier_repaired", "repair")]
    # A form that is not there is red wherever it is told.
    rules = text[text.index('id="rules"') : text.index('id="trend"')]
    assert '<span class="tag missing">' in rules and "deep missing" in rules


def test_what_a_unit_has_explained_asks_nothing_any_more():
    found = pd.DataFrame([(2024, "ba-be", "02", "value_unknown", "warn", 3)], columns=FINDINGS)
    made = dataclasses.replace(given([form(2024, "ba-be", "02")]), findings=found.assign(explained_findings=3))
    [one] = matrix.build_returns(made).values()
    assert (one.to_check, one.state) == (0, "complete")
    assert findings.count_rules(made.findings, made.rules) == []
    assert "đã giải trình" in render_report(made)
    partly = dataclasses.replace(made, findings=found.assign(explained_findings=1))
    assert matrix.build_returns(partly)[2024, "ba-be"].to_check == 2


def test_the_matrix_tells_kinds_apart_by_sign_and_number():
    found = [
        (2023, "ba-be", "02", "value_unknown", "warn", 12),
        (2024, "ba-be", "02", "value_unknown", "warn", 1),
    ]
    forms = [form(2022, "ba-be", "02", rows_quarantined=3), form(2023, "ba-be", "02"), form(2024, "ba-be", "02")]
    text = render_report(given(forms, found))
    table = text[text.index('<table class="matrix"') : text.index("<tfoot>")]
    signs = re.findall(r'class="cell (\w+)".*?#i-(\w+)".*?<span class="hidden">.*?>([^<]+)</span>', table, re.DOTALL)
    assert [(cell, sign) for cell, sign, _ in signs] == [("row", "row"), ("doubts", "doubts"), ("doubt", "doubt")]
    assert len({word for *_, word in signs}) == 3
    assert "loại 3 dòng" in table and "kiểm tra 12" in table and "kiểm tra 1<" in table
    assert all(f'id="i-{sign}"' in text for _, sign, _ in signs)


def test_a_trend_tells_where_it_stands_and_whether_that_is_better():
    forms = [form(2024, "ba-be", "01")]
    many, few = [[(2024, "ba-be", "01", "value_unknown", "warn", count)] for count in (1500, 300)]
    nights = {date(2026, 9, 1): (forms, few), date(2026, 10, 1): (forms, many), NIGHT: (forms, few)}
    asked = trend.build_trends(given(forms, few, nights))[-1]
    assert (asked.now.vi, asked.change.vi, asked.better, asked.since) == ("300", "−1.200", True, date(2026, 10, 1))
    assert 'class="series serie-0 color-0"' in asked.chart
    assert not re.search(r"\d{8}|\.\d{2}", asked.chart)
    assert not re.search(r"<script|<style|<title|http(?!://www.w3.org/2000/svg)|uuid", asked.chart)


@pytest.mark.parametrize(("low", "high"), [(0, 0), (3, 3), (240, 244), (366, 700), (0, 2189), (999_999, 1_000_001)])
def test_a_scale_holds_what_is_drawn_in_few_steps(low, high):
    scale = trend._scale(low, high)
    assert scale[0] <= low and scale[-1] >= high and 2 <= len(scale) <= 6 and scale[0] >= 0


def test_numbers_and_changes_are_written_in_each_language():
    assert bilingual.number(12345) == ("12.345", "12,345")
    assert bilingual.signed(-1200) == ("−1.200", "−1,200")
    assert bilingual.share(479, 480).en.startswith("99.8")
    assert bilingual.say(("<i>", "<i>")) == "&lt;i&gt;"


def test_every_rule_has_words_in_both_languages():
    for rule in load_rules().values():
        assert rule.label.vi and rule.explanation.vi and rule.explanation.en.endswith(".")


def test_writing_reads_only_what_is_published_and_links_what_is_there(tmp_path: Path):
    quality, published, reference = tmp_path / "quality", tmp_path / "bi.duckdb", tmp_path / "reference"
    reference.mkdir()
    made = given([form(2024, "ba-be", "01")], [(2024, "ba-be", "01", "value_unknown", "warn", 2)])
    made.units.to_parquet(reference / "units.parquet")
    made.years.to_parquet(reference / "report_years.parquet")
    with duckdb.connect(str(published)) as connection:
        connection.execute("create schema marts")
        marts = {
            "mart_return": made.returns, "mart_quality_finding": made.findings, "mart_indicator": made.registry,
            "mart_indicator_year": made.indicators, "mart_indicator_doubt": made.open_doubts,
            "dim_report_year": made.year_notes,
        }  # fmt: skip
        for name, frame in marts.items():
            connection.register("frame", frame)
            connection.execute(f"create table marts.{name} as from frame")
    history.record_night(tmp_path / "history", RUN - timedelta(days=1), made.findings.iloc[:0], made.returns)
    history.record_night(tmp_path / "history", RUN, made.findings, made.returns)
    (quality / "feedback" / "2024").mkdir(parents=True)
    (quality / "feedback" / "2024" / "ba-be.xlsx").write_bytes(b"")
    read = load_input(
        published, reference, tmp_path / "history", quality, read=made.read, night=NIGHT, made_at=made.made_at
    )
    path = write_report(quality, read)
    text = path.read_text(encoding="utf-8")
    assert path == quality / "index.html" and text.startswith("<!doctype html>")
    assert 'href="feedback/2024/ba-be.xlsx"' in text and "data_docs/index.html" not in text
    assert "<svg" in text and "22/11/2026" in text
