-- A row of form 03 or 04 whose name is none of those that the person bears in form 02, in any year and unit.
-- The names known are not told: they may be somebody else's.
with

names_in_form_02 as (

    select distinct
        person_key,
        full_name_key
    from {{ ref('stg_form_02_row') }}
    where verdict = 'accepted' and person_key is not null and full_name_key <> ''

),

named_persons as (

    select distinct person_key from names_in_form_02

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
        'full_name' as column_name,
        mentions.full_name as value_sent,
        'Họ tên như trong Biểu 02 của người có số CCCD, số thẻ đảng này' as expected
    from {{ ref('int_person_mention') }} as mentions
    inner join named_persons
        on mentions.person_key = named_persons.person_key
    left join names_in_form_02
        on
            mentions.person_key = names_in_form_02.person_key
            and mentions.full_name_key = names_in_form_02.full_name_key
    where
        mentions.full_name_key <> ''
        and names_in_form_02.person_key is null

)

{{ finding_select('broken', 'name_differs') }}
