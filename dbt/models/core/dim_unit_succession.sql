{{ config(schema='marts') }}

select
    unit_code,
    successor_code,
    successor_label_vi,
    successor_label_en,
    succeeded_on,
    relation,
    note
from {{ ref('int_unit_succession') }}
