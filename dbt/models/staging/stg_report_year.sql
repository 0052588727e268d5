select
    report_year,
    snapshot_on,
    due_on,
    rating_regime,
    rating_periods
from {{ source('reference', 'report_years') }}
