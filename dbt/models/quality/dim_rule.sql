select
    rule_id,
    sort_order,
    actions,
    scope,
    decided_by,
    check_group,
    is_repair,
    label_vi,
    description_en,
    note_vi,
    limit_value,
    limit_unit
from {{ ref('rules') }}
