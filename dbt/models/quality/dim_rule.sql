{{ config(schema='marts', materialized='table') }}

select
    rule_id,
    label_vi,
    label_en,
    short_label_vi,
    short_label_en,
    sort_order,
    note_vi,
    note_en,
    check_group,
    scope,
    actions,
    decided_by,
    description_en,
    limit_value,
    limit_unit
from {{ ref('rules') }}
