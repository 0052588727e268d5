"""What there is to say after a night: the reason of a failure, returns missing, late or rejected, rules broken.

Belongs here: aggregates in words, Vietnamese first. No file name, no value, no person.
"""

from datetime import date
from pathlib import Path

import duckdb

_RETURNS = """
    select report_year, unit_code, state, is_late, string_agg(form, ', ' order by form) as forms
    from marts.mart_return
    where expected and (state <> 'accepted' or is_late)
    group by report_year, unit_code, state, is_late
    order by report_year, unit_code, state
"""
_CHECKS = """
    select rule_id, severity, cast(sum(findings) as bigint) as findings
    from marts.mart_quality_finding
    where severity in ('return', 'row')
    group by rule_id, severity
    order by rule_id, severity
"""
_STATES = {"missing": "chưa gửi · missing", "rejected": "bị từ chối · rejected", "late": "gửi muộn · late"}


def news_of_returns(published_db: Path) -> dict[str, str]:
    """Return news by key: returns that are missing, rejected or late, and checks that failed, with their counts.

    Equal keys say the same thing, so that it need not be said every night.
    """
    news = {}
    with duckdb.connect(str(published_db), read_only=True) as marts:
        for year, unit, state, is_late, forms in marts.sql(_RETURNS).fetchall():
            kind = "late" if is_late else state
            news[f"{kind}:{year}:{unit}:{forms}"] = f"{unit}, {year}: biểu {forms} {_STATES[kind]}"
        for rule, severity, findings in marts.sql(_CHECKS).fetchall():
            what = "biểu hoặc tệp bị từ chối · rejected" if severity == "return" else "dòng bị loại · quarantined"
            news[f"check:{rule}:{severity}:{findings}"] = f"{rule}: {findings} {what}"
    return news


def news_of_failure(reason: str, day: date) -> dict[str, str]:
    """Return the news that a night published nothing; a day's failure is one, however its reason is worded."""
    return {f"failure:{day:%Y-%m-%d}": f"Không công bố · nothing published: {reason}"}


def kind_of(key: str) -> str:
    """Return what a key is about."""
    return key.split(":", 1)[0]
