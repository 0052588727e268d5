{{ config(materialized='table') }}

select
    figures.resolution_code,
    figures.report_year,
    figures.unit_code,
    figures.indicator_code,
    figures.series,
    figures.numerator,
    figures.denominator,
    figures.exempt_count,
    figures.unknown_count,
    figures.estimated_missing,
    case
        when figures.denominator > 0 then 100 * cast(figures.numerator as double) / figures.denominator
    end as value_pct,
    case
        when figures.widest_denominator > 0
            then 100 * cast(figures.numerator as double) / figures.widest_denominator
    end as lower_pct,
    case
        when figures.widest_denominator > 0
            then
                100 * cast(figures.highest_numerator as double)
                / figures.widest_denominator
    end as upper_pct,
    cast(figures.target_pct as double) as target_pct,
    figures.status,
    progress.progress,
    figures.subjects_to_target,
    figures.forms_expected,
    figures.forms_accepted,
    progress.milestone_pct
from {{ ref('int_indicator_value') }} as figures
left join {{ ref('int_indicator_progress') }} as progress
    on
        figures.resolution_code = progress.resolution_code
        and figures.report_year = progress.report_year
        and figures.unit_code = progress.unit_code
        and figures.indicator_code = progress.indicator_code
        and figures.series = progress.series
