{# The rows of a table of Python's that belong to versions in force: what is superseded or rejected feeds
   nothing.

   `columns` are taken as they are, or renamed (`position as position_title`). `persons_of` is the form whose rows are
   given their person; without it the rows are of no person. #}
{% macro rows_in_force(table, columns, persons_of=none) -%}
    select
        {% if persons_of %}
            persons.person_key,
            persons.link as person_link,
        {% endif %}
        rows_received.{{ columns | join(', rows_received.') }}
    from {{ source('judged', table) }} as rows_received
    inner join {{ ref('stg_return_version') }} as versions
        on rows_received.version_id = versions.version_id
    {% if persons_of %}
        left join {{ ref('stg_person_row') }} as persons
            on
                rows_received.row_id = persons.row_id
                and persons.form = '{{ persons_of }}'
    {% endif %}
    where versions.is_in_force
{% endmacro %}

{# The rows in force of a form: where each stands and what became of it, as of every form; then the form's own
   columns; then, of a form about persons, the person. #}
{% macro form_rows_in_force(form, columns, has_persons=true) -%}
    {%- set place_and_verdict = [
        'row_id', 'version_id', 'file_key', 'report_year', 'unit_code', 'form', 'source_sha256', 'sheet', 'row_number',
        'row_order', 'verdict', 'quarantine_rules', 'is_duplicate',
    ] -%}
    {{- rows_in_force('form_' ~ form ~ '_row', place_and_verdict + columns, form if has_persons else none) -}}
{% endmacro %}
