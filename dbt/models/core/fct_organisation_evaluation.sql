select
    organisations.report_year,
    organisations.unit_code,
    organisations.organisation_code,
    organisations.organisation_key,
    organisations.organisation_name_key,
    organisations.organisation_type,
    organisations.parent_code,
    organisations.founded_on,
    organisations.dissolved_on,
    unit_years.unit_code is not null as is_unit_due,
    -- founded on or before the snapshot (blank: since ever), not dissolved before it: the last day counts
    coalesce(organisations.founded_on <= report_years.snapshot_on, true)
    and coalesce(organisations.dissolved_until >= report_years.snapshot_on, true) as is_active_at_snapshot,
    organisations.rating,
    ratings.rating_rank,
    organisations.decision_number,
    organisations.decided_on,
    coalesce(organisations.is_decided, false) as is_decided,
    organisations.exemption,
    -- a row with a rating, decided or not, has no exemption
    coalesce(organisations.exemption_is_recognised, false)
    and coalesce(trim(organisations.rating_sent), '') = '' as is_exemption_recognised,
    organisations.row_id,
    organisations.version_id,
    organisations.sheet,
    organisations.row_number
from {{ ref('int_organisation_row') }} as organisations
left join {{ ref('dim_rating') }} as ratings
    on organisations.rating = ratings.rating
left join {{ ref('dim_report_year') }} as report_years
    on organisations.report_year = report_years.report_year
left join {{ ref('dim_unit_year') }} as unit_years
    on
        organisations.report_year = unit_years.report_year
        and organisations.unit_code = unit_years.unit_code
