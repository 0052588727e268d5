-- Whoever is in a series is in the total; whoever is in the total is in some series (where there are any).
with

with_series as (

    select distinct
        resolution_code,
        indicator_code
    from {{ ref('dim_series') }}
    where series <> 'total'

),

subjects as (

    select
        subjects.resolution_code,
        subjects.report_year,
        subjects.unit_code,
        subjects.indicator_code,
        subjects.subject_key,
        max(case when subjects.series = 'total' then 1 else 0 end) as in_total,
        max(case when subjects.series <> 'total' then 1 else 0 end) as in_series
    from {{ ref('fct_indicator_subject') }} as subjects
    inner join with_series
        on
            subjects.resolution_code = with_series.resolution_code
            and subjects.indicator_code = with_series.indicator_code
    group by
        subjects.resolution_code, subjects.report_year, subjects.unit_code, subjects.indicator_code,
        subjects.subject_key

)

select *
from subjects
where in_total <> in_series
