select
    report_year,
    unit_code,
    indicator_code,
    series,
    subject_key,
    is_met,
    is_exempt,
    is_unknown,
    is_not_reported
from {{ ref('int_organisation_rated') }}
where counted_by = 'ind_2_1_1'
