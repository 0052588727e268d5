-- The age in the report year (report year minus birth year) is below age_below.
select
    subjects.resolution_code,
    subjects.report_year,
    subjects.unit_code,
    subjects.indicator_code,
    subjects.series,
    subjects.subject_key,
    coalesce(subjects.report_year - subjects.birth_year < indicators.age_below, false) as is_met,
    false as is_exempt,
    subjects.birth_year is null as is_unknown,
    false as is_not_reported
from {{ ref('int_cadre_subject') }} as subjects
inner join {{ ref('dim_indicator') }} as indicators
    on
        subjects.resolution_code = indicators.resolution_code
        and subjects.indicator_code = indicators.indicator_code
where indicators.test_model = 'young'
