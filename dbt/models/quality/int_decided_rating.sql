with

appointments as (

    select
        report_year,
        person_key,
        max(appointed_on) as appointed_on
    from {{ ref('stg_form_02_row') }}
    where verdict = 'accepted'
    group by report_year, person_key

)

select
    evaluations.report_year,
    evaluations.unit_code,
    '01' as form,
    evaluations.organisation_code as subject_key,
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
left join appointments
    on
        evaluations.report_year = appointments.report_year
        and evaluations.person_key = appointments.person_key
where evaluations.is_decided and evaluations.period = 'year'
