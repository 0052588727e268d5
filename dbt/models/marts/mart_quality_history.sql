with

-- as many sets as the history keeps (lib/day_sets.py, DAYS_KEPT)
ranked as (

    select
        *,
        dense_rank() over (order by seen_on desc) as recency
    from {{ ref('fct_quality_history') }}

)

select
    seen_on,
    report_year,
    unit_code,
    form,
    rule_id,
    severity,
    findings
from ranked
where recency <= 400
