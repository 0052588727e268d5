select
    code as rating,
    rank_in_list as rating_rank,
    label_vi,
    coalesce(code in ('HTTNV', 'HTXSNV'), false) as is_good_or_better
from {{ ref('dim_code') }}
where code_list = 'rating'
