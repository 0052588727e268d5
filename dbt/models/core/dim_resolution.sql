{{ config(schema='marts') }}

select
    resolution_code,
    label_vi,
    label_en,
    first_year,
    last_year,
    province_code
from {{ ref('stg_resolution') }}
