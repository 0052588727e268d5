with

shares as (

    select
        report_year,
        unit_code,
        form,
        version_id,
        count(distinct case when rating = 'HTXSNV' then subject_key end) as excellent,
        count(distinct case when rating = 'HTTNV' then subject_key end) as good
    from {{ ref('int_decided_rating') }}
    group by report_year, unit_code, form, version_id

),

broken as (

    select
        report_year,
        unit_code,
        form,
        version_id,
        cast(null as varchar) as sheet,
        cast(null as bigint) as row_number,
        cast(null as varchar) as row_id,
        cast(null as varchar) as column_name,
        cast(excellent as varchar) || ' HTXSNV / ' || cast(good as varchar) || ' HTTNV' as value_sent,
        'Số HTXSNV không quá 20 % số HTTNV' as expected
    from shares
    where excellent * 100 > 20 * good

)

{{ finding_select('broken', 'top_rating_share') }}
