{# Whether a share keeps to a line, both multiplied out to whole numbers: not below it where the target is a
   least share (direction min), not above it where it is a greatest (max). #}
{% macro meets(share, line) -%}
    case when direction = 'max' then {{ share }} <= {{ line }} else {{ share }} >= {{ line }} end
{%- endmacro %}
