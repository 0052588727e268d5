select
    list as code_list,
    code,
    cast(rank as integer) as rank_in_list,
    label_vi,
    list || ':' || code as code_key
from {{ ref('codes') }}
