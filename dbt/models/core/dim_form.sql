select
    form,
    label_vi,
    label_en,
    from_year,
    to_year
from {{ ref('forms') }}
