select
    organisations.report_year,
    organisations.unit_code,
    organisations.organisation_code,
    organisations.organisation_type,
    organisations.parent_code,
    organisations.founded_on,
    organisations.dissolved_on,
    unit_years.unit_code is not null as is_unit_due,
    -- founded on or before the snapshot (blank: since ever), not dissolved on or before it
    coalesce(organisations.founded_on <= report_years.snapshot_on, true)
    and coalesce(organisations.dissolved_on > report_years.snapshot_on, true) as is_active_at_snapshot,
    organisations.rating,
    ratings.rating_rank,
    coalesce(ratings.is_good_or_better, false) as is_good_or_better,
    organisations.decision_number,
    organisations.decided_on,
    -- a rating without a decision number or date is a proposal
    coalesce(
        organisations.rating is not null
        and trim(organisations.decision_number) <> ''
        and organisations.decided_on is not null,
        false
    ) as is_decided,
    organisations.exemption,
    coalesce(organisations.exemption_is_recognised, false) as is_exemption_recognised,
    organisations.row_id,
    organisations.version_id,
    organisations.sheet,
    organisations.row_number
from {{ ref('stg_form_01_row') }} as organisations
left join {{ ref('dim_rating') }} as ratings
    on organisations.rating = ratings.rating
left join {{ ref('dim_report_year') }} as report_years
    on organisations.report_year = report_years.report_year
left join {{ ref('dim_unit_year') }} as unit_years
    on
        organisations.report_year = unit_years.report_year
        and organisations.unit_code = unit_years.unit_code
where organisations.verdict = 'accepted'
