select
    population,
    cast(sort_order as integer) as sort_order,
    subject,
    basis,
    value,
    level,
    is_in_structure,
    label_vi,
    label_en,
    short_label_vi,
    short_label_en
from {{ source('reference', 'populations') }}
