"""What the warehouse tells of one unit and year: its findings, and what was repaired as counts of cells.

Belongs here: every query on the warehouse for the workbooks, so that the findings of a nation never lie in Python at
once: those of a few units and years do, without the repairs, which are most of them and are put together in SQL.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import duckdb

from dagster_project.lib.rules import RULES
from dagster_project.quality.feedback.findings import NUMBERS, TEXTS, Finding, read_findings
from dagster_project.quality.feedback.form_standings import FormStanding
from dagster_project.quality.feedback.repairs import RepairedCells
from dagster_project.quality.feedback.sources import FormVersion
from dagster_project.quality.kinds import REPAIR, kind_of

Place = tuple[int, str]


class Told(NamedTuple):
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
    select report_year, unit_code, {columns}, severity = 'warn' and rule_id in $repairs as is_repair
    from quality.fct_finding
    where is_counted and (report_year, unit_code) in (select unnest($years), unnest($units))
"""
_FINDINGS = """
    select {columns} from told where report_year = ? and unit_code = ? and not is_repair
"""
# A row counts once per rule and form, as in mart_quality_finding.
_ROWS_REPAIRED = """
    select count(distinct (form, rule_id, counted_as)) from told where report_year = ? and unit_code = ? and is_repair
"""
_REPAIRS = """
    select
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
    from told where report_year = ? and unit_code = ? and is_repair
    group by 1, 2, 3, shape
    order by 1, 2, 3, shape
"""
_FORMS = """
    select form, state, rows_accepted, rows_quarantined
    from marts.mart_return where report_year = ? and unit_code = ? order by form
"""
_VERSIONS = """
    select form, version_number, file_key, source_sha256, file_path, received_at
    from staging.stg_return_version where report_year = ? and unit_code = ? and is_counted
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


def read_told(warehouse: duckdb.DuckDBPyConnection, places: Sequence[Place]) -> Iterator[tuple[Place, Told]]:
    """Yield what is told in each of ``places`` (report year, unit); they are looked up together."""
    columns = ", ".join((*TEXTS, *NUMBERS))
    repairs = [rule for rule in RULES if kind_of(rule, "warn") == REPAIR]
    years, units = [year for year, _ in places], [unit for _, unit in places]
    warehouse.execute(_WANTED.format(columns=columns), {"repairs": repairs, "years": years, "units": units})
    for place in places:
        rows = warehouse.execute(_FINDINGS.format(columns=columns), place).fetchall()
        found = read_findings(dict(zip((*TEXTS, *NUMBERS), row, strict=True)) for row in rows)
        cells = [_cells(row) for row in warehouse.execute(_REPAIRS, place).fetchall()]
        [[rows_repaired]] = warehouse.execute(_ROWS_REPAIRED, place).fetchall()
        forms = [FormStanding(*row) for row in warehouse.execute(_FORMS, place).fetchall()]
        versions = [FormVersion(*row) for row in warehouse.execute(_VERSIONS, place).fetchall()]
        yield place, Told(found, cells, rows_repaired, forms, versions)


def _cells(row: tuple[Any, ...]) -> RepairedCells:
    form, column, rule_id, shape, cells, sheets, first_row, *rest = row
    return RepairedCells(form, column, rule_id, shape, cells, tuple(sheets), tuple(first_row), *rest)
