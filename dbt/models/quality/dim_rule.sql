select
    rule_id,
    sort_order,
    actions,
    scope,
    decided_by,
    check_group,
    is_repair,
    {{ with_limit('label_vi') }} as label_vi,
    {{ with_limit('description_en') }} as description_en,
    {{ with_limit('note_vi') }} as note_vi,
    limit_value,
    limit_unit
from {{ ref('rules') }}
