select
    report_year,
    indicator_code,
    series,
    unit_code,
    reason,
    form,
    form_year_from,
    form_year_to,
    subjects,
    resolution_code
from {{ ref('fct_indicator_doubt') }}
