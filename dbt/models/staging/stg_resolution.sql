select
    resolution_code,
    label_vi,
    label_en,
    short_label_vi,
    short_label_en,
    cast(first_year as integer) as first_year,
    cast(last_year as integer) as last_year,
    {{ province_code('province_code') }} as province_code
from {{ source('reference', 'resolutions') }}
