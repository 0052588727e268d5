{{ config(materialized='table') }}

-- What is known of each unit's population, this year or earlier. Rule 10 (a): a unit that lacks the
-- population form is estimated by the subjects that it last had: denominator and (c) of the same indicator
-- and series in the latest earlier year of the resolution in which it had the form (0 is a figure).
with

population_forms as (

    select
        forms.resolution_code,
        forms.report_year,
        forms.unit_code,
        series.indicator_code,
        series.series,
        forms.is_accepted,
        forms.has_accepted_row
    from {{ ref('int_indicator_form') }} as forms
    inner join {{ ref('dim_series') }} as series
        on
            forms.resolution_code = series.resolution_code
            and forms.indicator_code = series.indicator_code
    where forms.is_population_form = 1 and forms.scope_code = forms.unit_code

),

with_figure as (

    select
        population_forms.*,
        coalesce(counts.denominator + counts.not_reported_count, 0) as figure,
        max(case when population_forms.is_accepted = 1 then population_forms.report_year end) over (
            partition by
                population_forms.resolution_code, population_forms.unit_code,
                population_forms.indicator_code, population_forms.series
            order by population_forms.report_year rows between unbounded preceding and 1 preceding
        ) as earlier_year
    from population_forms
    left join {{ ref('int_indicator_count') }} as counts
        on
            population_forms.resolution_code = counts.resolution_code
            and population_forms.report_year = counts.report_year
            and population_forms.unit_code = counts.unit_code
            and population_forms.indicator_code = counts.indicator_code
            and population_forms.series = counts.series

)

select
    this_year.resolution_code,
    this_year.report_year,
    this_year.unit_code,
    this_year.indicator_code,
    this_year.series,
    this_year.is_accepted = 1 as has_form,
    earlier.figure as earlier_figure,
    -- rule 9: nothing here means that nothing of the kind exists
    this_year.has_accepted_row = 1 or coalesce(earlier.figure = 0, false) as is_settled
from with_figure as this_year
left join with_figure as earlier
    on
        this_year.resolution_code = earlier.resolution_code
        and this_year.earlier_year = earlier.report_year
        and this_year.unit_code = earlier.unit_code
        and this_year.indicator_code = earlier.indicator_code
        and this_year.series = earlier.series
