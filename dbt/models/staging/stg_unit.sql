select
    unit_code,
    unit_name_vi,
    unit_type,
    district_code,
    list_order,
    valid_from,
    valid_to,
    note
from {{ source('reference', 'units') }}
