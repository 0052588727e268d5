select
    age_band,
    sort_order,
    age_from,
    age_to,
    label_vi,
    label_en
from {{ ref('age_bands') }}
