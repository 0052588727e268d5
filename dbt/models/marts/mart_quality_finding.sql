select
    report_year,
    unit_code,
    form,
    rule_id,
    severity,
    findings,
    explained_findings
from {{ ref('fct_quality_count') }}
