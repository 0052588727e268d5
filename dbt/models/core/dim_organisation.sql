-- What is known last: the latest year with an accepted row, there the first unit in alphabetical order.
with

ranked as (

    select
        *,
        row_number() over (
            partition by province_code, organisation_key
            order by report_year desc, unit_code asc, row_order asc, row_id asc
        ) as choice
    from {{ ref('int_organisation_row') }}
    where organisation_code is not null

)

select
    province_code,
    organisation_key,
    organisation_code,
    organisation_name,
    organisation_type,
    parent_code,
    commune_code,
    founded_on,
    dissolved_on,
    report_year as last_report_year,
    unit_code as last_unit_code
from ranked
where choice = 1
