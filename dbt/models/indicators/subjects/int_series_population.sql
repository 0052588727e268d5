-- 'total' is the union of the indicator's series; an indicator without series names its population at 'total'
-- itself.
with

named as (

    select
        resolution_code,
        indicator_code,
        series,
        population
    from {{ ref('dim_series') }}
    where population is not null

)

select * from named
union
select
    resolution_code,
    indicator_code,
    'total' as series,
    population
from named
