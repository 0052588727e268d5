select
    report_years.report_year,
    units.unit_code,
    units.province_code,
    report_years.snapshot_on,
    report_years.due_on
from {{ ref('stg_unit') }} as units
inner join {{ ref('dim_report_year') }} as report_years
    on
        units.valid_from <= report_years.snapshot_on
        and (units.valid_to is null or units.valid_to >= report_years.snapshot_on)
where report_years.is_shown
