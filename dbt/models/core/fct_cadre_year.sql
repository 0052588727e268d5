-- The deciding row of the province is the best of the units' deciding rows: latest appointment (blank is
-- earliest), then the unit code in alphabetical order, then the earlier row.
with

ranked as (

    select
        *,
        row_number() over (
            partition by report_year, person_key
            order by
                case when appointed_on is null then 1 else 0 end,
                appointed_on desc,
                unit_code asc,
                row_order asc,
                row_id asc
        ) as choice,
        count(*) over (partition by report_year, person_key) as reporting_units
    from {{ ref('fct_cadre_unit_year') }}

)

select
    report_year,
    person_key,
    unit_code as deciding_unit_code,
    birth_year,
    sex,
    ethnicity,
    professional_qualification,
    political_theory,
    managed_by,
    organisation_code,
    appointed_on,
    row_id,
    version_id,
    reporting_units
from ranked
where choice = 1
