select
    evaluations.report_year,
    evaluations.unit_code,
    '01' as form,
    evaluations.organisation_key as subject_key,
    evaluations.rating,
    evaluations.founded_on as started_on,
    evaluations.version_id,
    evaluations.sheet,
    evaluations.row_number,
    evaluations.row_id
from {{ ref('fct_organisation_evaluation') }} as evaluations
where evaluations.is_decided

union all

select
    evaluations.report_year,
    evaluations.unit_code,
    '03' as form,
    coalesce(evaluations.person_key, evaluations.row_id) as subject_key,
    evaluations.rating,
    appointments.appointed_on as started_on,
    evaluations.version_id,
    evaluations.sheet,
    evaluations.row_number,
    evaluations.row_id
from {{ ref('fct_cadre_evaluation') }} as evaluations
left join {{ ref('int_latest_appointment') }} as appointments
    on
        evaluations.report_year = appointments.report_year
        and evaluations.person_key = appointments.person_key
where evaluations.is_decided and evaluations.is_rating_period
