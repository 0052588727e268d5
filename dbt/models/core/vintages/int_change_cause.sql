-- What may explain a change, the nearest first: the returns that the figure is counted from; without any,
-- other units' returns that tell of its persons; rules, lists and code that changed beside them; and only
-- where nothing of this changed, whatever else was received: a person may be found through any return.
with

changes as (

    select
        changes.as_of,
        changes.resolution_code,
        changes.report_year,
        changes.unit_code,
        changes.indicator_code,
        changes.series,
        resolutions.province_code,
        indicators.population_form,
        indicators.counted_form,
        -- a course counts in the year in which it ended, whichever year's return brings it
        coalesce(indicators.course_window is not null, false) as is_of_any_year,
        changes.change_kind <> 'changed' as is_of_a_new_year,
        -- an earlier year gives the estimate of what is missing, and the line to the target
        (
            changes.estimated_missing_before is distinct from changes.estimated_missing_after
            or (
                changes.numerator_before is not distinct from changes.numerator_after
                and changes.denominator_before is not distinct from changes.denominator_after
                and changes.exempt_count_before is not distinct from changes.exempt_count_after
                and changes.unknown_count_before is not distinct from changes.unknown_count_after
            )
        ) as is_of_earlier_years
    from {{ ref('fct_indicator_change') }} as changes
    left join {{ ref('dim_resolution') }} as resolutions
        on changes.resolution_code = resolutions.resolution_code
    left join {{ ref('dim_indicator') }} as indicators
        on
            changes.resolution_code = indicators.resolution_code
            and changes.indicator_code = indicators.indicator_code

),

returns as (

    select
        input_changes.as_of,
        input_changes.name,
        input_changes.report_year,
        input_changes.unit_code,
        input_changes.form,
        units.province_code
    from {{ ref('int_input_change') }} as input_changes
    left join {{ ref('dim_unit') }} as units
        on input_changes.unit_code = units.unit_code
    where input_changes.kind = 'returns'

),

-- each province asks its own returns and those of none; a figure of no known province asks all of them
asking as (

    select distinct
        as_of,
        coalesce(province_code, '') as asked_for
    from changes

),

returns_asked as (

    select
        returns.as_of,
        asking.asked_for,
        returns.name,
        returns.report_year,
        returns.unit_code,
        returns.form
    from returns
    inner join asking
        on
            returns.as_of = asking.as_of
            and (
                returns.province_code is null
                or asking.asked_for = ''
                or returns.province_code = asking.asked_for
            )

),

changes_and_returns as (

    select
        changes.as_of,
        changes.resolution_code,
        changes.report_year,
        changes.unit_code,
        changes.indicator_code,
        changes.series,
        returns_asked.name,
        (changes.unit_code = 'province' or changes.unit_code = returns_asked.unit_code) as is_own,
        (
            returns_asked.form = changes.population_form
            and returns_asked.report_year = changes.report_year
        ) as is_of_population,
        (
            changes.is_of_earlier_years
            and returns_asked.report_year < changes.report_year
            and (returns_asked.form = changes.population_form or returns_asked.form = changes.counted_form)
        ) as is_estimated_by,
        (
            returns_asked.form = changes.counted_form
            and (returns_asked.report_year = changes.report_year or changes.is_of_any_year)
        ) as tells_of_persons,
        (changes.is_of_a_new_year and returns_asked.report_year = changes.report_year) as opens_the_year
    from changes
    inner join returns_asked
        on
            changes.as_of = returns_asked.as_of
            and coalesce(changes.province_code, '') = returns_asked.asked_for

),

by_nearness as (

    select
        as_of,
        resolution_code,
        report_year,
        unit_code,
        indicator_code,
        series,
        name,
        case
            when is_own and (is_of_population or tells_of_persons or is_estimated_by) then 1
            when tells_of_persons or opens_the_year then 2
            else 3
        end as nearness
    from changes_and_returns

),

nearest as (

    select
        as_of,
        resolution_code,
        report_year,
        unit_code,
        indicator_code,
        series,
        name,
        nearness,
        min(nearness) over (
            partition by as_of, resolution_code, report_year, unit_code, indicator_code, series
        ) as least_nearness
    from by_nearness

),

not_returns as (

    select
        changes.as_of,
        changes.resolution_code,
        changes.report_year,
        changes.unit_code,
        changes.indicator_code,
        changes.series,
        input_changes.kind,
        input_changes.name
    from changes
    inner join {{ ref('int_input_change') }} as input_changes
        on
            changes.as_of = input_changes.as_of
            and input_changes.kind <> 'returns'
    left join {{ ref('dim_figure_input') }} as labels
        on
            input_changes.kind = labels.kind
            and input_changes.name = labels.name
    where
        labels.form is null
        or labels.form = changes.population_form
        or labels.form = changes.counted_form

),

causes as (

    select
        as_of,
        resolution_code,
        report_year,
        unit_code,
        indicator_code,
        series,
        'returns' as cause,
        name,
        case nearness when 1 then 'own' else 'other_unit' end as relation
    from nearest
    where nearness = least_nearness and nearness < 3

    union all

    select
        as_of,
        resolution_code,
        report_year,
        unit_code,
        indicator_code,
        series,
        kind as cause,
        name,
        'any_unit' as relation
    from not_returns

    union all

    select
        nearest.as_of,
        nearest.resolution_code,
        nearest.report_year,
        nearest.unit_code,
        nearest.indicator_code,
        nearest.series,
        'returns' as cause,
        nearest.name,
        'elsewhere' as relation
    from nearest
    left join not_returns
        on
            nearest.as_of = not_returns.as_of
            and nearest.resolution_code = not_returns.resolution_code
            and nearest.report_year = not_returns.report_year
            and nearest.unit_code = not_returns.unit_code
            and nearest.indicator_code = not_returns.indicator_code
            and nearest.series = not_returns.series
    where nearest.least_nearness = 3 and not_returns.kind is null

)

select
    as_of,
    resolution_code,
    report_year,
    unit_code,
    indicator_code,
    series,
    cause,
    name,
    relation
from causes
