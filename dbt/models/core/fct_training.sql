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
    ended_until,
    extract(year from ended_on) as ended_year,
    result,
    -- what had not ended when the file was received is not completed
    coalesce(result = 'completed' and is_ended_at_receipt, false) as is_completed,
    result is null as is_result_unknown,
    certificate_number,
    provider,
    version_id,
    sheet,
    row_number
from {{ ref('stg_form_04_row') }}
where verdict = 'accepted'
