select
    severity,
    sort_order,
    label_vi,
    label_en
from {{ ref('severities') }}
