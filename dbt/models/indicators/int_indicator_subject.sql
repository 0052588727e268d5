{{ config(materialized='table') }}

{% for indicator_model in indicator_models() %}
    select
        report_year,
        unit_code,
        indicator_code,
        series,
        subject_key,
        is_met,
        is_exempt,
        is_unknown,
        is_not_reported
    from {{ ref(indicator_model) }}
    {% if not loop.last %}
        union all
    {% endif %}
{% endfor %}
