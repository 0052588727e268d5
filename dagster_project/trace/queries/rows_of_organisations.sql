-- The rows that tell of the bodies: form 01 of the scope's units.
with

subjects as (

    select subject_key from core.fct_indicator_subject
    where
        resolution_code = $resolution
        and indicator_code = $indicator
        and report_year = $year
        and unit_code = $unit
        and series = $series

)

select
    told.organisation_key as subject_key,
    '01' as form,
    told.report_year,
    told.unit_code,
    versions.file_path,
    versions.source_sha256,
    told.sheet,
    told.row_number,
    'accepted' as verdict,
    cast(null as varchar) as quarantine_rules,
    concat_ws(
        ' · ',
        'loại hình: ' || coalesce(types.label_vi, told.organisation_type),
        'thành lập: ' || cast(told.founded_on as varchar),
        'kết thúc: ' || cast(told.dissolved_on as varchar),
        'xếp loại: ' || coalesce(told.rating_sent, '–'),
        'quyết định: ' || coalesce(told.decision_number, '–') || ', ' || coalesce(cast(told.decided_on as varchar), '–'),
        case when told.is_decided then 'đã có quyết định' else 'chưa có quyết định' end,
        'miễn: ' || nullif(told.exemption_sent, '')
    ) as cells
from core.int_organisation_row as told
inner join subjects
    on told.organisation_key = subjects.subject_key
left join core.dim_code as types
    on types.code_list = 'organisation_type' and told.organisation_type = types.code
left join core.fct_return_version as versions
    on told.version_id = versions.version_id
where
    told.report_year = $year
    and told.unit_code in (
        select unit_code from core.bridge_scope_unit
        where resolution_code = $resolution and report_year = $year and scope_code = $unit
    )
order by told.organisation_key, told.unit_code, told.row_order
