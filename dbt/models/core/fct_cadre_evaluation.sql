select
    evaluations.row_id,
    evaluations.report_year,
    evaluations.unit_code,
    evaluations.person_key,
    evaluations.person_link,
    evaluations.period,
    coalesce({{ list_holds('report_years.rating_periods', 'evaluations.period') }}, false)
        as is_rating_period,
    evaluations.position_title,
    evaluations.rating,
    ratings.rating_rank,
    evaluations.decision_number,
    evaluations.decided_on,
    coalesce(evaluations.is_decided, false) as is_decided,
    evaluations.exemption,
    -- a row with a rating, decided or not, has no exemption
    coalesce(evaluations.exemption_is_recognised, false)
    and coalesce(trim(evaluations.rating_sent), '') = '' as is_exemption_recognised,
    evaluations.version_id,
    evaluations.sheet,
    evaluations.row_number
from {{ ref('stg_form_03_row') }} as evaluations
left join {{ ref('dim_rating') }} as ratings
    on evaluations.rating = ratings.rating
left join {{ ref('dim_report_year') }} as report_years
    on evaluations.report_year = report_years.report_year
where evaluations.verdict = 'accepted'
