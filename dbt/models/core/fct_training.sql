select
    row_id,
    report_year,
    unit_code,
    person_key,
    person_link,
    course_name,
    course_group,
    started_on,
    ended_on,
    extract(year from ended_on) as ended_year,
    result,
    coalesce(result = 'completed', false) as is_completed,
    certificate_number,
    provider,
    version_id,
    sheet,
    row_number
from {{ ref('stg_form_04_row') }}
where verdict = 'accepted'
