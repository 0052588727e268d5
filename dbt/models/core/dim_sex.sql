{{ config(schema='marts') }}

select
    code as sex,
    label_vi,
    label_en,
    short_label_vi,
    short_label_en,
    case code when 'male' then 1 when 'female' then 2 end as sort_order
from {{ ref('dim_code') }}
where code_list = 'sex'

union all

select
    code as sex,
    label_vi,
    label_en,
    short_label_vi,
    short_label_en,
    3 as sort_order
from {{ ref('own_codes') }}
where list = 'any_list'
