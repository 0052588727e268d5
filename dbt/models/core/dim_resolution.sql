{{ config(schema='marts') }}

select
    resolution_code,
    label_vi,
    label_en,
    short_label_vi,
    short_label_en,
    cast(row_number() over (order by first_year, resolution_code) as integer) as sort_order,
    first_year,
    last_year,
    province_code
from {{ ref('stg_resolution') }}
