-- Which bodies are in the series, what became of each, and the rating that counted.
select
    subjects.subject_key,
    organisations.organisation_name as name,
    case
        when subjects.is_met then 'met'
        when subjects.is_exempt then 'exempt'
        when subjects.is_not_reported then 'not_reported'
        when subjects.is_unknown then 'unknown'
        else 'not_met'
    end as verdict,
    coalesce(words.label_vi, ratings.rating) as tested
from core.fct_indicator_subject as subjects
inner join core.dim_scope as scopes
    on
        subjects.resolution_code = scopes.resolution_code
        and subjects.report_year = scopes.report_year
        and subjects.unit_code = scopes.scope_code
left join core.dim_organisation as organisations
    on
        scopes.province_code = organisations.province_code
        and subjects.subject_key = organisations.organisation_key
left join indicators.int_organisation_rating as ratings
    on
        subjects.resolution_code = ratings.resolution_code
        and subjects.report_year = ratings.report_year
        and subjects.unit_code = ratings.scope_code
        and subjects.subject_key = ratings.organisation_key
left join core.dim_code as words
    on words.code_list = 'rating' and ratings.rating = words.code
where
    subjects.resolution_code = $resolution
    and subjects.indicator_code = $indicator
    and subjects.report_year = $year
    and subjects.unit_code = $unit
    and subjects.series = $series
