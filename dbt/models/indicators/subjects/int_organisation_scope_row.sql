-- The rows that speak for an organisation in each scope: a unit's own, and all of them for the province.
select
    scopes.resolution_code,
    scopes.scope_code,
    evaluations.report_year,
    evaluations.unit_code,
    evaluations.organisation_key,
    evaluations.organisation_code,
    evaluations.organisation_name_key,
    evaluations.organisation_type,
    evaluations.is_active_at_snapshot,
    evaluations.rating,
    evaluations.rating_rank,
    evaluations.decided_on,
    evaluations.is_decided,
    evaluations.is_exemption_recognised,
    evaluations.row_id
from {{ ref('fct_organisation_evaluation') }} as evaluations
inner join {{ ref('bridge_scope_unit') }} as scopes
    on
        evaluations.report_year = scopes.report_year
        and evaluations.unit_code = scopes.unit_code
