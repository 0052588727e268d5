-- For a unit's own figure only its own rows decide, for the province all rows of its units.
with

both_scopes as (

    select
        unit_facts.report_year,
        units.province_code,
        unit_facts.unit_code,
        unit_facts.person_key,
        unit_facts.birth_year,
        unit_facts.sex,
        unit_facts.ethnicity,
        unit_facts.professional_qualification,
        unit_facts.political_theory
    from {{ ref('fct_cadre_unit_year') }} as unit_facts
    inner join {{ ref('stg_unit') }} as units
        on unit_facts.unit_code = units.unit_code

    union all

    select
        report_year,
        province_code,
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
