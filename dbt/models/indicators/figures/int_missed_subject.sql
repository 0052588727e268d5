select
    subjects.resolution_code,
    subjects.report_year,
    subjects.unit_code,
    subjects.indicator_code,
    indicators.label_vi as indicator_label_vi,
    subjects.series,
    subjects.subject_key,
    coalesce(cadres.full_name, organisations.organisation_name) as subject_name,
    subjects.is_unknown,
    subjects.is_not_reported
from {{ ref('fct_indicator_subject') }} as subjects
inner join {{ ref('dim_indicator') }} as indicators
    on
        subjects.resolution_code = indicators.resolution_code
        and subjects.indicator_code = indicators.indicator_code
inner join {{ ref('dim_scope') }} as scopes
    on
        subjects.resolution_code = scopes.resolution_code
        and subjects.report_year = scopes.report_year
        and subjects.unit_code = scopes.scope_code
-- a key that no row has where it is of the other kind: a condition on one side alone would keep engines from
-- joining by hash
left join {{ ref('dim_cadre') }} as cadres
    on case when indicators.population_form = '02' then subjects.subject_key end = cadres.person_key
left join {{ ref('dim_organisation') }} as organisations
    on
        scopes.province_code = organisations.province_code
        and case when indicators.population_form = '01' then subjects.subject_key end
        = organisations.organisation_key
where not subjects.is_met and not subjects.is_exempt
