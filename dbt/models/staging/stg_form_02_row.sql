with

rows_received as (

    select * from {{ source('judged', 'form_02_row') }}

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
    where form = '02'

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
    rows_received.born_on,
    rows_received.born_on_precision,
    rows_received.birth_year,
    rows_received.sex,
    rows_received.ethnicity,
    rows_received.citizen_id,
    rows_received.party_card,
    rows_received.position_sent,
    rows_received.level,
    rows_received.organisation_code,
    rows_received.organisation_code_sent,
    rows_received.managed_by,
    rows_received.managed_by_sent,
    rows_received.professional_qualification,
    rows_received.professional_qualification_sent,
    rows_received.political_theory,
    rows_received.political_theory_sent,
    rows_received.appointed_on,
    rows_received.appointed_on_precision,
    rows_received.appointed_on_sent,
    rows_received.note,
    persons.person_key,
    persons.link as person_link
from rows_received
inner join versions_in_force
    on rows_received.version_id = versions_in_force.version_id
left join persons
    on rows_received.row_id = persons.row_id
