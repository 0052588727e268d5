{{ config(materialized='table') }}

{% set finding_models = [
    'stg_judged_finding', 'stg_ledger_finding', 'stg_identity_finding',
    'find_orphan_person', 'find_orphan_organisation', 'find_rating_conflict', 'find_rating_not_allowed',
    'find_top_rating_share', 'find_degree_fell', 'find_headcount_jump', 'find_return_missing', 'find_return_late',
    'find_name_differs', 'find_organisation_code_shared', 'find_exemption_contradicts',
] %}

with

all_findings as (

    {% for finding_model in finding_models %}
        select {{ finding_columns() }}
        from {{ ref(finding_model) }}
        {% if not loop.last %}
            union all
        {% endif %}
    {% endfor %}

),

-- a doubt by itself, whatever file and row number it comes from: the row's cells, or the return's numbers
told as (

    select
        all_findings.*,
        {{ finding_fingerprint('all_findings', 'digests') }} as fingerprint
    from all_findings
    left join {{ ref('stg_row_digest') }} as digests
        on all_findings.row_id = digests.row_id

)

select
    told.finding_id,
    told.report_year,
    told.unit_code,
    told.form,
    told.version_id,
    told.file_key,
    told.source_sha256,
    told.file_path,
    told.sheet,
    told.row_number,
    told.row_id,
    told.column_name,
    coalesce(told.column_number, places.column_number) as column_number,
    told.rule_id,
    rules.scope as rule_scope,
    told.severity,
    told.value_sent,
    told.expected,
    told.note_vi,
    told.fingerprint,
    -- only a doubt can be explained: a rejected return or a quarantined row must be mended
    case when explanations.explanation is null then 'open' else 'explained' end as state,
    explanations.explanation,
    -- what counts as one in the mart: the row, else the whole form or file
    coalesce(
        case when rules.scope = 'row' then told.row_id end,
        told.version_id,
        told.file_key,
        'return'
    ) as counted_as,
    -- superseded versions keep their findings, but nobody is asked about them; what was never received always
    -- counts
    coalesce(versions.is_counted, files.is_counted, told.file_key is null) as is_counted
from told
left join {{ ref('dim_rule') }} as rules
    on told.rule_id = rules.rule_id
left join {{ ref('fct_return_version') }} as versions
    on told.version_id = versions.version_id
-- a key that no row has where the join is not for the finding: a condition on one side alone would keep
-- engines from joining by hash
left join {{ ref('stg_received_file') }} as files
    on case when told.version_id is null then told.file_key end = files.file_key
left join {{ ref('stg_sheet_column') }} as places
    on
        told.file_key = places.file_key
        and told.sheet = places.sheet
        and told.form = places.form
        and told.column_name = places.column_name
left join {{ ref('stg_explanation') }} as explanations
    on
        told.report_year = explanations.report_year
        and told.unit_code = explanations.unit_code
        and case when told.severity = 'warn' then told.fingerprint end = explanations.fingerprint
