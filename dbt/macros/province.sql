{# The province of a unit or resolution. Where there is one province its code is blank; one word stands for
   it, because a NULL would join nothing and every figure would be empty. #}
{% macro province_code(column) -%}
    coalesce(nullif(trim({{ column }}), ''), 'the_province')
{%- endmacro %}
