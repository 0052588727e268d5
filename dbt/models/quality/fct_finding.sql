{{ config(materialized='table') }}

{% set finding_models = [
    'stg_judged_finding', 'stg_ledger_finding', 'stg_identity_finding',
    'find_orphan_person', 'find_orphan_organisation', 'find_rating_conflict', 'find_rating_not_allowed',
    'find_top_rating_share', 'find_degree_fell', 'find_headcount_jump', 'find_return_missing', 'find_return_late',
] %}

with

all_findings as (

    {% for finding_model in finding_models %}
        select
            finding_id,
            report_year,
            unit_code,
            form,
            version_id,
            file_key,
            source_sha256,
            file_path,
            sheet,
            row_number,
            row_id,
            column_name,
            column_number,
            rule_id,
            severity,
            value_sent,
            expected,
            note_vi
        from {{ ref(finding_model) }}
        {% if not loop.last %}
            union all
        {% endif %}
    {% endfor %}

)

select
    all_findings.finding_id,
    all_findings.report_year,
    all_findings.unit_code,
    all_findings.form,
    all_findings.version_id,
    all_findings.file_key,
    all_findings.source_sha256,
    all_findings.file_path,
    all_findings.sheet,
    all_findings.row_number,
    all_findings.row_id,
    all_findings.column_name,
    all_findings.column_number,
    all_findings.rule_id,
    rules.scope as rule_scope,
    all_findings.severity,
    all_findings.value_sent,
    all_findings.expected,
    all_findings.note_vi,
    -- what counts as one in the mart: the row, else the whole form or file
    coalesce(
        case when rules.scope = 'row' then all_findings.row_id end,
        all_findings.version_id,
        all_findings.file_key,
        'return'
    ) as counted_as,
    -- superseded versions keep their findings, but nobody is asked about them; what was never received always
    -- counts
    coalesce(versions.is_counted, files.is_counted, all_findings.file_key is null) as is_counted
from all_findings
left join {{ ref('rules') }} as rules
    on all_findings.rule_id = rules.rule_id
left join {{ ref('fct_return_version') }} as versions
    on all_findings.version_id = versions.version_id
left join {{ ref('stg_received_file') }} as files
    on
        all_findings.version_id is null
        and all_findings.file_key = files.file_key
