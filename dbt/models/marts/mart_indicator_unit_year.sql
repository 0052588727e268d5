select
    report_year,
    unit_code,
    indicator_code,
    series,
    numerator,
    denominator,
    exempt_count,
    unknown_count,
    estimated_missing,
    value_pct,
    lower_pct,
    upper_pct,
    target_pct,
    status,
    progress,
    subjects_to_target,
    forms_expected,
    forms_accepted,
    resolution_code,
    milestone_pct
from {{ ref('fct_indicator_figure') }}
where unit_code <> 'province'
