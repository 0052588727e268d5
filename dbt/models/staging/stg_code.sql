select
    list as code_list,
    code,
    cast(rank as integer) as rank_in_list,
    label_vi,
    label_en,
    short_label_vi,
    short_label_en
from {{ source('reference', 'codes') }}
