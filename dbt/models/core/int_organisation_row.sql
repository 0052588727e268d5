-- Rule 2: one code in two units is one organisation only when type and name agree (a blank agrees with a
-- blank alone); otherwise each group of units that agree is an organisation of its own, called by its first
-- unit.
with

described as (

    select
        *,
        coalesce(organisation_type, '') || '|' || coalesce(organisation_name_key, '') as likeness
    from {{ ref('stg_form_01_row') }}
    where verdict = 'accepted'

),

compared as (

    select
        *,
        min(likeness) over (partition by report_year, organisation_code)
        <> max(likeness) over (partition by report_year, organisation_code) as is_code_shared,
        min(unit_code) over (partition by report_year, organisation_code, likeness) as first_unit_code
    from described

)

select
    row_id,
    report_year,
    unit_code,
    organisation_code,
    case when is_code_shared then organisation_code || '@' || first_unit_code else organisation_code end
        as organisation_key,
    is_code_shared,
    organisation_code_sent,
    organisation_name,
    organisation_name_key,
    organisation_type,
    parent_code,
    commune_code,
    founded_on,
    dissolved_on,
    dissolved_until,
    rating,
    rating_sent,
    decision_number,
    decided_on,
    is_decided,
    exemption,
    exemption_sent,
    exemption_is_recognised,
    version_id,
    form,
    sheet,
    row_number,
    row_order
from compared
