with

broken as (

    select
        report_year,
        unit_code,
        form,
        version_id,
        sheet,
        row_number,
        row_id,
        'organisation_code' as column_name,
        organisation_code_sent as value_sent,
        'Mỗi mã một tổ chức: cùng tên, cùng loại hình ở mọi đơn vị' as expected
    from {{ ref('int_organisation_row') }}
    where is_code_shared

)

{{ finding_select('broken', 'organisation_code_shared') }}
