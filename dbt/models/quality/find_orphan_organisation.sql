with

units_with_form_01 as (

    select
        report_year,
        unit_code
    from {{ ref('fct_return_version') }}
    where form = '01' and is_in_force

),

-- every organisation that form 01 names, also in a quarantined row: the row's own defect is told there
named_in_form_01 as (

    select distinct
        report_year,
        unit_code,
        organisation_code
    from {{ ref('stg_form_01_row') }}
    where organisation_code is not null

),

broken as (

    select
        cadre_rows.report_year,
        cadre_rows.unit_code,
        cadre_rows.form,
        cadre_rows.version_id,
        cadre_rows.sheet,
        cadre_rows.row_number,
        cadre_rows.row_id,
        'organisation_code' as column_name,
        cadre_rows.organisation_code_sent as value_sent,
        'Mã tổ chức có trong Biểu 01 cùng năm của đơn vị' as expected
    from {{ ref('stg_form_02_row') }} as cadre_rows
    inner join units_with_form_01
        on
            cadre_rows.report_year = units_with_form_01.report_year
            and cadre_rows.unit_code = units_with_form_01.unit_code
    left join named_in_form_01
        on
            cadre_rows.report_year = named_in_form_01.report_year
            and cadre_rows.unit_code = named_in_form_01.unit_code
            and cadre_rows.organisation_code = named_in_form_01.organisation_code
    where
        cadre_rows.verdict = 'accepted'
        and cadre_rows.organisation_code is not null
        and named_in_form_01.organisation_code is null

)

{{ finding_select('broken', 'orphan_organisation') }}
