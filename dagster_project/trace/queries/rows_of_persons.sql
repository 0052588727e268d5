-- The rows that tell of the persons: form 02 of the scope's units; form 03 of the year and form 04 of any year from any
-- unit, because a person is found whoever sent the row.
with

subjects as (

    select subject_key from core.fct_indicator_subject
    where
        resolution_code = $resolution
        and indicator_code = $indicator
        and report_year = $year
        and unit_code = $unit
        and series = $series

),

asked as (

    select * from marts.dim_indicator
    where resolution_code = $resolution and indicator_code = $indicator

),

told as (

    select
        listed.person_key as subject_key,
        '02' as form,
        listed.report_year,
        listed.unit_code,
        listed.version_id,
        listed.sheet,
        listed.row_number,
        listed.row_order,
        listed.verdict,
        listed.quarantine_rules,
        concat_ws(
            ' · ',
            'chức vụ: ' || listed.position_sent,
            'diện quản lý: ' || listed.managed_by_sent,
            case asked.test_model
                when 'young'
                    then 'ngày sinh: ' || coalesce(cast(listed.born_on as varchar), cast(listed.birth_year as varchar), '–')
                when 'woman' then 'giới tính: ' || coalesce(listed.sex, '–')
                when 'ethnic_minority' then 'dân tộc: ' || coalesce(listed.ethnicity, '–')
            end,
            case
                when asked.minimum_professional_qualification is not null
                    then 'chuyên môn: ' || coalesce(listed.professional_qualification_sent, listed.professional_qualification, '–')
            end,
            case
                when asked.minimum_political_theory is not null
                    then 'LLCT: ' || coalesce(listed.political_theory_sent, listed.political_theory, '–')
            end
        ) as cells
    from staging.stg_form_02_row as listed
    cross join asked
    where
        listed.report_year = $year
        and listed.unit_code in (
            select unit_code from core.bridge_scope_unit
            where resolution_code = $resolution and report_year = $year and scope_code = $unit
        )

    union all

    select
        rated.person_key as subject_key,
        '03' as form,
        rated.report_year,
        rated.unit_code,
        rated.version_id,
        rated.sheet,
        rated.row_number,
        rated.row_order,
        rated.verdict,
        rated.quarantine_rules,
        concat_ws(
            ' · ',
            'kỳ: ' || rated.period,
            'xếp loại: ' || coalesce(rated.rating_sent, '–'),
            'quyết định: ' || coalesce(rated.decision_number, '–') || ', ' || coalesce(rated.decided_on_sent, '–'),
            case when rated.is_decided then 'đã có quyết định' else 'chưa có quyết định' end,
            'miễn: ' || nullif(rated.exemption_sent, '')
        ) as cells
    from staging.stg_form_03_row as rated
    inner join asked
        on asked.counted_form = '03'
    where rated.report_year = $year

    union all

    select
        trained.person_key as subject_key,
        '04' as form,
        trained.report_year,
        trained.unit_code,
        trained.version_id,
        trained.sheet,
        trained.row_number,
        trained.row_order,
        trained.verdict,
        trained.quarantine_rules,
        concat_ws(
            ' · ',
            'lớp: ' || trained.course_name,
            'kết thúc: ' || coalesce(trained.ended_on_sent, '–'),
            'kết quả: ' || coalesce(trained.result_sent, '–')
        ) as cells
    from staging.stg_form_04_row as trained
    inner join asked
        on asked.counted_form = '04' and trained.course_group = asked.course_group

)

select
    told.subject_key,
    told.form,
    told.report_year,
    told.unit_code,
    versions.file_path,
    versions.source_sha256,
    told.sheet,
    told.row_number,
    told.verdict,
    told.quarantine_rules,
    told.cells
from told
inner join subjects
    on told.subject_key = subjects.subject_key
left join core.fct_return_version as versions
    on told.version_id = versions.version_id
order by told.subject_key, told.form, told.report_year, told.unit_code, told.row_order
