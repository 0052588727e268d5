-- 'total' is the union of the indicator's series; an indicator without series names its population at 'total'
-- itself.
with

named as (

    select
        indicator_code,
        series,
        population
    from {{ ref('indicator_series') }}
    where population is not null

),

with_total as (

    select * from named
    union
    select
        indicator_code,
        'total' as series,
        population
    from named

)

select
    indicators.counted_by,
    with_total.indicator_code,
    with_total.series,
    with_total.population
from with_total
inner join {{ ref('indicators') }} as indicators
    on with_total.indicator_code = indicators.indicator_code
