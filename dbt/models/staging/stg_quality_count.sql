select
    seen_on,
    report_year,
    unit_code,
    form,
    rule_id,
    severity,
    findings
from {{ source('history', 'quality_count') }}
