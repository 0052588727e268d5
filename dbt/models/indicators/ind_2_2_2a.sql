select
    report_year,
    unit_code,
    indicator_code,
    series,
    subject_key,
    coalesce(report_year - birth_year < 40, false) as is_met,
    false as is_exempt,
    birth_year is null as is_unknown,
    false as is_not_reported
from {{ ref('int_cadre_subject') }}
where counted_by = 'ind_2_2_2a'
