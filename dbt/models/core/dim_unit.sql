select
    unit_code,
    unit_name_vi,
    unit_type,
    coalesce(unit_type = 'province', false) as is_provincial_unit,
    district_code,
    list_order,
    valid_from,
    valid_to,
    note,
    province_code
from {{ ref('stg_unit') }}
