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

rule_limit as (

    select limit_value from {{ ref('dim_rule') }}
    where rule_id = 'top_rating_share'

),

broken as (

    select
        shares.report_year,
        shares.unit_code,
        shares.form,
        shares.version_id,
        cast(null as string) as sheet,
        cast(null as bigint) as row_number,
        cast(null as string) as row_id,
        cast(null as string) as column_name,
        cast(shares.excellent as string) || ' HTXSNV / '
        || cast(shares.good as string) || ' HTTNV' as value_sent,
        'Số HTXSNV không quá ' || cast(rule_limit.limit_value as string) || ' % số HTTNV' as expected
    from shares
    cross join rule_limit
    where shares.excellent * 100 > rule_limit.limit_value * shares.good

)

{{ finding_select('broken', 'top_rating_share') }}
