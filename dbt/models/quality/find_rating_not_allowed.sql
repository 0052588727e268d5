with

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
        'Thành lập, bổ nhiệm từ 6 tháng trở lên tính đến thời điểm báo cáo' as expected
    from {{ ref('int_decided_rating') }} as ratings
    inner join {{ ref('dim_report_year') }} as report_years
        on ratings.report_year = report_years.report_year
    where ratings.started_on > {{ months_before('report_years.snapshot_on', 6) }}

)

{{ finding_select('broken', 'rating_not_allowed') }}
