{# The columns of a finding, whoever found it: FINDING_SCHEMA of dagster_project/tables/findings.py. #}
{% macro finding_columns() -%}
    finding_id, report_year, unit_code, form, version_id, file_key, source_sha256, file_path, sheet,
    row_number, row_id, column_name, column_number, rule_id, severity, value_sent, expected, note_vi
{%- endmacro %}

{# The findings of a rule that compares returns, in the columns of the findings that Python hands over.

   `broken` is a CTE with report_year, unit_code, form, version_id, sheet, row_number, row_id, column_name, value_sent
   and expected, one row a broken place; what the district should do stands in seeds/rules.csv. The id follows from
   rule and place alone, so that it is the same every night. #}
{% macro finding_select(broken, rule_id) %}
{% set place -%}
    '{{ rule_id }}' || '|' || cast(broken.report_year as string) || '|' || broken.unit_code || '|'
        || broken.form || '|' || coalesce(broken.row_id, broken.version_id, '') || '|'
        || coalesce(broken.column_name, '')
{%- endset %}
    select
        {{ text_hash(place) }} as finding_id,
        broken.report_year,
        broken.unit_code,
        broken.form,
        broken.version_id,
        versions.file_key,
        versions.source_sha256,
        versions.file_path,
        broken.sheet,
        broken.row_number,
        broken.row_id,
        broken.column_name,
        cast(null as bigint) as column_number,
        rules.rule_id,
        rules.actions as severity,
        broken.value_sent,
        broken.expected,
        rules.note_vi
    from {{ broken }} as broken
    inner join {{ ref('dim_rule') }} as rules
        on rules.rule_id = '{{ rule_id }}'
    left join {{ ref('fct_return_version') }} as versions
        on broken.version_id = versions.version_id
{% endmacro %}

{# A doubt by itself: equal in the next version while the row's cells or the return's numbers are. #}
{% macro finding_fingerprint(finding, digest) -%}
    {{ text_hash(
        "cast(" ~ finding ~ ".report_year as string) || '|' || "
        ~ finding ~ ".unit_code || '|' || " ~ finding ~ ".form || '|' || " ~ finding ~ ".rule_id || '|' || coalesce(" ~ finding ~ ".column_name, '') || '|'"
        ~ " || coalesce(" ~ digest ~ ".row_digest, " ~ finding ~ ".value_sent, '')"
    ) }}
{%- endmacro %}
