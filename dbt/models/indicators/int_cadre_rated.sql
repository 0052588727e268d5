select
    subjects.report_year,
    subjects.unit_code,
    subjects.counted_by,
    subjects.indicator_code,
    subjects.series,
    subjects.subject_key,
    coalesce(ratings.is_rated_good, false) as is_met,
    coalesce(ratings.is_exempt, false) as is_exempt,
    ratings.person_key is null and not subjects.is_form_gap as is_unknown,
    ratings.person_key is null and subjects.is_form_gap as is_not_reported
from {{ ref('int_cadre_subject') }} as subjects
left join {{ ref('int_cadre_rating') }} as ratings
    on
        subjects.report_year = ratings.report_year
        and subjects.subject_key = ratings.person_key
