with

rows_received as (

    select * from {{ source('judged', 'form_01_row') }}

),

versions_in_force as (

    select version_id from {{ ref('stg_return_version') }}
    where is_in_force

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
    rows_received.organisation_code,
    rows_received.organisation_code_sent,
    rows_received.organisation_name,
    rows_received.organisation_name_key,
    rows_received.organisation_type,
    rows_received.organisation_type_sent,
    rows_received.parent_code,
    rows_received.commune_code,
    rows_received.founded_on,
    rows_received.founded_on_precision,
    rows_received.founded_on_sent,
    rows_received.dissolved_on,
    rows_received.dissolved_on_precision,
    rows_received.dissolved_on_sent,
    rows_received.dissolved_until,
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
    rows_received.note
from rows_received
inner join versions_in_force
    on rows_received.version_id = versions_in_force.version_id
