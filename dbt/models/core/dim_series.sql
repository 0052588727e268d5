{{ config(schema='marts') }}

select
    resolution_code,
    indicator_code,
    series,
    label_vi,
    label_en,
    short_label_vi,
    short_label_en,
    sort_order,
    population
from {{ ref('stg_indicator_series') }}
