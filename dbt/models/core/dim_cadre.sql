-- What is known last: the latest year with a readable row, there the row that decides (as in fct_cadre_year).
with

ranked as (

    select
        person_key,
        full_name,
        birth_year,
        sex,
        ethnicity,
        citizen_id,
        party_card,
        report_year,
        unit_code,
        max(case when verdict = 'accepted' then 1 else 0 end) over (partition by person_key) as has_accepted,
        row_number() over (
            partition by person_key
            order by
                case when verdict = 'accepted' then 0 else 1 end,
                report_year desc,
                case when appointed_on is null then 1 else 0 end,
                appointed_on desc,
                unit_code asc,
                row_order asc,
                row_id asc
        ) as choice
    from {{ ref('stg_form_02_row') }}
    where person_key is not null

)

select
    person_key,
    full_name,
    birth_year,
    sex,
    ethnicity,
    citizen_id,
    party_card,
    report_year as last_report_year,
    unit_code as last_unit_code,
    has_accepted = 1 as has_accepted_row
from ranked
where choice = 1
