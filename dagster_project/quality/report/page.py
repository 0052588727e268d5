"""The page: frames in, HTML out; and the one function that writes it.

Belongs here: putting the parts together. Does not belong here: counting (the other modules) and looks (static/).
"""

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from dagster_project.lib import bilingual
from dagster_project.lib.files import write_atomically
from dagster_project.quality.kinds import FINDING_KINDS
from dagster_project.quality.report import actions, changes, doubts, findings, matrix, sheets, trend, words
from dagster_project.quality.report.inputs import ReportInput

_HERE = Path(__file__).parent
_BASE_STYLE = _HERE.parent / "static" / "base.css"
CHANGES_SHOWN = 25


def write_report(quality_dir: Path, given: ReportInput) -> Path:
    """Write ``quality/index.html``, which links workbooks and Data Docs where ``given`` has them; returns its path."""
    path = quality_dir / "index.html"
    write_atomically(path, render_report(given).encode())
    return path


def render_report(given: ReportInput) -> str:
    """Return the page; the same input gives the same page."""
    returns = matrix.build_returns(given)
    years = matrix.build_years(given, returns)
    urgent = actions.find_actions(returns.values())
    since = changes.find_changes(given)
    broken = findings.count_rules(given.findings, given.rules)
    units = _units(given, returns)
    context: dict[str, Any] = {
        "given": given,
        "returns": returns,
        "years": years,
        "units": units,
        "names": dict(units),
        "totals": _totals(returns),
        "notes": _year_notes(given),
        "doubts": doubts.find_doubts(given),
        "sheets": sheets.sheets_by_return(given.read),
        "urgent": urgent[: actions.URGENT_SHOWN],
        "urgent_more": len(urgent) - actions.URGENT_SHOWN,
        "changes": since,
        "changes_shown": CHANGES_SHOWN,
        "in_total": changes.in_total,
        "rules": broken,
        "trends": trend.build_trends(given),
    }
    return _environment().get_template("report.html.j2").render(context)


def _units(given: ReportInput, returns: dict[tuple[int, str], matrix.Return]) -> list[tuple[str, str]]:
    """Return (code, name) of the units that owe or sent anything, in the order of the reference."""
    seen = {unit for _, unit in returns}
    ordered = given.units.sort_values("list_order")
    known = [
        (code, name) for code, name in zip(ordered["unit_code"], ordered["unit_name_vi"], strict=True) if code in seen
    ]
    return known + [(code, code) for code in sorted(seen - {code for code, _ in known})]


def _year_notes(given: ReportInput) -> dict[int, bilingual.Text]:
    """Return what has to be said wherever figures of a year are shown, newest year first."""
    noted = given.year_notes.dropna(subset=["note_vi"]).sort_values("report_year", ascending=False)
    return {int(row["report_year"]): bilingual.Text(row["note_vi"], row["note_en"]) for row in noted.to_dict("records")}


def _totals(returns: dict[tuple[int, str], matrix.Return]) -> dict[str, int]:
    names = ("expected", "accepted", "missing", "rejected", "late", "quarantined", "to_check", "repaired")
    totals = {name: sum(getattr(one, name) for one in returns.values()) for name in names}
    return totals | {"unusable": sum(one.unusable for one in returns.values())}


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    scripts = [
        (_HERE / "static" / name).read_text(encoding="utf-8").strip() for name in ("report.js", "sortable.min.js")
    ]
    styles = [path.read_text(encoding="utf-8") for path in (_BASE_STYLE, _HERE / "static" / "report.css")]
    environment.globals.update(
        # Styles and scripts are files of the project and hold no markup of their own.
        style=Markup("\n".join(styles)),
        scripts=[Markup(script) for script in scripts],
        # Only these scripts may run, and nothing may be loaded: the browser itself sees to it.
        policy=f"default-src 'none'; style-src 'unsafe-inline'; script-src {' '.join(map(_allowed, scripts))}",
        t=lambda vi, en: bilingual.say((vi, en)),
        say=bilingual.say,
        n=lambda value: bilingual.say(bilingual.number(value)),
        signed=lambda value: bilingual.say(bilingual.signed(value)),
        share=lambda part, whole: bilingual.say(bilingual.share(part, whole)),
        form=lambda form: bilingual.say(words.form_name(form)),
        forms=lambda forms: bilingual.say(words.form_name(*forms)),
        day=bilingual.day,
        moment=words.moment,
        KINDS={code: bilingual.Text(one.label_vi, one.label_en) for code, one in FINDING_KINDS.items()},
        MANY_DOUBTS=matrix.MANY_DOUBTS,
        STATES=words.STATES,
        FORM_STATES=words.FORM_STATES,
    )
    return environment


def _allowed(script: str) -> str:
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return f"'sha256-{digest}'"
