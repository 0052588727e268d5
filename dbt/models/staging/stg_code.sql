select
    list as code_list,
    code,
    cast(rank as integer) as rank_in_list,
    label_vi
from {{ source('reference', 'codes') }}
