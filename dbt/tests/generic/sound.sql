-- noqa: disable=LT02
{# Fails for every rule of a model that is broken, with the rule in words and how many rows break it: one
   query for all, in which the rules about single rows share one scan.

   key             columns that stand together in one row only: the grain of the model
   also_unique     lists of further columns of which the same is true
   never_null      columns that are always told
   never_negative  counts
   one_of          column: its closed list (a blank is none of its business)
   holds           what is true in each row: its condition; what cannot be told (NULL) does not hold
   found_in        {columns, to, as (default: alike)}: columns that, where told, stand there (as `as`) #}
{% test sound(
    model, key, also_unique=[], never_null=[], never_negative=[], one_of={}, holds={}, found_in=[]
) %}
    {%- set of_a_row = [] -%}
    {%- for column in never_null -%}
        {%- do of_a_row.append((column ~ ' is null', column ~ ' is null')) -%}
    {%- endfor -%}
    {%- for column in never_negative -%}
        {%- do of_a_row.append((column ~ ' is negative', column ~ ' < 0')) -%}
    {%- endfor -%}
    {%- for column, allowed in one_of.items() -%}
        {%- set listed = "'" ~ allowed | join("|") | replace("'", "''") | replace("|", "', '") ~ "'" -%}
        {%- do of_a_row.append((column ~ ' is none of ' ~ allowed | join(', '), column ~ ' not in (' ~ listed ~ ')')) -%}
    {%- endfor -%}
    {%- for words, condition in holds.items() -%}
        {%- do of_a_row.append(('not so: ' ~ words, 'not coalesce(' ~ condition ~ ', false)')) -%}
    {%- endfor %}
    with

    {% if of_a_row %}
        counted as (

            select
                {% for _, is_broken in of_a_row %}
                    count(case when {{ is_broken }} then 1 end) as rule_{{ loop.index }}
                    {%- if not loop.last %},{% endif %}
                {% endfor %}
            from {{ model }}

        ),
    {% endif %}

    told as (

        {% for columns in [key] + also_unique %}
            select
                'twice the same {{ columns | join(", ") }}' as broken_rule,
                count(*) as broken_rows
            from (
                select 1 as alike
                from {{ model }}
                group by {{ columns | join(', ') }}
                having count(*) > 1
            ) as rows_alike
            {% if not loop.last %}union all{% endif %}
        {% endfor %}
        {% for words, _ in of_a_row %}
            union all
            select
                '{{ words | replace("'", "''") }}' as broken_rule,
                rule_{{ loop.index }} as broken_rows
            from counted
        {% endfor %}
        {% for found in found_in %}
            union all
            select
                '{{ found.columns | join(", ") }} not found in {{ found.to.identifier }}' as broken_rule,
                count(*) as broken_rows
            from {{ model }} as child
            where
                not exists (
                    select 1
                    from {{ found.to }} as parent
                    where
                        {% for column in found.columns %}
                            child.{{ column }} = parent.{{ (found.as or found.columns)[loop.index0] }}
                            {% if not loop.last %}and{% endif %}
                        {% endfor %}
                )
                {% for column in found.columns %}
                    and child.{{ column }} is not null
                {% endfor %}
        {% endfor %}

    )

    select
        broken_rule,
        broken_rows
    from told
    where broken_rows > 0
{% endtest %}
