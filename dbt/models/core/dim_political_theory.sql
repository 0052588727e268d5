with

theory_levels as (

    select * from {{ ref('dim_code') }}
    where code_list = 'political_theory'

),

thresholds as (

    select max(case when code = 'intermediate' then rank_in_list end) as intermediate_rank
    from theory_levels

)

select
    theory_levels.code as political_theory,
    theory_levels.rank_in_list as theory_rank,
    theory_levels.label_vi,
    theory_levels.rank_in_list >= thresholds.intermediate_rank as is_intermediate_or_above
from theory_levels
cross join thresholds
