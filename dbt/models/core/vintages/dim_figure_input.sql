select
    kind,
    name,
    form,
    label_vi,
    label_en
from {{ ref('figure_inputs') }}
