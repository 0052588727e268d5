-- Which forms a figure needs, and which of them are there, unit by unit.
with

unit_forms as (

    select
        report_year,
        unit_code,
        form,
        case when state = 'accepted' then 1 else 0 end as is_accepted,
        case when rows_accepted > 0 then 1 else 0 end as has_accepted_row
    from {{ ref('fct_return') }}
    where is_expected

)

select
    scopes.resolution_code,
    unit_forms.report_year,
    scopes.scope_code,
    unit_forms.unit_code,
    indicators.indicator_code,
    unit_forms.form,
    unit_forms.is_accepted,
    unit_forms.has_accepted_row,
    case when unit_forms.form = indicators.population_form then 1 else 0 end as is_population_form
from unit_forms
inner join {{ ref('bridge_scope_unit') }} as scopes
    on
        unit_forms.report_year = scopes.report_year
        and unit_forms.unit_code = scopes.unit_code
inner join {{ ref('dim_indicator') }} as indicators
    on
        scopes.resolution_code = indicators.resolution_code
        and (unit_forms.form = indicators.population_form or unit_forms.form = indicators.counted_form)
