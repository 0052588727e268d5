with

broken as (

    select
        ledger_rows.report_year,
        ledger_rows.unit_code,
        ledger_rows.form,
        ledger_rows.version_id,
        cast(null as string) as sheet,
        cast(null as bigint) as row_number,
        cast(null as string) as row_id,
        cast(null as string) as column_name,
        cast(ledger_rows.first_usable_at as string) as value_sent,
        'Hạn gửi: ' || cast(report_years.due_on as string) as expected
    from {{ ref('fct_return') }} as ledger_rows
    inner join {{ ref('dim_report_year') }} as report_years
        on ledger_rows.report_year = report_years.report_year
    where ledger_rows.is_late

)

{{ finding_select('broken', 'return_late') }}
