select
    report_year,
    person_key,
    max(appointed_on) as appointed_on
from {{ ref('stg_form_02_row') }}
where verdict = 'accepted' and person_key is not null
group by report_year, person_key
