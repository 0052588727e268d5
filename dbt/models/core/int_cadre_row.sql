select
    cadre_rows.row_id,
    cadre_rows.version_id,
    cadre_rows.report_year,
    cadre_rows.unit_code,
    unit_years.province_code,
    cadre_rows.sheet,
    cadre_rows.row_number,
    cadre_rows.row_order,
    cadre_rows.birth_year,
    cadre_rows.sex,
    cadre_rows.ethnicity,
    cadre_rows.organisation_code,
    cadre_rows.managed_by,
    cadre_rows.professional_qualification,
    cadre_rows.political_theory,
    cadre_rows.appointed_on,
    cadre_rows.person_key
from {{ ref('stg_form_02_row') }} as cadre_rows
inner join {{ ref('dim_unit_year') }} as unit_years
    on
        cadre_rows.report_year = unit_years.report_year
        and cadre_rows.unit_code = unit_years.unit_code
where cadre_rows.verdict = 'accepted'
