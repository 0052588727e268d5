"""What the charts have to show, counted from `bi.duckdb` by queries of our own and written as the scorecard writes.

Shares no SQL with `superset/assets`.
"""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb

from dagster_project.lib import numbers
from dagster_project.quality.kinds import FINDING_KINDS, REPAIR, kind_of

#: Every row of the chart, in any order.
Rows = set[tuple[Any, ...]]
_MARKS = {"met": "✓", "not_met": "✗", "undetermined": "?", "not_applicable": "○", "no_data": "∅"}
_FIGURES = """
    select figures.*, i.indicator_code || ' · ' || i.short_label_vi as indicator, i.direction = 'max' as is_maximum,
        y.short_label_vi as year, coalesce(figures.report_year < i.target_year, false) as is_under_way,
        s.short_label_vi as status_vi, s.short_label_en as status_en, p.short_label_vi as progress_vi, {unit}
    from marts.{table} as figures
    join marts.dim_indicator as i using (resolution_code, indicator_code)
    join marts.dim_report_year as y using (report_year)
    join marts.dim_status as s using (status) left join marts.dim_progress as p using (progress) {join}
    where series = 'total'
"""


def expected(bi_path: Path) -> dict[str, Rows]:
    """Return for each chart (by its file's name) the rows of the first sight: latest year, first indicator."""
    with duckdb.connect(str(bi_path), read_only=True) as connection:

        def rows(query: str) -> list[dict[str, Any]]:
            result = connection.sql(query)
            return [dict(zip(result.columns, row, strict=True)) for row in result.fetchall()]

        def tuples(query: str) -> Rows:
            return set(connection.sql(query).fetchall())

        province = rows(_FIGURES.format(table="mart_indicator_year", unit="null as unit_row", join=""))
        of_units = rows(
            _FIGURES.format(
                table="mart_indicator_unit_year",
                unit="printf('%02d · %s', u.sort_order, u.label_vi) as unit_row",
                join="join marts.dim_unit as u using (unit_code)",
            )
        )
        latest = max(one["report_year"] for one in province)
        first = min(one["indicator"] for one in province)
        chosen = [one for one in of_units if one["indicator"] == first]
        return {
            "publication": tuples(
                "select strftime(as_of, '%d/%m/%Y'), forms_accepted || '/' || forms_expected "
                "from marts.mart_publication"
            ),
            "verdicts": {(one["indicator"], one["year"], _cell(one)) for one in province},
            "indicator_year": {
                (one["indicator"], one["numerator"], one["denominator"], *_row(one))
                for one in province
                if one["report_year"] == latest
            },
            "lines": {
                (one["year"], one["value_pct"], one["target_pct"], one["milestone_pct"])
                for one in province
                if one["indicator"] == first
            },
            "units": {(one["unit_row"], _ratio(one), *_row(one)) for one in chosen if one["report_year"] == latest},
            "units_years": {(one["unit_row"], one["year"], _cell(one)) for one in chosen},
            "matrix": tuples(
                "select printf('%02d · %s', u.sort_order, u.label_vi), y.short_label_vi, "
                "count(*) filter (where state = 'accepted') || '/' || count(*), "
                "count(*) filter (where state = 'missing'), count(*) filter (where state = 'rejected'), "
                "count(*) filter (where state = 'accepted' and is_late) "
                "from marts.mart_return join marts.dim_unit as u using (unit_code) "
                "join marts.dim_report_year as y using (report_year) where expected group by all"
            ),
            "not_in_order": tuples(
                "select y.short_label_vi, u.label_vi, f.label_vi, state = 'accepted', days_late from marts.mart_return "
                "join marts.dim_unit as u using (unit_code) join marts.dim_report_year as y using (report_year) "
                "join marts.dim_form as f using (form) where expected and (state <> 'accepted' or is_late)"
            ),
            "rates": tuples(
                "select y.short_label_vi, completeness_pct, timeliness_pct, (select 100.0 * sum(rows_accepted) / "
                "nullif(sum(rows_read) - sum(rows_not_data), 0) from marts.mart_return as r "
                "where r.report_year = m.report_year and expected) from marts.mart_return_rate as m "
                "join marts.dim_report_year as y using (report_year) where unit_code = 'province'"
            ),
            "acceptance": tuples(
                "select y.short_label_vi, u.label_vi, forms_accepted || '/' || forms_expected, completeness_pct "
                "from marts.mart_return_rate join marts.dim_unit as u using (unit_code) "
                "join marts.dim_report_year as y using (report_year)"
            ),
            "rules": {
                (rule, _kind(rule_id, severity), remedy, *counts)
                for rule_id, severity, rule, remedy, *counts in connection.sql(
                    "select rule_id, severity, r.label_vi || ' · ' || r.label_en, r.note_vi, sum(findings)::bigint, "
                    "sum(explained_findings)::bigint, count(distinct unit_code) from marts.mart_quality_finding "
                    "join marts.dim_rule as r using (rule_id) group by all"
                ).fetchall()
            },
            "history": _added_up(
                ((seen_on, _kind(rule_id, severity)), findings)
                for seen_on, rule_id, severity, findings in connection.sql(
                    "select seen_on::varchar, rule_id, severity, findings from marts.mart_quality_history"
                ).fetchall()
                if kind_of(rule_id, severity) != REPAIR
            ),
        }


def _kind(rule_id: str, severity: str) -> str:
    return FINDING_KINDS[kind_of(rule_id, severity)].label_vi


def _added_up(counts: Iterable[tuple[tuple[Any, ...], int]]) -> Rows:
    sums: Counter[tuple[Any, ...]] = Counter()
    for key, count in counts:
        sums[key] += count
    return {(*key, total) for key, total in sums.items()}


def _percent(one: dict[str, Any]) -> str:
    if one["value_pct"] is None:
        return "–"
    written = numbers.percent(one["numerator"], one["denominator"], one["target_pct"], is_maximum=one["is_maximum"])
    return written.replace("\u00a0", " ")


def _ratio(one: dict[str, Any]) -> str:
    if not one["denominator"]:
        return "–"
    return f"{numbers.count(one['numerator'])}/{numbers.count(one['denominator'])}"


def _lacks_forms(one: dict[str, Any]) -> str:
    return " °" if one["forms_accepted"] < one["forms_expected"] else ""


def _cell(one: dict[str, Any]) -> str:
    verdict = f"{_MARKS[one['status']]} {one['status_vi']}"
    if one["status"] == "not_met" and one["is_under_way"]:
        mark = {"on_track": "▲", "behind": "▼", "undetermined": "?"}.get(one["progress"])
        verdict = f"{mark} {one['progress_vi']}" if mark else verdict
    ratio = [_ratio(one)] if one["denominator"] else []
    return "\n".join([_percent(one) + _lacks_forms(one), *ratio, verdict])


def _row(one: dict[str, Any]) -> tuple[str, str, int, str]:
    status = f"{_MARKS[one['status']]} {one['status_vi']} · {one['status_en']}"
    forms = f"{one['forms_accepted']}/{one['forms_expected']}{_lacks_forms(one)}"
    return _percent(one), status, one["subjects_to_target"], forms
