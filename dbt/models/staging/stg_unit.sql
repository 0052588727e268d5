select
    unit_code,
    unit_name_vi,
    unit_type,
    district_code,
    list_order,
    valid_from,
    valid_to,
    note,
    {{ province_code('province_code') }} as province_code
from {{ source('reference', 'units') }}
