{{ config(materialized='table') }}

-- Counts, bounds and verdict of every cell, once for all indicators. All comparisons are between whole
-- numbers. A target is a least or a greatest share (direction): which bound is the bad one follows from it.
with

counted as (

    select
        cells.resolution_code,
        cells.report_year,
        cells.unit_code,
        cells.indicator_code,
        cells.series,
        cells.direction,
        cells.target_year,
        cells.target_pct,
        cells.target_hundredths,
        cells.final_target_hundredths,
        coalesce(counts.numerator, 0) as numerator,
        coalesce(counts.denominator, 0) as denominator,
        coalesce(counts.exempt_count, 0) as exempt_count,
        coalesce(counts.unknown_count, 0) as unknown_count,
        coverage.missing_by_unit + coverage.missing_by_quarantine
        + coalesce(counts.not_reported_count, 0) as estimated_missing,
        coverage.forms_expected,
        coverage.forms_accepted,
        coverage.is_nothing_reported,
        coverage.is_estimate_incomplete,
        coverage.is_settled
    from {{ ref('int_indicator_cell') }} as cells
    inner join {{ ref('int_indicator_coverage') }} as coverage
        on
            cells.resolution_code = coverage.resolution_code
            and cells.report_year = coverage.report_year
            and cells.unit_code = coverage.unit_code
            and cells.indicator_code = coverage.indicator_code
            and cells.series = coverage.series
    left join {{ ref('int_indicator_count') }} as counts
        on
            cells.resolution_code = counts.resolution_code
            and cells.report_year = counts.report_year
            and cells.unit_code = counts.unit_code
            and cells.indicator_code = counts.indicator_code
            and cells.series = counts.series

),

-- at the lower bound none of those who are missing or unknown meets the test, at the upper one all of them do
with_extremes as (

    select
        *,
        denominator + estimated_missing as widest_denominator,
        numerator + estimated_missing + unknown_count as highest_numerator
    from counted

),

bounded as (

    select
        *,
        {{ meets('numerator * 10000', 'target_hundredths * widest_denominator') }} as is_lower_met,
        {{ meets('highest_numerator * 10000', 'target_hundredths * widest_denominator') }} as is_upper_met,
        {{ meets('numerator * 10000', 'final_target_hundredths * widest_denominator') }}
        and {{ meets('highest_numerator * 10000', 'final_target_hundredths * widest_denominator') }}
            as is_final_target_met
    from with_extremes

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
    final_target_hundredths,
    numerator,
    denominator,
    exempt_count,
    unknown_count,
    estimated_missing,
    widest_denominator,
    highest_numerator,
    forms_expected,
    forms_accepted,
    case
        when is_nothing_reported then 'no_data'
        -- nothing of the kind exists any more, or all are exempt: not known where a unit never had a figure
        when
            widest_denominator = 0 and (is_settled or (exempt_count > 0 and not is_estimate_incomplete))
            then 'not_applicable'
        when denominator = 0 or is_estimate_incomplete or is_lower_met <> is_upper_met then 'undetermined'
        when is_lower_met then 'met'
        else 'not_met'
    end as status,
    -- the target of target_year, where single years have targets of their own
    is_final_target_met
    and not is_nothing_reported and not is_estimate_incomplete and denominator > 0 as is_final_target_reached,
    case
        when {{ meets('numerator * 10000', 'target_hundredths * denominator') }} then cast(0 as bigint)
        when direction = 'max'
            then numerator - {{ floor_of_quotient('target_hundredths * denominator', '10000') }}
        else {{ ceil_of_quotient('target_hundredths * denominator', '10000') }} - numerator
    end as subjects_to_target
from bounded
