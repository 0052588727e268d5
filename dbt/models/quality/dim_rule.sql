{{ config(schema='marts', materialized='table') }}

select
    rule_id,
    {{ with_limit('label_vi') }} as label_vi,
    {{ with_limit('label_en') }} as label_en,
    {{ with_limit('short_label_vi') }} as short_label_vi,
    {{ with_limit('short_label_en') }} as short_label_en,
    sort_order,
    {{ with_limit('note_vi') }} as note_vi,
    {{ with_limit('note_en') }} as note_en,
    check_group,
    scope,
    actions,
    decided_by,
    {{ with_limit('description_en') }} as description_en,
    limit_value,
    limit_unit,
    is_repair
from {{ ref('rules') }}
