{{ config(schema='marts') }}

select
    code as cause,
    label_vi,
    label_en,
    short_label_vi,
    short_label_en,
    sort_order
from {{ ref('own_codes') }}
where list = 'change_cause'
