select
    code as exemption,
    label_vi,
    coalesce(code_list = 'exemption_recognised', false) as is_recognised
from {{ ref('dim_code') }}
where code_list in ('exemption_recognised', 'exemption_not_recognised')
