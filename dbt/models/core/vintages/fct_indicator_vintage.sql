with

all_days as (

    {{ sets_by_day(
        'as_of',
        [
            'resolution_code', 'report_year', 'unit_code', 'indicator_code', 'series', 'numerator', 'denominator',
            'exempt_count', 'unknown_count', 'estimated_missing', 'value_pct', 'lower_pct', 'upper_pct', 'target_pct',
            'status', 'progress',
        ],
        ref('stg_indicator_vintage'),
        ref('fct_indicator_figure'),
    ) }}

),

-- as many days as are kept (lib/day_sets.py, DAYS_KEPT): the oldest goes on the night that leaves it out
ranked as (

    select
        *,
        dense_rank() over (order by as_of desc) as recency
    from all_days

)

select
    as_of,
    resolution_code,
    report_year,
    unit_code,
    indicator_code,
    series,
    numerator,
    denominator,
    exempt_count,
    unknown_count,
    estimated_missing,
    value_pct,
    lower_pct,
    upper_pct,
    target_pct,
    status,
    progress
from ranked
where recency <= 400
