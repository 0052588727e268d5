{# Words that warehouses spell differently, said once, so that models below staging hold no dialect. Each goes
   through a dispatched macro of the adapter, or is dispatched here where the adapter's own says something else
   (spark__…). sqlfluff has stand-ins for these in .sqlfluff. #}

{# Whether a ';'-joined list holds an item. #}
{% macro list_holds(list_column, item) -%}
    ({{ dbt.position("';' || " ~ item ~ " || ';'", "';' || " ~ list_column ~ " || ';'") }} > 0)
{%- endmacro %}

{# The date so many months (a number or a column) before a date; the 31st is a shorter month's last day. #}
{% macro months_before(date_expression, months) -%}
    {{ adapter.dispatch('months_before')(date_expression, months) }}
{%- endmacro %}

{% macro default__months_before(date_expression, months) -%}
    cast({{ dbt.dateadd("month", "-1 * " ~ months, date_expression) }} as date)
{%- endmacro %}

{% macro spark__months_before(date_expression, months) -%}
    add_months({{ date_expression }}, -1 * {{ months }})
{%- endmacro %}

{# The midnight that ends a day. #}
{% macro end_of_day(date_expression) -%}
    {{ adapter.dispatch('end_of_day')(date_expression) }}
{%- endmacro %}

{% macro default__end_of_day(date_expression) -%}
    cast({{ dbt.dateadd("day", 1, date_expression) }} as timestamp)
{%- endmacro %}

{% macro spark__end_of_day(date_expression) -%}
    cast(date_add({{ date_expression }}, 1) as timestamp)
{%- endmacro %}

{# How many days lie between two days: 1 from a day to the next. #}
{% macro days_between(first_day, last_day) -%}
    {{ adapter.dispatch('days_between')(first_day, last_day) }}
{%- endmacro %}

{% macro default__days_between(first_day, last_day) -%}
    {{ dbt.datediff(first_day, last_day, "day") }}
{%- endmacro %}

{% macro spark__days_between(first_day, last_day) -%}
    cast(date_diff({{ last_day }}, {{ first_day }}) as bigint)
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
    {{ adapter.dispatch('joined_in_order')(text_column, order_column) }}
{%- endmacro %}

{% macro default__joined_in_order(text_column, order_column) -%}
    {{ dbt.listagg(text_column, "'; '", "order by " ~ order_column) }}
{%- endmacro %}

{# dbt's own for Spark leaves the order out, with a warning. #}
{% macro spark__joined_in_order(text_column, order_column) -%}
    listagg({{ text_column }}, '; ') within group (order by {{ order_column }})
{%- endmacro %}
