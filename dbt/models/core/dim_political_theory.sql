{{ config(schema='marts') }}

select
    code as political_theory,
    label_vi,
    label_en,
    short_label_vi,
    short_label_en,
    cast(row_number() over (order by rank_in_list nulls last, code) as integer) as sort_order,
    rank_in_list as theory_rank
from {{ ref('dim_code') }}
where code_list = 'political_theory'

union all

select
    code as political_theory,
    label_vi,
    label_en,
    short_label_vi,
    short_label_en,
    99 as sort_order,
    cast(null as integer) as theory_rank
from {{ ref('own_codes') }}
where list = 'any_list'
