{# A text of the seed rules with the rule's limit in it. A limit stands once, in limit_value: whoever changes
   it there changes what people read. dagster_project/lib/rules.py does the same for what Python writes, and
   refuses a text that names a limit where there is none. #}
{% macro with_limit(text_column) -%}
    replace({{ text_column }}, '{limit_value}', coalesce(cast(limit_value as string), ''))
{%- endmacro %}
