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

rule_limit as (

    select limit_value from {{ ref('dim_rule') }}
    where rule_id = 'headcount_jump'

),

broken as (

    select
        this_year.report_year,
        this_year.unit_code,
        this_year.form,
        this_year.version_id,
        cast(null as string) as sheet,
        cast(null as bigint) as row_number,
        cast(null as string) as row_id,
        cast(null as string) as column_name,
        cast(this_year.rows_accepted as string) as value_sent,
        'Năm trước: '
        || cast(year_before.rows_accepted as string)
        || ' dòng, chênh không quá '
        || cast(rule_limit.limit_value as string)
        || ' %' as expected
    from forms_in_force as this_year
    inner join forms_in_force as year_before
        on
            this_year.unit_code = year_before.unit_code
            and this_year.form = year_before.form
            and this_year.report_year = year_before.report_year + 1
    cross join rule_limit
    where
        abs(this_year.rows_accepted - year_before.rows_accepted) * 100
        > rule_limit.limit_value * year_before.rows_accepted

)

{{ finding_select('broken', 'headcount_jump') }}
