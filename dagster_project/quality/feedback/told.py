"""What the warehouse tells of one unit and year: its findings, and what was repaired as counts of cells.

Belongs here: every query on the warehouse for the workbooks, so that the findings of a nation never lie in Python at
once: those of a few units and years do, without the repairs, which are most of them and are put together in SQL.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import duckdb

from dagster_project.lib.rules import RULES
from dagster_project.lib.sql_literals import sql_text, sql_texts
from dagster_project.quality.feedback.findings import NUMBERS, TEXTS, Finding, read_findings
from dagster_project.quality.feedback.form_standings import FormStanding
from dagster_project.quality.feedback.repairs import RepairedCells
from dagster_project.quality.feedback.sources import FormVersion
from dagster_project.quality.kinds import REPAIR, kind_of

Place = tuple[int, str]


class ToldUnit(NamedTuple):
    """What is told to one unit about one year; ``rows_repaired`` counts rows as mart_quality_finding does."""

    findings: list[Finding]
    repairs: list[RepairedCells]
    rows_repaired: int
    forms: list[FormStanding]
    versions: list[FormVersion]

    @property
    def asks_or_tells(self) -> bool:
        """Tell whether anything is left to say: what is settled alone is not said again."""
        return bool(self.repairs) or any(not finding.is_settled for finding in self.findings)


_WANTED = """
    create or replace temp table told as
    select report_year, unit_code, {columns}, severity = 'warn' and rule_id in ({repairs}) as is_repair
    from quality.fct_finding
    where is_counted and (report_year, unit_code) in ({places})
"""
_FINDINGS = "select report_year, unit_code, {columns} from told where not is_repair"
# A row counts once per rule and form, as in mart_quality_finding.
_ROWS_REPAIRED = """
    select report_year, unit_code, count(distinct (form, rule_id, counted_as))
    from told where is_repair group by report_year, unit_code
"""
_REPAIRS = """
    select
        report_year,
        unit_code,
        form,
        coalesce(column_name, ''),
        rule_id,
        regexp_replace(coalesce(value_sent, ''), '[0-9]', '0', 'g') as shape,
        count(*),
        coalesce(list(distinct sheet) filter (sheet <> ''), []),
        min((coalesce(row_number, 0), finding_id)) as first_row,
        arg_min(coalesce(value_sent, ''), (coalesce(row_number, 0), finding_id)),
        min(finding_id) as first_id,
        arg_min(coalesce(expected, ''), finding_id)
    from told where is_repair
    group by 1, 2, 3, 4, 5, shape
    order by 1, 2, 3, 4, 5, shape
"""
_FORMS = """
    select report_year, unit_code, form, state, rows_accepted, rows_quarantined
    from marts.mart_return where (report_year, unit_code) in ({places}) order by form
"""
_VERSIONS = """
    select report_year, unit_code, form, version_number, file_key, source_sha256, file_path, received_at
    from staging.stg_return_version
    where is_counted and (report_year, unit_code) in ({places})
"""
# Equal sums of hashes, equal rows in any order; the columns are those that the queries above read.
_DIGESTS = """
    select report_year, unit_code, string_agg(part || ' ' || rows || ' ' || hashed, ', ' order by part)
    from (
        select report_year, unit_code, 'findings' as part, count(*) as rows, sum(hash({columns})) as hashed
        from quality.fct_finding where is_counted group by all
        union all
        select report_year, unit_code, 'forms', count(*), sum(hash(form, state, rows_accepted, rows_quarantined))
        from marts.mart_return group by all
        union all
        select report_year, unit_code, 'versions', count(*),
            sum(hash(form, version_number, file_key, source_sha256, file_path, received_at))
        from staging.stg_return_version where is_counted group by all
    )
    group by report_year, unit_code
    having bool_or(part = 'findings')
"""


def digests(warehouse: duckdb.DuckDBPyConnection) -> dict[Place, str]:
    """Return for each unit and year with a finding what tells whether anything changed that is told there."""
    rows = warehouse.execute(_DIGESTS.format(columns=", ".join((*TEXTS, *NUMBERS)))).fetchall()
    return {(year, unit): digest for year, unit, digest in rows}


def read_told(warehouse: duckdb.DuckDBPyConnection, places: Sequence[Place]) -> Iterator[tuple[Place, ToldUnit]]:
    """Yield what is told in each of ``places`` (report year, unit); they are looked up together."""
    names = (*TEXTS, *NUMBERS)
    words = {
        "columns": ", ".join(names),
        "places": ", ".join(f"({int(year)}, {sql_text(unit)})" for year, unit in places),
        "repairs": sql_texts(rule for rule in RULES if kind_of(rule, "warn") == REPAIR),
    }
    warehouse.execute(_WANTED.format_map(words))
    findings, repairs, repaired, forms, versions = (
        _by_place(warehouse.execute(query.format_map(words)))
        for query in (_FINDINGS, _REPAIRS, _ROWS_REPAIRED, _FORMS, _VERSIONS)
    )
    for place in places:
        yield (
            place,
            ToldUnit(
                read_findings(dict(zip(names, row, strict=True)) for row in findings.get(place, ())),
                [RepairedCells(*row) for row in repairs.get(place, ())],
                sum(rows for [rows] in repaired.get(place, ())),
                [FormStanding(*row) for row in forms.get(place, ())],
                [FormVersion(*row) for row in versions.get(place, ())],
            ),
        )


def _by_place(found: duckdb.DuckDBPyConnection) -> dict[Place, list[tuple[Any, ...]]]:
    """Return rows by the report year and unit that they begin with, without these."""
    rows: dict[Place, list[tuple[Any, ...]]] = {}
    for year, unit, *rest in found.fetchall():
        rows.setdefault((year, unit), []).append(tuple(rest))
    return rows
