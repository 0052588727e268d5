select
    code as rating,
    rank_in_list as rating_rank,
    label_vi
from {{ ref('dim_code') }}
where code_list = 'rating'
