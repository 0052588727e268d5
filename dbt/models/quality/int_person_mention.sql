{% for form in ['03', '04'] %}
    select
        report_year,
        unit_code,
        form,
        version_id,
        sheet,
        row_number,
        row_id,
        person_key,
        full_name,
        full_name_key,
        citizen_id_sent,
        party_card_sent
    from {{ ref('stg_form_' ~ form ~ '_row') }}
    where verdict = 'accepted'
    {% if not loop.last %}
        union all
    {% endif %}
{% endfor %}
