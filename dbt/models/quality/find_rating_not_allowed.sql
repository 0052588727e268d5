with

rule_limit as (

    select limit_value from {{ ref('dim_rule') }}
    where rule_id = 'rating_not_allowed'

),

broken as (

    select
        ratings.report_year,
        ratings.unit_code,
        ratings.form,
        ratings.version_id,
        ratings.sheet,
        ratings.row_number,
        ratings.row_id,
        'rating' as column_name,
        ratings.rating as value_sent,
        'Thành lập, bổ nhiệm từ ' || cast(rule_limit.limit_value as string)
        || ' tháng trở lên tính đến thời điểm báo cáo' as expected
    from {{ ref('int_decided_rating') }} as ratings
    inner join {{ ref('dim_report_year') }} as report_years
        on ratings.report_year = report_years.report_year
    cross join rule_limit
    where ratings.started_on > {{ months_before('report_years.snapshot_on', 'rule_limit.limit_value') }}

)

{{ finding_select('broken', 'rating_not_allowed') }}
