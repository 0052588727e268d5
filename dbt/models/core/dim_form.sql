select
    form,
    label_vi,
    label_en
from {{ ref('forms') }}
