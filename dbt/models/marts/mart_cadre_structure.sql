with

in_groups as (

    select
        members.report_year,
        members.unit_code,
        members.person_key,
        members.population as population_group
    from {{ ref('int_cadre_population') }} as members
    inner join {{ ref('populations') }} as populations
        on members.population = populations.population
    where populations.is_in_structure

),

with_total as (

    select * from in_groups
    union
    select
        report_year,
        unit_code,
        person_key,
        'total' as population_group
    from in_groups

),

-- only closed lists may be published: whatever a clerk typed instead is 'unknown'
described as (

    select
        with_total.report_year,
        with_total.unit_code,
        with_total.population_group,
        coalesce(sexes.code, 'unknown') as sex,
        coalesce(bands.age_band, 'unknown') as age_band,
        coalesce(ethnicities.code, 'unknown') as ethnicity,
        coalesce(qualifications.professional_qualification, 'unknown') as professional_qualification,
        coalesce(theory.political_theory, 'unknown') as political_theory
    from with_total
    inner join {{ ref('int_cadre_attribute') }} as attributes
        on
            with_total.report_year = attributes.report_year
            and with_total.unit_code = attributes.unit_code
            and with_total.person_key = attributes.person_key
    left join {{ ref('dim_code') }} as sexes
        on
            sexes.code_list = 'sex'
            and attributes.sex = sexes.code
    left join {{ ref('age_bands') }} as bands
        on
            attributes.report_year - attributes.birth_year >= coalesce(bands.age_from, 0)
            and attributes.report_year - attributes.birth_year <= coalesce(bands.age_to, 999)
            and bands.age_band <> 'unknown'
    left join {{ ref('ethnicities') }} as ethnicities
        on attributes.ethnicity = ethnicities.code
    left join {{ ref('dim_professional_qualification') }} as qualifications
        on attributes.professional_qualification = qualifications.professional_qualification
    left join {{ ref('dim_political_theory') }} as theory
        on attributes.political_theory = theory.political_theory

)

select
    report_year,
    unit_code,
    population_group,
    sex,
    age_band,
    ethnicity,
    professional_qualification,
    political_theory,
    cast(count(*) as bigint) as persons
from described
group by
    report_year,
    unit_code,
    population_group,
    sex,
    age_band,
    ethnicity,
    professional_qualification,
    political_theory
