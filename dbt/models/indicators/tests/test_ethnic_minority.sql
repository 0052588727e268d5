-- Every ethnic group but Kinh; a group that nobody can read is unknown.
select
    subjects.resolution_code,
    subjects.report_year,
    subjects.unit_code,
    subjects.indicator_code,
    subjects.series,
    subjects.subject_key,
    coalesce(subjects.ethnicity <> 'kinh', false) as is_met,
    false as is_exempt,
    subjects.ethnicity is null as is_unknown,
    false as is_not_reported
from {{ ref('int_cadre_subject') }} as subjects
inner join {{ ref('dim_indicator') }} as indicators
    on
        subjects.resolution_code = indicators.resolution_code
        and subjects.indicator_code = indicators.indicator_code
where indicators.test_model = 'ethnic_minority'
