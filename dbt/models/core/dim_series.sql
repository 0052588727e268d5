select
    resolution_code,
    indicator_code,
    series,
    sort_order,
    label_vi,
    label_en,
    population
from {{ ref('stg_indicator_series') }}
