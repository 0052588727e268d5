with

forms_in_force as (

    select
        report_year,
        unit_code,
        form,
        version_id,
        rows_accepted
    from {{ ref('fct_return_version') }}
    where is_in_force

),

broken as (

    select
        this_year.report_year,
        this_year.unit_code,
        this_year.form,
        this_year.version_id,
        cast(null as varchar) as sheet,
        cast(null as bigint) as row_number,
        cast(null as varchar) as row_id,
        cast(null as varchar) as column_name,
        cast(this_year.rows_accepted as varchar) as value_sent,
        'Năm trước: '
        || cast(year_before.rows_accepted as varchar)
        || ' dòng, chênh không quá 30 %' as expected
    from forms_in_force as this_year
    inner join forms_in_force as year_before
        on
            this_year.unit_code = year_before.unit_code
            and this_year.form = year_before.form
            and this_year.report_year = year_before.report_year + 1
    where
        abs(this_year.rows_accepted - year_before.rows_accepted) * 100
        > 30 * year_before.rows_accepted

)

{{ finding_select('broken', 'headcount_jump') }}
