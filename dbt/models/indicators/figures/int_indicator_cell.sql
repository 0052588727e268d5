-- The spine: whatever has to be shown, whether anything was reported or not, and what the year demands.
with

demanded as (

    select
        scopes.resolution_code,
        scopes.report_year,
        scopes.scope_code as unit_code,
        series.indicator_code,
        series.series,
        indicators.direction,
        indicators.target_year,
        coalesce(targets.target_pct, indicators.target_pct) as target_pct,
        coalesce(final_targets.target_pct, indicators.target_pct) as final_target_pct
    from {{ ref('dim_scope') }} as scopes
    inner join {{ ref('dim_series') }} as series
        on scopes.resolution_code = series.resolution_code
    inner join {{ ref('dim_indicator') }} as indicators
        on
            series.resolution_code = indicators.resolution_code
            and series.indicator_code = indicators.indicator_code
    left join {{ ref('stg_indicator_target') }} as targets
        on
            indicators.resolution_code = targets.resolution_code
            and indicators.indicator_code = targets.indicator_code
            and scopes.report_year = targets.report_year
    left join {{ ref('stg_indicator_target') }} as final_targets
        on
            indicators.resolution_code = final_targets.resolution_code
            and indicators.indicator_code = final_targets.indicator_code
            and indicators.target_year = final_targets.report_year

)

select
    resolution_code,
    report_year,
    unit_code,
    indicator_code,
    series,
    direction,
    target_year,
    target_pct,
    -- targets are compared as whole hundredths of a percent: exact in every warehouse
    cast(target_pct * 100 as bigint) as target_hundredths,
    cast(final_target_pct * 100 as bigint) as final_target_hundredths
from demanded
