select
    indicator_code,
    clause,
    label_vi,
    label_en,
    cadence,
    population,
    test,
    cast(target_pct as double) as target_pct,
    sort_order,
    direction,
    target_year,
    section_vi,
    section_en,
    resolution_code,
    short_label_vi,
    short_label_en
from {{ ref('dim_indicator') }}
