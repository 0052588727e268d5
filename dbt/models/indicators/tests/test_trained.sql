-- A course of the group ended in the window and is completed (int_cadre_training).
select
    subjects.resolution_code,
    subjects.report_year,
    subjects.unit_code,
    subjects.indicator_code,
    subjects.series,
    subjects.subject_key,
    coalesce(courses.is_trained, false) as is_met,
    false as is_exempt,
    -- a course is there, but nobody can read how it ended
    courses.person_key is not null and not courses.is_trained and not subjects.is_form_gap as is_unknown,
    not coalesce(courses.is_trained, false) and subjects.is_form_gap as is_not_reported
from {{ ref('int_cadre_subject') }} as subjects
inner join {{ ref('dim_indicator') }} as indicators
    on
        subjects.resolution_code = indicators.resolution_code
        and subjects.indicator_code = indicators.indicator_code
left join {{ ref('int_cadre_training') }} as courses
    on
        subjects.report_year = courses.report_year
        and subjects.resolution_code = courses.resolution_code
        and subjects.indicator_code = courses.indicator_code
        and subjects.subject_key = courses.person_key
where indicators.test_model = 'trained'
