select
    resolution_code,
    indicator_code,
    cast(report_year as integer) as report_year,
    cast(target_pct as decimal(5, 2)) as target_pct
from {{ source('reference', 'indicator_targets') }}
