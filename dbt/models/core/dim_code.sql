select
    code_list,
    code,
    rank_in_list,
    label_vi,
    label_en,
    short_label_vi,
    short_label_en,
    code_list || ':' || code as code_key
from {{ ref('stg_code') }}
