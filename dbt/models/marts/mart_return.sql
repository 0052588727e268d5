select
    report_year,
    unit_code,
    form,
    is_expected as expected,
    state,
    received_at,
    is_late,
    versions,
    source_sha256,
    rows_read,
    rows_accepted,
    rows_quarantined
from {{ ref('fct_return') }}
