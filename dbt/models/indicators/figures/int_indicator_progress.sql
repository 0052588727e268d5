-- Targets with a year: where the value stands against the straight line from the first year with a value to
-- the target. With p0 = n0/d0 in year y0, target t in year T, the line in year y is p0 + (t - p0) * (y - y0)
-- / (T - y0); both sides are multiplied out, so that whole numbers are compared. From the target year on, the
-- line is the target; in its first year a value is on its own line, also when that is the target year.
-- The line leads to the target of the target year, also where years on the way have targets of their own. It
-- goes on through years without a value; nothing is said of progress there.
with

dated as (

    select * from {{ ref('int_indicator_value') }}
    where target_year is not null

),

numbered as (

    select
        *,
        row_number() over (
            partition by resolution_code, unit_code, indicator_code, series order by report_year
        ) as place
    from dated
    where denominator > 0

),

with_start as (

    select
        dated.*,
        first_years.report_year as start_year,
        first_years.numerator as start_numerator,
        first_years.denominator as start_denominator
    from dated
    inner join numbered as first_years
        on
            dated.resolution_code = first_years.resolution_code
            and dated.unit_code = first_years.unit_code
            and dated.indicator_code = first_years.indicator_code
            and dated.series = first_years.series
            and dated.report_year >= first_years.report_year
    where first_years.place = 1

),

with_weights as (

    select
        *,
        case
            when report_year = start_year then 1
            when report_year >= target_year then 0
            else target_year - report_year
        end as start_weight,
        case
            when report_year = start_year then 0
            when report_year >= target_year then 1
            else report_year - start_year
        end as target_weight
    from with_start

),

-- the line as a fraction: line_parts / line_whole of the population
with_line as (

    select
        *,
        start_numerator * 10000 * start_weight
        + final_target_hundredths * start_denominator * target_weight as line_parts,
        start_denominator * 10000 * (start_weight + target_weight) as line_whole
    from with_weights

),

compared as (

    select
        *,
        {{ meets('numerator * line_whole', 'line_parts * widest_denominator') }} as is_lower_on_line,
        {{ meets('highest_numerator * line_whole', 'line_parts * widest_denominator') }} as is_upper_on_line
    from with_line

)

select
    resolution_code,
    report_year,
    unit_code,
    indicator_code,
    series,
    start_year,
    100 * cast(line_parts as double) / line_whole as milestone_pct,
    case
        when denominator = 0 then null
        when is_final_target_reached then 'reached'
        -- its first year is the line's own start, whatever the bounds
        when report_year = start_year then 'on_track'
        when is_lower_on_line <> is_upper_on_line then 'undetermined'
        when is_lower_on_line then 'on_track'
        else 'behind'
    end as progress
from compared
