{{ config(schema='marts') }}

select
    form,
    label_vi,
    label_en,
    short_label_vi,
    short_label_en,
    cast(form as integer) as sort_order,
    true as is_owed,
    from_year,
    to_year
from {{ ref('forms') }}

union all

select
    code as form,
    label_vi,
    label_en,
    short_label_vi,
    short_label_en,
    0 as sort_order,
    false as is_owed,
    cast(null as integer) as from_year,
    cast(null as integer) as to_year
from {{ ref('own_codes') }}
where list = 'form'
