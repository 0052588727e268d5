with

-- everyone whom form 02 of the year names, also in a quarantined row: the row's own defect is told there
named_in_form_02 as (

    select distinct
        report_year,
        person_key
    from {{ ref('stg_form_02_row') }}
    where person_key is not null

),

broken as (

    select
        mentions.report_year,
        mentions.unit_code,
        mentions.form,
        mentions.version_id,
        mentions.sheet,
        mentions.row_number,
        mentions.row_id,
        case when trim(mentions.citizen_id_sent) <> '' then 'citizen_id' else 'party_card' end
            as column_name,
        case
            when trim(mentions.citizen_id_sent) <> '' then mentions.citizen_id_sent
            else mentions.party_card_sent
        end as value_sent,
        'Người có trong Biểu 02 năm ' || cast(mentions.report_year as string) as expected
    from {{ ref('int_person_mention') }} as mentions
    left join named_in_form_02
        on
            mentions.report_year = named_in_form_02.report_year
            and mentions.person_key = named_in_form_02.person_key
    where named_in_form_02.person_key is null

)

{{ finding_select('broken', 'orphan_person') }}
