{{ config(schema='marts') }}

select
    population as population_group,
    label_vi,
    label_en,
    short_label_vi,
    short_label_en,
    sort_order,
    subject,
    is_in_structure
from {{ ref('stg_population') }}

union all

select
    code as population_group,
    label_vi,
    label_en,
    short_label_vi,
    short_label_en,
    sort_order,
    'person' as subject,
    true as is_in_structure
from {{ ref('own_codes') }}
where list = 'population'
