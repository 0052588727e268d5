{{ config(schema='marts') }}

select
    resolution_code,
    label_vi,
    label_en,
    first_year,
    last_year
from {{ ref('stg_resolution') }}
