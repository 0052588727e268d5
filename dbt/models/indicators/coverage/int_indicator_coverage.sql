{{ config(materialized='table') }}

with

form_counts as (

    select
        resolution_code,
        report_year,
        scope_code,
        indicator_code,
        count(*) as forms_expected,
        sum(is_accepted) as forms_accepted,
        sum(is_population_form * is_accepted) as population_forms_accepted
    from {{ ref('int_indicator_form') }}
    group by resolution_code, report_year, scope_code, indicator_code

),

estimates as (

    select
        units.resolution_code,
        units.report_year,
        scopes.scope_code,
        units.indicator_code,
        units.series,
        sum(case when units.has_form then 0 else coalesce(units.earlier_figure, 0) end) as missing_by_unit,
        sum(case when not units.has_form and units.earlier_figure is null then 1 else 0 end)
            as units_without_estimate,
        sum(case when units.is_settled then 0 else 1 end) as unsettled_units
    from {{ ref('int_unit_figure') }} as units
    inner join {{ ref('bridge_scope_unit') }} as scopes
        on
            units.resolution_code = scopes.resolution_code
            and units.report_year = scopes.report_year
            and units.unit_code = scopes.unit_code
    group by units.resolution_code, units.report_year, scopes.scope_code, units.indicator_code, units.series

),

quarantined as (

    select
        resolution_code,
        report_year,
        unit_code,
        indicator_code,
        series,
        count(distinct subject_key) as missing_by_quarantine
    from {{ ref('int_quarantined_subject') }}
    group by resolution_code, report_year, unit_code, indicator_code, series

)

select
    cells.resolution_code,
    cells.report_year,
    cells.unit_code,
    cells.indicator_code,
    cells.series,
    cast(coalesce(form_counts.forms_expected, 0) as bigint) as forms_expected,
    cast(coalesce(form_counts.forms_accepted, 0) as bigint) as forms_accepted,
    coalesce(form_counts.population_forms_accepted, 0) = 0 as is_nothing_reported,
    coalesce(estimates.units_without_estimate, 0) > 0 as is_estimate_incomplete,
    coalesce(estimates.unsettled_units, 0) = 0 as is_settled,
    cast(coalesce(estimates.missing_by_unit, 0) as bigint) as missing_by_unit,
    cast(coalesce(quarantined.missing_by_quarantine, 0) as bigint) as missing_by_quarantine
from {{ ref('int_indicator_cell') }} as cells
left join form_counts
    on
        cells.resolution_code = form_counts.resolution_code
        and cells.report_year = form_counts.report_year
        and cells.unit_code = form_counts.scope_code
        and cells.indicator_code = form_counts.indicator_code
left join estimates
    on
        cells.resolution_code = estimates.resolution_code
        and cells.report_year = estimates.report_year
        and cells.unit_code = estimates.scope_code
        and cells.indicator_code = estimates.indicator_code
        and cells.series = estimates.series
left join quarantined
    on
        cells.resolution_code = quarantined.resolution_code
        and cells.report_year = quarantined.report_year
        and cells.unit_code = quarantined.unit_code
        and cells.indicator_code = quarantined.indicator_code
        and cells.series = quarantined.series
