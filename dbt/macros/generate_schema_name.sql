{# A schema is called what the project says (marts, not main_marts): its names are promised to BI tools. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ (custom_schema_name or target.schema) | trim }}
{%- endmacro %}
