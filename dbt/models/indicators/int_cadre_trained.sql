select
    subjects.report_year,
    subjects.unit_code,
    subjects.counted_by,
    subjects.indicator_code,
    subjects.series,
    subjects.subject_key,
    trained.person_key is not null as is_met,
    false as is_exempt,
    false as is_unknown,
    trained.person_key is null and subjects.is_form_gap as is_not_reported
from {{ ref('int_cadre_subject') }} as subjects
left join {{ ref('int_cadre_training') }} as trained
    on
        subjects.report_year = trained.report_year
        and subjects.indicator_code = trained.indicator_code
        and subjects.subject_key = trained.person_key
