-- The ranks are those of the code list: equivalents (specialist I, resident = master) share one.
with

qualifications as (

    select * from {{ ref('dim_code') }}
    where code_list = 'professional_qualification'

),

thresholds as (

    select
        max(case when code = 'intermediate' then rank_in_list end) as intermediate_rank,
        max(case when code = 'university' then rank_in_list end) as university_rank,
        max(case when code = 'master' then rank_in_list end) as master_rank
    from qualifications

)

select
    qualifications.code as professional_qualification,
    qualifications.rank_in_list as qualification_rank,
    qualifications.label_vi,
    qualifications.rank_in_list >= thresholds.intermediate_rank as is_intermediate_or_above,
    qualifications.rank_in_list >= thresholds.university_rank as is_university_or_above,
    qualifications.rank_in_list >= thresholds.master_rank as is_master_or_above
from qualifications
cross join thresholds
