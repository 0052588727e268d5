-- An exemption beside a rating (also a proposed one), or "less than 6 months" of somebody appointed, or a
-- body founded, longer ago.
with

told_rows as (

    select
        report_year,
        unit_code,
        form,
        version_id,
        sheet,
        row_number,
        row_id,
        rating,
        exemption,
        exemption_sent,
        founded_on as started_on
    from {{ ref('int_organisation_row') }}

    union all

    select
        form_rows.report_year,
        form_rows.unit_code,
        form_rows.form,
        form_rows.version_id,
        form_rows.sheet,
        form_rows.row_number,
        form_rows.row_id,
        form_rows.rating,
        form_rows.exemption,
        form_rows.exemption_sent,
        appointments.appointed_on as started_on
    from {{ ref('stg_form_03_row') }} as form_rows
    left join {{ ref('int_latest_appointment') }} as appointments
        on
            form_rows.report_year = appointments.report_year
            and form_rows.person_key = appointments.person_key
    where form_rows.verdict = 'accepted'

),

rule_limit as (

    select limit_value from {{ ref('dim_rule') }}
    where rule_id = 'exemption_contradicts'

),

broken as (

    select
        told_rows.report_year,
        told_rows.unit_code,
        told_rows.form,
        told_rows.version_id,
        told_rows.sheet,
        told_rows.row_number,
        told_rows.row_id,
        'exemption' as column_name,
        told_rows.exemption_sent as value_sent,
        case
            when told_rows.rating is not null
                then 'Kết quả xếp loại hoặc lý do không xếp loại, không ghi cả hai'
            else
                'Thành lập, bổ nhiệm chưa đủ ' || cast(rule_limit.limit_value as string)
                || ' tháng tính đến thời điểm báo cáo'
        end as expected
    from told_rows
    inner join {{ ref('dim_report_year') }} as report_years
        on told_rows.report_year = report_years.report_year
    cross join rule_limit
    where
        told_rows.exemption is not null
        and (
            told_rows.rating is not null
            or (
                told_rows.exemption = 'new'
                and told_rows.started_on
                <= {{ months_before('report_years.snapshot_on', 'rule_limit.limit_value') }}
            )
        )

)

{{ finding_select('broken', 'exemption_contradicts') }}
