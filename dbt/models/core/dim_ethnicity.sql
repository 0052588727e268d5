{{ config(schema='marts') }}

select
    code as ethnicity,
    label_vi,
    label_en,
    label_vi as short_label_vi,
    label_en as short_label_en,
    sort_order
from {{ ref('ethnicities') }}

union all

select
    code as ethnicity,
    label_vi,
    label_en,
    short_label_vi,
    short_label_en,
    99 as sort_order
from {{ ref('own_codes') }}
where list = 'any_list'
