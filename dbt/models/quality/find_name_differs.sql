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
        full_name,
        full_name_key
    from {{ ref('stg_form_03_row') }}
    where verdict = 'accepted' and full_name_key <> ''

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
        full_name_key
    from {{ ref('stg_form_04_row') }}
    where verdict = 'accepted' and full_name_key <> ''

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
        'full_name' as column_name,
        rows_by_person.full_name as value_sent,
        'Họ tên như trong Biểu 02 của người có số CCCD, số thẻ đảng này' as expected
    from rows_by_person
    inner join named_persons
        on rows_by_person.person_key = named_persons.person_key
    left join names_in_form_02
        on
            rows_by_person.person_key = names_in_form_02.person_key
            and rows_by_person.full_name_key = names_in_form_02.full_name_key
    where names_in_form_02.person_key is null

)

{{ finding_select('broken', 'name_differs') }}
