select
    evaluations.row_id,
    evaluations.report_year,
    evaluations.unit_code,
    evaluations.person_key,
    evaluations.person_link,
    evaluations.period,
    evaluations.position_title,
    evaluations.rating,
    ratings.rating_rank,
    coalesce(ratings.is_good_or_better, false) as is_good_or_better,
    evaluations.decision_number,
    evaluations.decided_on,
    -- a rating without a decision number or date is a proposal
    coalesce(
        evaluations.rating is not null
        and trim(evaluations.decision_number) <> ''
        and evaluations.decided_on is not null,
        false
    ) as is_decided,
    evaluations.exemption,
    coalesce(evaluations.exemption_is_recognised, false) as is_exemption_recognised,
    evaluations.version_id,
    evaluations.sheet,
    evaluations.row_number
from {{ ref('stg_form_03_row') }} as evaluations
left join {{ ref('dim_rating') }} as ratings
    on evaluations.rating = ratings.rating
where evaluations.verdict = 'accepted'
