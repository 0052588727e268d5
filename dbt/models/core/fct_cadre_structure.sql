with

in_groups as (

    select
        members.report_year,
        members.province_code,
        members.unit_code,
        members.population as population_group,
        members.person_key,
        members.birth_year,
        members.sex,
        members.ethnicity,
        members.professional_qualification,
        members.political_theory
    from {{ ref('fct_cadre_population') }} as members
    inner join {{ ref('dim_population') }} as populations
        on members.population = populations.population_group
    where populations.is_in_structure

),

with_total as (

    select * from in_groups
    union
    select
        report_year,
        province_code,
        unit_code,
        'total' as population_group,
        person_key,
        birth_year,
        sex,
        ethnicity,
        professional_qualification,
        political_theory
    from in_groups

),

-- only closed lists may be published: whatever a clerk typed instead is 'unknown'
described as (

    select
        with_total.report_year,
        with_total.province_code,
        with_total.unit_code,
        with_total.population_group,
        coalesce(sexes.code, 'unknown') as sex,
        coalesce(bands.age_band, 'unknown') as age_band,
        coalesce(ethnicities.ethnicity, 'unknown') as ethnicity,
        coalesce(qualifications.professional_qualification, 'unknown') as professional_qualification,
        coalesce(theory.political_theory, 'unknown') as political_theory
    from with_total
    left join {{ ref('dim_code') }} as sexes
        on
            sexes.code_list = 'sex'
            and with_total.sex = sexes.code
    left join {{ ref('dim_age_band') }} as bands
        on
            with_total.report_year - with_total.birth_year >= coalesce(bands.age_from, 0)
            and with_total.report_year - with_total.birth_year <= coalesce(bands.age_to, 999)
            and bands.age_band <> 'unknown'
    left join {{ ref('dim_ethnicity') }} as ethnicities
        on with_total.ethnicity = ethnicities.ethnicity
    left join {{ ref('dim_professional_qualification') }} as qualifications
        on with_total.professional_qualification = qualifications.professional_qualification
    left join {{ ref('dim_political_theory') }} as theory
        on with_total.political_theory = theory.political_theory

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
    cast(count(*) as bigint) as persons,
    province_code
from described
group by
    report_year,
    province_code,
    unit_code,
    population_group,
    sex,
    age_band,
    ethnicity,
    professional_qualification,
    political_theory
