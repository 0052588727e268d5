-- Whose figures there are: in each shown year of a resolution the whole province, and each of its units.
with

resolution_years as (

    select
        resolutions.resolution_code,
        resolutions.province_code,
        report_years.report_year
    from {{ ref('stg_resolution') }} as resolutions
    inner join {{ ref('dim_report_year') }} as report_years
        on report_years.report_year between resolutions.first_year and resolutions.last_year
    where report_years.is_shown

)

select
    resolution_code,
    report_year,
    province_code,
    'province' as scope_code,
    true as is_province
from resolution_years

union all

select
    resolution_years.resolution_code,
    resolution_years.report_year,
    resolution_years.province_code,
    unit_years.unit_code as scope_code,
    false as is_province
from resolution_years
inner join {{ ref('dim_unit_year') }} as unit_years
    on
        resolution_years.report_year = unit_years.report_year
        and resolution_years.province_code = unit_years.province_code
