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
    rows_quarantined,
    due_on,
    cast(days_late as bigint) as days_late,
    rows_read - rows_accepted - rows_quarantined as rows_not_data
from {{ ref('fct_return') }}
