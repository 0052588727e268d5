-- For a unit's own figure only its own rows decide, for the province all rows.
with

both_scopes as (

    select
        report_year,
        unit_code,
        person_key,
        birth_year,
        sex,
        ethnicity,
        professional_qualification,
        political_theory
    from {{ ref('fct_cadre_unit_year') }}

    union all

    select
        report_year,
        'province' as unit_code,
        person_key,
        birth_year,
        sex,
        ethnicity,
        professional_qualification,
        political_theory
    from {{ ref('fct_cadre_year') }}

)

select * from both_scopes
