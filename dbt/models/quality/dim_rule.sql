select
    rule_id,
    sort_order,
    actions,
    scope,
    decided_by,
    check_group,
    label_vi,
    description_en,
    note_vi,
    limit_value,
    limit_unit
from {{ ref('rules') }}
