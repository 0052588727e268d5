select
    code_list,
    code,
    rank_in_list,
    label_vi,
    code_list || ':' || code as code_key
from {{ ref('stg_code') }}
