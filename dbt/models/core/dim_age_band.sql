{{ config(schema='marts') }}

select
    age_band,
    label_vi,
    label_en,
    short_label_vi,
    short_label_en,
    sort_order,
    age_from,
    age_to
from {{ ref('age_bands') }}
