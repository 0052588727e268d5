-- The spine: whatever has to be shown, whether anything was reported or not.
with

scopes as (

    select distinct
        report_year,
        scope_code
    from {{ ref('int_scope_unit') }}

    union

    select
        report_year,
        'province' as scope_code
    from {{ ref('dim_report_year') }}
    where is_shown

)

select
    scopes.report_year,
    scopes.scope_code as unit_code,
    series.indicator_code,
    series.series,
    indicators.population_form,
    indicators.counted_form,
    indicators.target_year,
    indicators.target_pct,
    -- targets are compared as whole hundredths of a percent: exact in every warehouse
    cast(indicators.target_pct * 100 as bigint) as target_hundredths
from scopes
cross join {{ ref('indicator_series') }} as series
inner join {{ ref('indicators') }} as indicators
    on series.indicator_code = indicators.indicator_code
