{% set returns_told = 5 %}
with

kinds as (

    select * from {{ ref('dim_change_cause') }}

),

-- the first returns one by one, what follows them and all other kinds in number
of_a_kind as (

    select
        as_of,
        resolution_code,
        report_year,
        unit_code,
        indicator_code,
        series,
        cause,
        count(*) as causes,
        {{ joined_in_order('cause_vi', 'cause_number') }} as told_vi,
        {{ joined_in_order('cause_en', 'cause_number') }} as told_en
    from {{ ref('fct_indicator_change_cause') }}
    where cause <> 'returns' or cause_number <= {{ returns_told }}
    group by
        as_of,
        resolution_code,
        report_year,
        unit_code,
        indicator_code,
        series,
        cause

),

returns_left as (

    select
        as_of,
        resolution_code,
        report_year,
        unit_code,
        indicator_code,
        series,
        cause,
        max(cause_number) - {{ returns_told }} as causes
    from {{ ref('fct_indicator_change_cause') }}
    where cause = 'returns'
    group by
        as_of,
        resolution_code,
        report_year,
        unit_code,
        indicator_code,
        series,
        cause

),

told_of_a_kind as (

    select
        of_a_kind.as_of,
        of_a_kind.resolution_code,
        of_a_kind.report_year,
        of_a_kind.unit_code,
        of_a_kind.indicator_code,
        of_a_kind.series,
        of_a_kind.cause,
        kinds.sort_order,
        case
            when of_a_kind.cause <> 'returns' and of_a_kind.causes > 1
                then kinds.label_vi || ' (' || cast(of_a_kind.causes as string) || ')'
            when returns_left.causes > 0
                then of_a_kind.told_vi || '; và ' || cast(returns_left.causes as string) || ' báo cáo khác'
            else of_a_kind.told_vi
        end as told_vi,
        case
            when of_a_kind.cause <> 'returns' and of_a_kind.causes > 1
                then kinds.label_en || ' (' || cast(of_a_kind.causes as string) || ')'
            when returns_left.causes > 0
                then of_a_kind.told_en || '; and ' || cast(returns_left.causes as string) || ' more returns'
            else of_a_kind.told_en
        end as told_en
    from of_a_kind
    inner join kinds
        on of_a_kind.cause = kinds.cause
    left join returns_left
        on
            of_a_kind.as_of = returns_left.as_of
            and of_a_kind.resolution_code = returns_left.resolution_code
            and of_a_kind.report_year = returns_left.report_year
            and of_a_kind.unit_code = returns_left.unit_code
            and of_a_kind.indicator_code = returns_left.indicator_code
            and of_a_kind.series = returns_left.series
            and of_a_kind.cause = returns_left.cause

),

told as (

    select
        as_of,
        resolution_code,
        report_year,
        unit_code,
        indicator_code,
        series,
        case when count(*) = 1 then min(cause) else 'several' end as cause,
        {{ joined_in_order('told_vi', 'sort_order') }} as cause_vi,
        {{ joined_in_order('told_en', 'sort_order') }} as cause_en
    from told_of_a_kind
    group by
        as_of,
        resolution_code,
        report_year,
        unit_code,
        indicator_code,
        series

)

select
    changes.as_of,
    changes.previous_as_of,
    changes.resolution_code,
    changes.report_year,
    changes.unit_code,
    changes.indicator_code,
    changes.series,
    changes.change_kind,
    changes.numerator_before,
    changes.numerator_after,
    changes.denominator_before,
    changes.denominator_after,
    changes.exempt_count_before,
    changes.exempt_count_after,
    changes.unknown_count_before,
    changes.unknown_count_after,
    changes.estimated_missing_before,
    changes.estimated_missing_after,
    changes.value_pct_before,
    changes.value_pct_after,
    changes.lower_pct_before,
    changes.lower_pct_after,
    changes.upper_pct_before,
    changes.upper_pct_after,
    changes.target_pct_before,
    changes.target_pct_after,
    changes.status_before,
    changes.status_after,
    changes.progress_before,
    changes.progress_after,
    changes.numerator_after - changes.numerator_before as numerator_delta,
    changes.denominator_after - changes.denominator_before as denominator_delta,
    changes.estimated_missing_after - changes.estimated_missing_before as estimated_missing_delta,
    changes.value_pct_after - changes.value_pct_before as value_pct_delta,
    coalesce(told.cause, 'unknown') as cause,
    coalesce(told.cause_vi, unknown_cause.label_vi) as cause_vi,
    coalesce(told.cause_en, unknown_cause.label_en) as cause_en
from {{ ref('fct_indicator_change') }} as changes
left join kinds as unknown_cause
    on unknown_cause.cause = 'unknown'
left join told
    on
        changes.as_of = told.as_of
        and changes.resolution_code = told.resolution_code
        and changes.report_year = told.report_year
        and changes.unit_code = told.unit_code
        and changes.indicator_code = told.indicator_code
        and changes.series = told.series
