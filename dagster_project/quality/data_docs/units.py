"""Data Docs by unit: what is to be mended where, year by year, and how much of the form that is.

Belongs here: pages over the published marts, so that a number here is the number of the report, of the workbook and of
``mart_quality_finding``. They are written after the publication, beside the pages of the suites, which GX builds while
returns are judged (site.py leaves ``units/`` alone). Does not belong here: counting (report/matrix.py).
"""

from pathlib import Path

from dagster_project.lib.files import write_atomically
from dagster_project.lib.numbers import count
from dagster_project.lib.rules import RULES
from dagster_project.quality.data_docs.pages import Page, render_page
from dagster_project.quality.data_docs.shares import share_of
from dagster_project.quality.judge.suite_files import SUITES, load_suite
from dagster_project.quality.kinds import FINDING_KINDS
from dagster_project.quality.report.inputs import ReportInput
from dagster_project.quality.report.matrix import Doubt, Return, ReturnedForm, build_returns
from dagster_project.quality.report.words import STATES, form_name, moment

UNIT_PAGES = "units"


def write_unit_pages(quality_dir: Path, given: ReportInput) -> None:
    """Write ``data_docs/units/<unit>.html`` for every unit that owes or sent anything, their index last."""
    folder = quality_dir / "data_docs" / UNIT_PAGES
    by_unit: dict[str, list[Return]] = {}
    for one in build_returns(given).values():
        by_unit.setdefault(one.unit_code, []).append(one)
    order = dict(zip(given.units["unit_code"], given.units["list_order"], strict=True))
    suites = suites_of_rules()
    shown = []
    # A folder of no unit, with a name of its own, is told in the report alone: its name makes no file here.
    for unit in sorted(set(by_unit) & set(order), key=lambda code: order[code]):
        returns = sorted(by_unit[unit], key=lambda one: -one.report_year)
        page = _unit_page(returns, suites, moment(given.made_at))
        write_atomically(folder / f"{unit}.html", render_page(page).encode())
        shown.append({"file": f"{unit}.html", **_line(returns)})
    write_atomically(folder / "index.html", render_page(units_page(shown, moment(given.made_at))).encode())
    wanted = {"index.html", *(one["file"] for one in shown)}
    for path in folder.glob("*.html"):
        if path.name not in wanted:
            path.unlink()


def units_page(units: list[Page], made_at: str | None) -> Page:
    """Return the index of the pages by unit; without units it says that there are none yet."""
    title = "Theo đơn vị"
    return {"template": "units.html.j2", "up": "../", "title": title, "units": units, "made_at": made_at}


def suites_of_rules() -> dict[tuple[str, str], str]:
    """Return (form, rule) → the suite that decides it, for the rules that a suite decides."""
    found: dict[tuple[str, str], str] = {}
    for name in SUITES:
        form = name.removeprefix("form_") if name.startswith("form_") else ""
        for one in load_suite(name)["expectations"]:
            found.setdefault((form, one["meta"]["rule_id"]), name)
    return found


def _line(returns: list[Return]) -> Page:
    """Return what the index says of a unit, all years together."""
    names = ("expected", "accepted", "missing", "quarantined", "to_check", "repaired")
    totals = {name: sum(getattr(one, name) for one in returns) for name in names}
    seen = sum(_rows(form) for one in returns for form in one.forms)
    return {
        "name": returns[0].unit_name,
        "forms": f"{count(totals['accepted'])}/{count(totals['expected'])}",
        "missing": totals["missing"],
        "seen": count(seen),
        "left_out": totals["quarantined"],
        "left_out_text": share_of(totals["quarantined"], seen, "dòng"),
        "to_check": count(totals["to_check"]),
        "repaired": count(totals["repaired"]),
    }


def _unit_page(returns: list[Return], suites: dict[tuple[str, str], str], made_at: str) -> Page:
    return {
        "template": "unit.html.j2",
        "up": "../",
        "title": returns[0].unit_name,
        "made_at": made_at,
        "years": [_year(one, suites) for one in returns],
    }


def _year(sent: Return, suites: dict[tuple[str, str], str]) -> Page:
    forms = {form.form: form for form in sent.forms}
    return {
        "year": sent.report_year,
        "state": sent.state,
        "state_text": STATES[sent.state].vi,
        "remarks": " · ".join(remark.vi for remark in sent.remarks),
        "forms": f"{sent.accepted}/{sent.expected}",
        "rows": count(sum(_rows(form) for form in sent.forms)),
        "report": f"../../index.html#{sent.anchor}",
        "doubts": [_doubt(one, forms, suites) for one in sent.doubts if one.findings or one.explained],
    }


def _doubt(doubt: Doubt, forms: dict[str, ReturnedForm], suites: dict[tuple[str, str], str]) -> Page:
    rule = RULES.get(doubt.rule.rule_id)
    seen = _rows(forms[doubt.form]) if doubt.form in forms and rule and rule.scope == "row" else 0
    # A finding of a row that a rejected version brought counts, but its rows are not those of the form in force.
    told = share_of(doubt.findings, seen, "dòng") if seen >= doubt.findings else f"{count(doubt.findings)} dòng"
    return {
        "form": form_name(doubt.form).vi,
        "rule": doubt.rule.label.vi,
        "rule_id": doubt.rule.rule_id,
        "suite": suites.get((doubt.form, doubt.rule.rule_id)) or suites.get(("", doubt.rule.rule_id)),
        "kind": doubt.kind,
        "kind_text": FINDING_KINDS[doubt.kind].label_vi,
        "told": told if rule and rule.scope == "row" else "cả tệp" if rule and rule.scope == "file" else "cả biểu",
        "explained": count(doubt.explained) if doubt.explained else "",
        "note": doubt.rule.explanation.vi,
    }


def _rows(form: ReturnedForm) -> int:
    return form.rows_accepted + form.rows_quarantined
