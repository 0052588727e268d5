select
    code as political_theory,
    rank_in_list as theory_rank,
    label_vi
from {{ ref('dim_code') }}
where code_list = 'political_theory'
