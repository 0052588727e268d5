select
    subjects.report_year,
    subjects.unit_code,
    subjects.counted_by,
    subjects.indicator_code,
    subjects.series,
    subjects.subject_key,
    coalesce(courses.is_trained, false) as is_met,
    false as is_exempt,
    -- a course is there, but nobody can read how it ended
    courses.person_key is not null and not courses.is_trained and not subjects.is_form_gap as is_unknown,
    not coalesce(courses.is_trained, false) and subjects.is_form_gap as is_not_reported
from {{ ref('int_cadre_subject') }} as subjects
left join {{ ref('int_cadre_training') }} as courses
    on
        subjects.report_year = courses.report_year
        and subjects.indicator_code = courses.indicator_code
        and subjects.subject_key = courses.person_key
