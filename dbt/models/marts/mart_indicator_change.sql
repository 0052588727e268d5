{% set causes_told = 5 %}
{% set told = "case when cause_number <= " ~ causes_told ~ " then %s end" %}

with

causes as (

    select
        as_of,
        resolution_code,
        report_year,
        unit_code,
        indicator_code,
        series,
        min(cause) as first_cause,
        max(cause) as last_cause,
        count(*) as causes,
        {{ joined_in_order(told | format("cause_vi"), "cause_number") }} as told_vi,
        {{ joined_in_order(told | format("cause_en"), "cause_number") }} as told_en
    from {{ ref('fct_indicator_change_cause') }}
    group by
        as_of,
        resolution_code,
        report_year,
        unit_code,
        indicator_code,
        series

),

told as (

    select
        as_of,
        resolution_code,
        report_year,
        unit_code,
        indicator_code,
        series,
        case when first_cause = last_cause then first_cause else 'several' end as cause,
        case
            when causes > {{ causes_told }}
                then told_vi || '; và ' || cast(causes - {{ causes_told }} as varchar) || ' thay đổi khác'
            else told_vi
        end as cause_vi,
        case
            when causes > {{ causes_told }}
                then told_en || '; and ' || cast(causes - {{ causes_told }} as varchar) || ' more'
            else told_en
        end as cause_en
    from causes

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
    coalesce(told.cause_vi, 'Chưa rõ nguyên nhân') as cause_vi,
    coalesce(told.cause_en, 'Cause not known') as cause_en
from {{ ref('fct_indicator_change') }} as changes
left join told
    on
        changes.as_of = told.as_of
        and changes.resolution_code = told.resolution_code
        and changes.report_year = told.report_year
        and changes.unit_code = told.unit_code
        and changes.indicator_code = told.indicator_code
        and changes.series = told.series
