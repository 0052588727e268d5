{{ config(materialized='table') }}

select
    resolution_code,
    report_year,
    unit_code,
    indicator_code,
    series,
    cast(sum(case when is_met then 1 else 0 end) as bigint) as numerator,
    cast(sum(case when is_exempt or is_not_reported then 0 else 1 end) as bigint) as denominator,
    cast(sum(case when is_exempt then 1 else 0 end) as bigint) as exempt_count,
    cast(sum(case when is_unknown then 1 else 0 end) as bigint) as unknown_count,
    cast(sum(case when is_not_reported then 1 else 0 end) as bigint) as not_reported_count
from {{ ref('fct_indicator_subject') }}
group by resolution_code, report_year, unit_code, indicator_code, series
