select
    scopes.resolution_code,
    scopes.report_year,
    scopes.scope_code,
    unit_years.unit_code
from {{ ref('dim_scope') }} as scopes
inner join {{ ref('dim_unit_year') }} as unit_years
    on
        scopes.report_year = unit_years.report_year
        and scopes.province_code = unit_years.province_code
        and (scopes.is_province or scopes.scope_code = unit_years.unit_code)
