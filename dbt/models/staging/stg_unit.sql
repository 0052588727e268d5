select
    unit_code,
    unit_name_vi,
    label_en,
    short_label_vi,
    short_label_en,
    unit_type,
    district_code,
    list_order,
    valid_from,
    valid_to,
    note,
    {{ province_code('province_code') }} as province_code
from {{ source('reference', 'units') }}
