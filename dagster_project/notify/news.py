"""What there is to say after a night: the reason of a failure, returns missing, late or rejected, rules broken.

Belongs here: aggregates in words, Vietnamese first, each under a key that says what it is about. Same key, other text:
it changed. No file name, no value, no person.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import duckdb

from dagster_project.lib.rules import RULES

FAILURE, RETURNS, CHECK, DAMAGE = "failure", "returns", "check", "damage"
_LONGEST_REASON = 300

_RETURNS = """
    select
        report_year,
        unit_code,
        case when state = 'accepted' then 'late' else state end as problem,
        string_agg(form, ', ' order by form) as forms
    from marts.mart_return
    where expected and (state <> 'accepted' or is_late)
    group by report_year, unit_code, problem
    order by report_year desc, unit_code, problem = 'late', problem
"""
_CHECKS = """
    select rule_id, severity, cast(sum(findings) as bigint) as findings
    from marts.mart_quality_finding
    where severity in ('return', 'row')
    group by rule_id, severity
    order by rule_id, severity
"""
_STATES = {"missing": "chưa gửi · missing", "rejected": "bị trả lại · rejected", "late": "gửi muộn · late"}
_SEVERITIES = {
    "return": "biểu hoặc tệp bị trả lại · forms or files rejected",
    "row": "dòng bị loại · rows quarantined",
}


def news_of_returns(published_db: Path, unit_names: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return news by key: returns that are missing, rejected or late, and checks that failed, with their counts."""
    unit_names = unit_names or {}
    problems: dict[str, list[str]] = defaultdict(list)
    news = {}
    with duckdb.connect(str(published_db), read_only=True) as marts:
        for year, unit, problem, forms in marts.sql(_RETURNS).fetchall():
            problems[f"{RETURNS}:{year}:{unit}"].append(f"biểu {forms} {_STATES[problem]}")
        for rule, severity, findings in marts.sql(_CHECKS).fetchall():
            news[f"{CHECK}:{rule}:{severity}"] = f"{_check(rule)}: {findings} {_SEVERITIES[severity]}"
    # One line a unit and year, so that half of it mended is told as what is left.
    said = {key: f"{_place(key, unit_names)}: {'; '.join(texts)}" for key, texts in problems.items()}
    return {**said, **news}


def _place(key: str, unit_names: Mapping[str, str]) -> str:
    _, year, unit = key.split(":", 2)
    return f"{unit_names[unit]} ({unit}), {year}" if unit in unit_names else f"{unit}, {year}"


def _check(rule_id: str) -> str:
    """Return the failed check as Dagster's pages and the report call it."""
    rule = RULES.get(rule_id)
    named = f"rules_{rule.check_group}, {rule_id} ({rule.label_vi})" if rule else rule_id
    return f"Kiểm tra · check {named}"


def news_of_failure(reason: str, day: date, *, is_published: bool = False) -> dict[str, str]:
    """Return the news that a night failed; a day's failure is one, however its reason is worded."""
    what = "Đã công bố, nhưng · published, but" if is_published else "Không công bố · nothing published"
    return {f"{FAILURE}:{day:%Y-%m-%d}": f"{what}: {without_particulars(reason)}"}


def news_of_damage(files: int) -> dict[str, str]:
    """Return the news that files which are kept are damaged; which ones they are is for the owner's log alone."""
    return {f"{DAMAGE}:files": f"Tệp lưu giữ bị hỏng · damaged files in the data folder: {files}"} if files else {}


def kind_of(key: str) -> str:
    """Return what a key is about."""
    return key.split(":", 1)[0]


_OURS = ("units.csv", "report_years.csv")
_EXTENSION = r"\.(?:xlsx?|xlsm|ods|csv|parquet|duckdb|json|key|zip)\b"
_PARTICULARS = re.compile(
    rf"""
    [a-z][a-z0-9+.-]*://\S+                                   # a URL, and the password in it
    | (?<!\w)'[^']*'(?!\w) | "[^"]*" | “[^”]*” | ‘[^’]*’ | `[^`]*`    # what is quoted is a value, or a path
    | (?:(?<![\w.])[/~]|\b\d{{4}}/)\S*(?:[^:;,\n]*?{_EXTENSION})?   # a path; blanks in it where it ends in a file
    | [^:;,(\s][^:;,(\n]*?{_EXTENSION}                          # a file's name alone, with the words before it
    | \S+@\S+
    | \d{{6,}}                                                  # citizen ids, party cards, hashes
    """,
    re.VERBOSE | re.IGNORECASE,
)


def without_particulars(reason: str) -> str:
    """Return a reason in one line of bounded length, without what a tool quotes in it: values, files, addresses.

    It goes to mailboxes and other people's servers; the whole of it stands at the terminal and in the night's log.
    """
    line = " · ".join(part.strip() for part in reason.splitlines() if part.strip()) or "?"
    told = _PARTICULARS.sub(lambda found: found[0] if found[0] in _OURS else "…", line)
    return told if len(told) <= _LONGEST_REASON else told[: _LONGEST_REASON - 1] + "…"
