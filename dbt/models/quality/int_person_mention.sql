select
    report_year,
    unit_code,
    form,
    version_id,
    sheet,
    row_number,
    row_id,
    person_key,
    full_name,
    full_name_key,
    citizen_id_sent,
    party_card_sent
from {{ ref('stg_form_03_row') }}
where verdict = 'accepted'

union all

select
    report_year,
    unit_code,
    form,
    version_id,
    sheet,
    row_number,
    row_id,
    person_key,
    full_name,
    full_name_key,
    citizen_id_sent,
    party_card_sent
from {{ ref('stg_form_04_row') }}
where verdict = 'accepted'
