select
    seen_on,
    kind,
    name,
    report_year,
    unit_code,
    form,
    versions,
    stamp
from {{ source('history', 'vintage_input') }}
