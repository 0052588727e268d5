-- Every indicator has the series total: made of its own population, or else of other series, not of nothing.
with

series_counts as (

    select
        indicators.resolution_code,
        indicators.indicator_code,
        sum(case when series.series = 'total' then 1 else 0 end) as totals,
        sum(case when series.series = 'total' and series.population is not null then 1 else 0 end)
            as totals_of_their_own,
        sum(case when series.series <> 'total' and series.population is not null then 1 else 0 end)
            as other_series
    from {{ ref('dim_indicator') }} as indicators
    left join {{ ref('dim_series') }} as series
        on
            indicators.resolution_code = series.resolution_code
            and indicators.indicator_code = series.indicator_code
    group by indicators.resolution_code, indicators.indicator_code

)

select *
from series_counts
where
    totals <> 1
    or (totals_of_their_own = 1) = (other_series > 0)
