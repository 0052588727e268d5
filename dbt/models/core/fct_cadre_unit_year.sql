-- One row decides all attributes, also where its own attribute is blank: latest appointment (blank is
-- earliest), then the earlier row.
with

ranked as (

    select
        *,
        row_number() over (
            partition by report_year, unit_code, person_key
            order by
                case when appointed_on is null then 1 else 0 end,
                appointed_on desc,
                row_order asc,
                row_id asc
        ) as choice
    from {{ ref('int_cadre_row') }}

)

select
    report_year,
    unit_code,
    person_key,
    birth_year,
    sex,
    ethnicity,
    professional_qualification,
    political_theory,
    managed_by,
    organisation_code,
    appointed_on,
    row_order,
    row_id,
    version_id
from ranked
where choice = 1
