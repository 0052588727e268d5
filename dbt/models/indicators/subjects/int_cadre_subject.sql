{{ config(materialized='table') }}

-- Who is in a series of persons, with whatever a test may ask of them.
with

members as (

    select distinct
        scopes.resolution_code,
        people.report_year,
        people.unit_code,
        series.indicator_code,
        series.series,
        people.person_key,
        people.birth_year,
        people.sex,
        people.ethnicity,
        people.professional_qualification,
        people.political_theory
    from {{ ref('fct_cadre_population') }} as people
    inner join {{ ref('dim_scope') }} as scopes
        on
            people.report_year = scopes.report_year
            and people.province_code = scopes.province_code
            and people.unit_code = scopes.scope_code
    inner join {{ ref('int_series_population') }} as series
        on
            scopes.resolution_code = series.resolution_code
            and people.population = series.population

),

gaps as (

    select distinct
        resolution_code,
        indicator_code,
        report_year,
        person_key
    from {{ ref('int_cadre_form_gap') }}

)

select
    members.resolution_code,
    members.report_year,
    members.unit_code,
    members.indicator_code,
    members.series,
    members.person_key as subject_key,
    members.birth_year,
    members.sex,
    members.ethnicity,
    members.professional_qualification,
    qualifications.qualification_rank,
    theory.theory_rank,
    gaps.person_key is not null as is_form_gap
from members
left join {{ ref('dim_professional_qualification') }} as qualifications
    on members.professional_qualification = qualifications.professional_qualification
left join {{ ref('dim_political_theory') }} as theory
    on members.political_theory = theory.political_theory
left join gaps
    on
        members.resolution_code = gaps.resolution_code
        and members.indicator_code = gaps.indicator_code
        and members.report_year = gaps.report_year
        and members.person_key = gaps.person_key
