with

broken as (

    select
        report_year,
        unit_code,
        form,
        cast(null as string) as version_id,
        cast(null as string) as sheet,
        cast(null as bigint) as row_number,
        cast(null as string) as row_id,
        cast(null as string) as column_name,
        cast(null as string) as value_sent,
        'Biểu ' || form || ' năm ' || cast(report_year as string) as expected
    from {{ ref('fct_return') }}
    where is_expected and state = 'missing'

)

{{ finding_select('broken', 'return_missing') }}
