select
    members.report_year,
    members.province_code,
    members.unit_code,
    members.population,
    members.person_key,
    attributes.birth_year,
    attributes.sex,
    attributes.ethnicity,
    attributes.professional_qualification,
    attributes.political_theory
from {{ ref('int_cadre_population') }} as members
inner join {{ ref('int_cadre_attribute') }} as attributes
    on
        members.report_year = attributes.report_year
        and members.province_code = attributes.province_code
        and members.unit_code = attributes.unit_code
        and members.person_key = attributes.person_key
