select
    report_year,
    unit_code as scope_code,
    unit_code
from {{ ref('dim_unit_year') }}

union all

select
    report_year,
    'province' as scope_code,
    unit_code
from {{ ref('dim_unit_year') }}
