-- Rule 10 (a): a unit that lacks the population form is estimated by its latest earlier denominator of the
-- same indicator and series (0 is a figure). No earlier one: estimate NULL, and the province's verdict must
-- stay open.
with

population_forms as (

    select
        forms.report_year,
        forms.unit_code,
        series.indicator_code,
        series.series,
        forms.is_accepted
    from {{ ref('int_indicator_form') }} as forms
    inner join {{ ref('indicator_series') }} as series
        on forms.indicator_code = series.indicator_code
    where forms.is_population_form = 1 and forms.scope_code = forms.unit_code

),

own_figures as (

    select
        population_forms.report_year,
        population_forms.unit_code,
        population_forms.indicator_code,
        population_forms.series,
        coalesce(counts.denominator, 0) as denominator
    from population_forms
    left join {{ ref('int_indicator_count') }} as counts
        on
            population_forms.report_year = counts.report_year
            and population_forms.unit_code = counts.unit_code
            and population_forms.indicator_code = counts.indicator_code
            and population_forms.series = counts.series
    where population_forms.is_accepted = 1

),

lacking as (

    select * from population_forms
    where is_accepted = 0

),

candidates as (

    select
        lacking.report_year,
        lacking.unit_code,
        lacking.indicator_code,
        lacking.series,
        own_figures.denominator as estimate,
        row_number() over (
            partition by
                lacking.report_year, lacking.unit_code, lacking.indicator_code, lacking.series
            order by own_figures.report_year desc
        ) as choice
    from lacking
    left join own_figures
        on
            lacking.unit_code = own_figures.unit_code
            and lacking.indicator_code = own_figures.indicator_code
            and lacking.series = own_figures.series
            and lacking.report_year > own_figures.report_year

)

select
    report_year,
    unit_code,
    indicator_code,
    series,
    estimate
from candidates
where choice = 1
