select
    population,
    sort_order,
    subject,
    basis,
    value,
    level,
    is_in_structure,
    label_vi,
    label_en
from {{ ref('stg_population') }}
