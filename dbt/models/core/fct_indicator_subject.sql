{{ config(materialized='table') }}

{% for test_model in indicator_tests() %}
    select
        resolution_code,
        report_year,
        unit_code,
        indicator_code,
        series,
        subject_key,
        is_met,
        is_exempt,
        is_unknown,
        is_not_reported
    from {{ ref('test_' ~ test_model) }}
    {% if not loop.last %}
        union all
    {% endif %}
{% endfor %}
