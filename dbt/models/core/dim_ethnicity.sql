select
    code as ethnicity,
    sort_order,
    label_vi
from {{ ref('ethnicities') }}
