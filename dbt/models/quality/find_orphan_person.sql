with

-- everyone whom form 02 of the year names, also in a quarantined row: the row's own defect is told there
named_in_form_02 as (

    select distinct
        report_year,
        person_key
    from {{ ref('stg_form_02_row') }}
    where person_key is not null

),

rows_by_person as (

    select
        report_year,
        unit_code,
        form,
        version_id,
        sheet,
        row_number,
        row_id,
        person_key,
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
        citizen_id_sent,
        party_card_sent
    from {{ ref('stg_form_04_row') }}
    where verdict = 'accepted'

),

broken as (

    select
        rows_by_person.report_year,
        rows_by_person.unit_code,
        rows_by_person.form,
        rows_by_person.version_id,
        rows_by_person.sheet,
        rows_by_person.row_number,
        rows_by_person.row_id,
        case when trim(rows_by_person.citizen_id_sent) <> '' then 'citizen_id' else 'party_card' end
            as column_name,
        case
            when trim(rows_by_person.citizen_id_sent) <> '' then rows_by_person.citizen_id_sent
            else rows_by_person.party_card_sent
        end as value_sent,
        'Người có trong Biểu 02 năm ' || cast(rows_by_person.report_year as varchar) as expected
    from rows_by_person
    left join named_in_form_02
        on
            rows_by_person.report_year = named_in_form_02.report_year
            and rows_by_person.person_key = named_in_form_02.person_key
    where named_in_form_02.person_key is null

)

{{ finding_select('broken', 'orphan_person') }}
