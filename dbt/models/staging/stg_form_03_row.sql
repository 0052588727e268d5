with

rows_received as (

    select * from {{ source('judged', 'form_03_row') }}

),

versions_in_force as (

    select version_id from {{ ref('stg_return_version') }}
    where is_in_force

),

persons as (

    select
        row_id,
        person_key,
        link
    from {{ ref('stg_person_row') }}
    where form = '03'

)

select
    rows_received.row_id,
    rows_received.version_id,
    rows_received.file_key,
    rows_received.report_year,
    rows_received.unit_code,
    rows_received.form,
    rows_received.source_sha256,
    rows_received.sheet,
    rows_received.row_number,
    rows_received.row_order,
    rows_received.verdict,
    rows_received.quarantine_rules,
    rows_received.is_duplicate,
    rows_received.full_name,
    rows_received.full_name_key,
    rows_received.citizen_id,
    rows_received.citizen_id_sent,
    rows_received.party_card,
    rows_received.party_card_sent,
    rows_received.position as position_title,
    rows_received.period,
    rows_received.rating,
    rows_received.rating_sent,
    rows_received.decision_number,
    rows_received.decided_on,
    rows_received.decided_on_precision,
    rows_received.decided_on_sent,
    rows_received.is_decided,
    rows_received.exemption,
    rows_received.exemption_sent,
    rows_received.exemption_is_recognised,
    rows_received.note,
    persons.person_key,
    persons.link as person_link
from rows_received
inner join versions_in_force
    on rows_received.version_id = versions_in_force.version_id
left join persons
    on rows_received.row_id = persons.row_id
