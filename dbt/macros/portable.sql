{# Words that warehouses spell differently, said once. Each goes through a dispatched macro of the adapter, so
   that models below staging hold no dialect. sqlfluff has stand-ins for these in .sqlfluff. #}

{# Whether a ';'-joined list holds an item. #}
{% macro list_holds(list_column, item) -%}
    ({{ dbt.position("';' || " ~ item ~ " || ';'", "';' || " ~ list_column ~ " || ';'") }} > 0)
{%- endmacro %}

{# The date so many months (a number or a column) before a date; the 31st is a shorter month's last day. #}
{% macro months_before(date_expression, months) -%}
    cast({{ dbt.dateadd("month", "-1 * " ~ months, date_expression) }} as date)
{%- endmacro %}

{# The midnight that ends a day. #}
{% macro end_of_day(date_expression) -%}
    cast({{ dbt.dateadd("day", 1, date_expression) }} as timestamp)
{%- endmacro %}

{# How many days lie between two days: 1 from a day to the next. #}
{% macro days_between(first_day, last_day) -%}
    {{ dbt.datediff(first_day, last_day, "day") }}
{%- endmacro %}

{# A short key of a text, the same every night. #}
{% macro text_hash(expression) -%}
    {{ dbt.hash(expression) }}
{%- endmacro %}

{# a / b rounded up, for whole numbers: the sum is made divisible first, so that the division is exact. #}
{% macro ceil_of_quotient(dividend, divisor) -%}
    cast(
        ({{ dividend }} + mod({{ divisor }} - mod({{ dividend }}, {{ divisor }}), {{ divisor }})) / {{ divisor }} as bigint
    )
{%- endmacro %}

{# a / b rounded down, for whole numbers of which a is not negative: the rest is taken off first. #}
{% macro floor_of_quotient(dividend, divisor) -%}
    cast(({{ dividend }} - mod({{ dividend }}, {{ divisor }})) / {{ divisor }} as bigint)
{%- endmacro %}

{# The texts of a group joined by '; ', in the order of another column. #}
{% macro joined_in_order(text_column, order_column) -%}
    {{ dbt.listagg(text_column, "'; '", "order by " ~ order_column) }}
{%- endmacro %}
