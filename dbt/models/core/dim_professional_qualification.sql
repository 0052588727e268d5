-- The ranks are those of the code list: equivalents (specialist I, resident = master) share one.
select
    code as professional_qualification,
    rank_in_list as qualification_rank,
    label_vi
from {{ ref('dim_code') }}
where code_list = 'professional_qualification'
