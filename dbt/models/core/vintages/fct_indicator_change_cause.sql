select
    causes.as_of,
    causes.resolution_code,
    causes.report_year,
    causes.unit_code,
    causes.indicator_code,
    causes.series,
    cast(
        row_number() over (
            partition by
                causes.as_of,
                causes.resolution_code,
                causes.report_year,
                causes.unit_code,
                causes.indicator_code,
                causes.series
            order by told.sort_order
        ) as bigint
    ) as cause_number,
    causes.cause,
    causes.relation,
    told.what,
    told.report_year as return_report_year,
    told.unit_code as return_unit_code,
    told.form as return_form,
    case when causes.cause <> 'returns' then causes.name end as input_name,
    told.told_vi as cause_vi,
    told.told_en as cause_en
from {{ ref('int_change_cause') }} as causes
inner join {{ ref('int_input_change_told') }} as told
    on
        causes.as_of = told.as_of
        and causes.cause = told.kind
        and causes.name = told.name
