select
    resolution_code,
    indicator_code,
    series,
    cast(sort_order as integer) as sort_order,
    label_vi,
    label_en,
    short_label_vi,
    short_label_en,
    population
from {{ source('reference', 'indicator_series') }}
