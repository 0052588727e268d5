-- The persons of whom form 03 or 04 could not tell anything: no row, and every unit that reported them lacks
-- the form.
with

reported_by as (

    select
        cadres.report_year,
        cadres.person_key,
        ledger_rows.form,
        max(case when ledger_rows.state = 'accepted' then 1 else 0 end) as has_form
    from {{ ref('fct_cadre_unit_year') }} as cadres
    inner join {{ ref('fct_return') }} as ledger_rows
        on
            cadres.report_year = ledger_rows.report_year
            and cadres.unit_code = ledger_rows.unit_code
    where ledger_rows.form in ('03', '04')
    group by cadres.report_year, cadres.person_key, ledger_rows.form

),

told_of as (

    select
        report_year,
        person_key,
        '03' as form
    from {{ ref('fct_cadre_evaluation') }}
    where person_key is not null

    union

    select
        report_year,
        person_key,
        '04' as form
    from {{ ref('fct_training') }}
    where person_key is not null

)

select
    reported_by.report_year,
    reported_by.person_key,
    reported_by.form
from reported_by
left join told_of
    on
        reported_by.report_year = told_of.report_year
        and reported_by.person_key = told_of.person_key
        and reported_by.form = told_of.form
where reported_by.has_form = 0 and told_of.person_key is null
