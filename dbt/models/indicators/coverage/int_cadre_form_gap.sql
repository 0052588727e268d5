{{ config(materialized='table') }}

-- Rule 10 (c): the persons of whom form 03 or 04 of a year could not tell anything: no row, and every unit
-- that reports them (of those that owe returns in that year) lacks the form. A test that looks back asks
-- every year from its start.
with

asked_years as (

    select
        indicators.resolution_code,
        indicators.indicator_code,
        indicators.counted_form as form,
        report_years.province_code,
        report_years.report_year,
        form_years.report_year as form_year
    from {{ ref('dim_indicator') }} as indicators
    inner join {{ ref('dim_scope') }} as report_years
        on
            indicators.resolution_code = report_years.resolution_code
            and report_years.is_province
    inner join {{ ref('dim_report_year') }} as form_years
        on
            report_years.report_year = form_years.report_year
            or (
                indicators.course_window = 'since_start'
                and report_years.report_year > form_years.report_year
                and extract(year from indicators.period_start) <= form_years.report_year
            )
    where indicators.counted_form is not null

),

asked_once as (

    select distinct
        form,
        report_year,
        form_year
    from asked_years

),

-- a form of which not one row could be accepted tells no more than one that was never sent
unit_forms as (

    select
        report_year as form_year,
        unit_code,
        form,
        case
            when state <> 'accepted' then 0
            when rows_accepted = 0 and rows_quarantined > 0 then 0
            else 1
        end as is_there
    from {{ ref('fct_return') }}
    where is_expected and form in ('03', '04')

),

reported_by as (

    select
        cadres.report_year,
        cadres.person_key,
        cadres.unit_code,
        units.province_code,
        unit_forms.form,
        unit_forms.form_year,
        max(unit_forms.is_there) over (
            partition by cadres.report_year, cadres.person_key, unit_forms.form, unit_forms.form_year
        ) as is_anywhere
    from {{ ref('fct_cadre_unit_year') }} as cadres
    inner join {{ ref('stg_unit') }} as units
        on cadres.unit_code = units.unit_code
    inner join asked_once
        on cadres.report_year = asked_once.report_year
    inner join unit_forms
        on
            cadres.unit_code = unit_forms.unit_code
            and asked_once.form = unit_forms.form
            and asked_once.form_year = unit_forms.form_year

),

told_of as (

    select
        report_year as form_year,
        person_key,
        '03' as form
    from {{ ref('fct_cadre_evaluation') }}
    where person_key is not null

    union

    select
        report_year as form_year,
        person_key,
        '04' as form
    from {{ ref('fct_training') }}
    where person_key is not null

)

select
    asked_years.resolution_code,
    asked_years.indicator_code,
    reported_by.report_year,
    reported_by.person_key,
    reported_by.form,
    reported_by.form_year,
    reported_by.unit_code
from reported_by
inner join asked_years
    on
        reported_by.province_code = asked_years.province_code
        and reported_by.report_year = asked_years.report_year
        and reported_by.form = asked_years.form
        and reported_by.form_year = asked_years.form_year
left join told_of
    on
        reported_by.form_year = told_of.form_year
        and reported_by.person_key = told_of.person_key
        and reported_by.form = told_of.form
where reported_by.is_anywhere = 0 and told_of.person_key is null
