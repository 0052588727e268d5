with

members as (

    select distinct
        members.report_year,
        members.unit_code,
        series.counted_by,
        series.indicator_code,
        series.series,
        members.person_key
    from {{ ref('int_cadre_population') }} as members
    inner join {{ ref('int_series_population') }} as series
        on members.population = series.population

),

gaps as (

    select distinct
        indicator_code,
        report_year,
        person_key
    from {{ ref('int_cadre_form_gap') }}

)

select
    members.report_year,
    members.unit_code,
    members.counted_by,
    members.indicator_code,
    members.series,
    members.person_key as subject_key,
    attributes.birth_year,
    attributes.sex,
    attributes.professional_qualification,
    qualifications.is_intermediate_or_above as has_intermediate_qualification,
    qualifications.is_university_or_above as has_university_qualification,
    qualifications.is_master_or_above as has_master_qualification,
    theory.is_intermediate_or_above as has_intermediate_theory,
    gaps.person_key is not null as is_form_gap
from members
inner join {{ ref('int_cadre_attribute') }} as attributes
    on
        members.report_year = attributes.report_year
        and members.unit_code = attributes.unit_code
        and members.person_key = attributes.person_key
left join {{ ref('dim_professional_qualification') }} as qualifications
    on attributes.professional_qualification = qualifications.professional_qualification
left join {{ ref('dim_political_theory') }} as theory
    on attributes.political_theory = theory.political_theory
left join gaps
    on
        members.indicator_code = gaps.indicator_code
        and members.report_year = gaps.report_year
        and members.person_key = gaps.person_key
