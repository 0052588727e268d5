-- Rule 2: one code in two units of a province is one organisation only when type and name agree (a blank
-- agrees with a blank alone); otherwise each group of units that agree is an organisation of its own, called
-- by its first unit.
with

described as (

    select
        form_rows.*,
        units.province_code,
        coalesce(form_rows.organisation_type, '') || '|' || coalesce(form_rows.organisation_name_key, '')
            as likeness
    from {{ ref('stg_form_01_row') }} as form_rows
    left join {{ ref('stg_unit') }} as units
        on form_rows.unit_code = units.unit_code
    where form_rows.verdict = 'accepted'

),

compared as (

    select
        *,
        min(likeness) over (partition by report_year, province_code, organisation_code)
        <> max(likeness) over (partition by report_year, province_code, organisation_code) as is_code_shared,
        min(unit_code) over (partition by report_year, province_code, organisation_code, likeness)
            as first_unit_code
    from described

)

select
    row_id,
    report_year,
    unit_code,
    province_code,
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
