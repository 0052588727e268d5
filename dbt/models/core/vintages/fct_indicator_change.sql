with

vintages as (

    select
        as_of,
        previous_as_of
    from {{ ref('int_vintage') }}
    where previous_as_of is not null

),

figures_after as (

    select
        vintages.as_of as changed_on,
        figures.*
    from vintages
    inner join {{ ref('fct_indicator_vintage') }} as figures
        on vintages.as_of = figures.as_of

),

figures_before as (

    select
        vintages.as_of as changed_on,
        figures.*
    from vintages
    inner join {{ ref('fct_indicator_vintage') }} as figures
        on vintages.previous_as_of = figures.as_of

),

-- from both sides: a figure that is gone is told as one
compared as (

    select
        coalesce(figures_after.changed_on, figures_before.changed_on) as as_of,
        coalesce(figures_after.resolution_code, figures_before.resolution_code) as resolution_code,
        coalesce(figures_after.report_year, figures_before.report_year) as report_year,
        coalesce(figures_after.unit_code, figures_before.unit_code) as unit_code,
        coalesce(figures_after.indicator_code, figures_before.indicator_code) as indicator_code,
        coalesce(figures_after.series, figures_before.series) as series,
        case
            when figures_before.status is null then 'appeared'
            when figures_after.status is null then 'gone'
            else 'changed'
        end as change_kind,
        figures_before.numerator as numerator_before,
        figures_after.numerator as numerator_after,
        figures_before.denominator as denominator_before,
        figures_after.denominator as denominator_after,
        figures_before.exempt_count as exempt_count_before,
        figures_after.exempt_count as exempt_count_after,
        figures_before.unknown_count as unknown_count_before,
        figures_after.unknown_count as unknown_count_after,
        figures_before.estimated_missing as estimated_missing_before,
        figures_after.estimated_missing as estimated_missing_after,
        figures_before.value_pct as value_pct_before,
        figures_after.value_pct as value_pct_after,
        figures_before.lower_pct as lower_pct_before,
        figures_after.lower_pct as lower_pct_after,
        figures_before.upper_pct as upper_pct_before,
        figures_after.upper_pct as upper_pct_after,
        figures_before.target_pct as target_pct_before,
        figures_after.target_pct as target_pct_after,
        figures_before.status as status_before,
        figures_after.status as status_after,
        figures_before.progress as progress_before,
        figures_after.progress as progress_after
    from figures_after
    full outer join figures_before
        on
            figures_after.changed_on = figures_before.changed_on
            and figures_after.resolution_code = figures_before.resolution_code
            and figures_after.report_year = figures_before.report_year
            and figures_after.unit_code = figures_before.unit_code
            and figures_after.indicator_code = figures_before.indicator_code
            and figures_after.series = figures_before.series

)

select
    compared.as_of,
    vintages.previous_as_of,
    compared.resolution_code,
    compared.report_year,
    compared.unit_code,
    compared.indicator_code,
    compared.series,
    compared.change_kind,
    compared.numerator_before,
    compared.numerator_after,
    compared.denominator_before,
    compared.denominator_after,
    compared.exempt_count_before,
    compared.exempt_count_after,
    compared.unknown_count_before,
    compared.unknown_count_after,
    compared.estimated_missing_before,
    compared.estimated_missing_after,
    compared.value_pct_before,
    compared.value_pct_after,
    compared.lower_pct_before,
    compared.lower_pct_after,
    compared.upper_pct_before,
    compared.upper_pct_after,
    compared.target_pct_before,
    compared.target_pct_after,
    compared.status_before,
    compared.status_after,
    compared.progress_before,
    compared.progress_after
from compared
inner join vintages
    on compared.as_of = vintages.as_of
where
    compared.numerator_before is distinct from compared.numerator_after
    or compared.denominator_before is distinct from compared.denominator_after
    or compared.exempt_count_before is distinct from compared.exempt_count_after
    or compared.unknown_count_before is distinct from compared.unknown_count_after
    or compared.estimated_missing_before is distinct from compared.estimated_missing_after
    or compared.value_pct_before is distinct from compared.value_pct_after
    or compared.lower_pct_before is distinct from compared.lower_pct_after
    or compared.upper_pct_before is distinct from compared.upper_pct_after
    or compared.target_pct_before is distinct from compared.target_pct_after
    or compared.status_before is distinct from compared.status_after
    or compared.progress_before is distinct from compared.progress_after
