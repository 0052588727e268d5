select
    report_year,
    snapshot_on,
    due_on,
    rating_regime
from {{ source('reference', 'report_years') }}
